import BookingCore
import CalendarTime

extension Wording {
    static func frenchSentence(_ fault: RequestFault) -> String {
        switch fault {
        case .refused: "La réservation est refusée ; rien n’a été enregistré."
        case .unauthenticated: "Identifiez-vous avec un mot de passe ou un jeton valable."
        case .forbidden: "Vous n’avez pas le droit de faire cela."
        case .notFound: "Il n’y a rien à cette adresse, ou vous n’y avez pas accès."
        case .preconditionFailed: "L’objet a été modifié entre-temps ; relisez-le avant de le modifier."
        case .alreadyExists: "Un objet portant cet identifiant existe déjà."
        case .insecureTransport: "Un mot de passe ne peut être envoyé que par une connexion chiffrée."
        case .tooManyFailures(let seconds): "Trop d’échecs d’identification ; réessayez dans \(seconds) s."
        case .malformedJSON(let line): "Le texte n’est pas du JSON valable (ligne \(line))."
        case .wrongContentType(let expected): "Le contenu doit être du type \(expected)."
        case .compressedBody: "Les contenus compressés ne sont pas acceptés."
        case .incompleteBody: "Le contenu est arrivé incomplet."
        case .unknownField(let name): "Le champ « \(name) » n’existe pas ; vérifiez son nom."
        case .invalidField(let name, let fault): "Champ « \(name) » : \(frenchFault(fault))."
        case .unknownParameter(let name): "Le paramètre « \(name) » n’existe pas ; vérifiez son nom."
        case .invalidHeader(let name): "L’en-tête « \(name) » est illisible."
        case .unknownResource(let id): "La ressource « \(id) » n’existe pas."
        case .unknownPerson(let id): "La personne « \(id) » n’existe pas."
        case .addressInUse(let address):
            "L’adresse « \(address) » appartient déjà à quelqu’un ou à une autre ressource."
        case .invalidEvent: "L’événement ne peut pas être calculé ; vérifiez ses dates et sa récurrence."
        case .idempotencyMismatch: "Cette Idempotency-Key a déjà servi pour une autre demande."
        case .wrongState(let state): "Cela n’est pas possible : \(frenchState(state))."
        case .cannotApprove(let why): "La demande ne peut pas être validée. \(why[.fr])"
        case .outsideCheckIn(let from, let to, let zone):
            "On peut confirmer sa présence pendant ce temps : "
                + "\(range(TimeRange(start: from, end: to), language: .fr, zone: zone))."
        case .tooLarge(let limit): "Le contenu dépasse \(limit) octets."
        case .tooManyInstances(let limit): "La série dépasse \(limit) occurrences."
        case .overloaded: "Le service est surchargé ; réessayez dans un instant."
        case .notWritable: "Le service ne peut rien enregistrer pour l’instant."
        case .goesWith(let name):
            "Cette réservation accompagne celle de « \(name.fr) » ; modifiez ou annulez la réservation principale."
        case .internalError(let request): "Une erreur interne est survenue ; elle est consignée sous \(request)."
        case .methodNotAllowed(let allowed):
            "Cette méthode n’existe pas à cette adresse. Méthodes possibles : \(allowed)."
        case .preconditionRequired:
            "Ce qui existe déjà ne se remplace qu’avec If-Match : envoyez l’ETag lu, ou * pour remplacer quoi qu’il y ait."
        case .requestInFlight:
            "La première requête avec cette Idempotency-Key est encore en cours. Réessayez dans un instant."
        case .tooManyRequests(let seconds): "Trop de requêtes. Réessayez dans \(seconds) s."
        case .tokenExpired: "Ce jeton est trop ancien. Relisez la liste entière et gardez son nouveau jeton."
        case .foreignRequest: "Cette demande ne vient pas d’une page de ce site ; rechargez la page et recommencez."
        case .signInExpired: "Cette connexion a pris trop de temps ou a commencé ailleurs ; recommencez."
        case .signInRefused: "Vous n’avez pas de compte ici, ou votre identité n’a pas pu être vérifiée."
        case .signInUnreachable: "Le service de connexion ne répond pas ; réessayez dans un instant."
        case .headerNotUsed(let name): "L’en-tête « \(name) » n’a pas d’effet ici ; envoyez la requête sans lui."
        case .repeatedMember(let name, let line):
            "Le champ « \(name) » est écrit deux fois dans le même objet (ligne \(line))."
        case .wrongDocument(let expected, let found):
            "Le contenu doit être \(frenchType(expected)), et non \(frenchType(found))."
        case .directoryUnreachable:
            """
            L’annuaire (LDAP) ne répond pas ; réessayez dans un instant. Les mots de passe d’application et les jetons \
            fonctionnent toujours.
            """
        case .signInServiceUnreachable:
            """
            Le service de connexion ne répond pas ; réessayez dans un instant. Les mots de passe d’application et les jetons \
            de ce serveur fonctionnent toujours.
            """
        }
    }

    private static func frenchState(_ state: BookingState) -> String {
        switch state {
        case .tentative: "la demande attend encore une réponse"
        case .confirmed: "la réservation est déjà confirmée"
        case .checkedIn: "la présence est déjà confirmée"
        case .ended: "la réservation est terminée"
        case .declined: "la demande a été refusée"
        case .cancelled: "la réservation est annulée"
        case .released: "la réservation a été libérée"
        case .waitlisted: "la demande est sur la liste d’attente"
        }
    }

    private static func frenchFault(_ fault: FieldFault) -> String {
        switch fault {
        case .missing: "il manque"
        case .empty: "il est vide"
        case .endBeforeStart: "la fin précède le début"
        case .mixedTimeForms: "dates et heures ne se mélangent pas"
        case .outOfRange: "la valeur est hors limites"
        case .notAllowed: "il n’est pas permis ici"
        case .duplicate: "une valeur s’y trouve deux fois"
        case .tooLong(let limit): "il dépasse la limite de \(limit)"
        case .unknownZone(let name): "le fuseau horaire « \(name) » est inconnu"
        case .malformed(let text): "« \(text) » n’est pas une valeur valable"
        case .noLength: "la fin doit venir après le début"
        case .noDate: "il ne reste aucune date"
        case .unknownID(let id): "rien ni personne ne porte l’identifiant « \(id) »"
        case .wrongType(let expected, let found):
            "il faut \(frenchType(expected)), et non \(frenchType(found))"
        case .noSuchInstance: "la réservation n’a pas, ou plus, d’occurrence à cette date"
        case .taken: "autre chose le porte déjà"
        case .repeatedParameter: "il ne peut être donné qu’une fois"
        case .wrongPassword: "ce n’est pas le mot de passe"
        case .unsuitablePassword:
            "un mot de passe a de 8 à 1 024 octets, et ne ressemble pas à un mot de passe d’application"
        case .controlCharacter: "il contient un caractère de commande, ou un saut de ligne là où il n’en faut pas"
        }
    }

    /// JSON's word for a type.
    private static func frenchType(_ name: String) -> String {
        switch name {
        case "null": "null"
        case "boolean": "true ou false"
        case "integer": "un nombre entier"
        case "number": "un nombre"
        case "string": "un texte"
        case "array": "une liste"
        case "object": "un objet"
        default: name
        }
    }
}
