/// What went wrong with a CalDAV request, in French.
enum FrenchCalDAVWords {
    static func sentence(_ fault: CalDAVFault) -> String {
        switch fault {
        case .request(let fault): Wording.sentence(for: fault, language: .fr)
        case .calendar(let fault, let line): Wording.sentence(for: fault, line: line, language: .fr)
        case .document(let fault): sentence(fault)
        case .report(let fault): sentence(fault)
        case .methodNotAllowed: "Cela ne peut pas être fait ici."
        case .otherServer: "La destination se trouve sur un autre serveur."
        case .parentMissing: "L’agenda qui devrait contenir l’objet n’existe pas."
        case .serverCalendar: "Cet agenda est tenu par le serveur."
        case .calendarExists: "Il y a déjà un agenda à cette adresse."
        case .unusableName(let limit):
            "Un nom a de 1 à \(limit) octets en UTF-8, sans barre oblique ni caractère de commande."
        case .calendarsOnly: "Seuls des agendas peuvent être créés ici."
        case .notInHome: "Un agenda est créé directement dans l’espace de son propriétaire."
        case .eventsOnly: "Seuls les événements peuvent être copiés ou déplacés."
        case .depthOfDelete: "Un agenda est supprimé avec tout ce qu’il contient."
        case .noDestination: "L’en-tête « Destination » manque."
        case .destinationOutsideCalendar: "La destination n’est pas dans un agenda."
        case .otherContentType: "Seul le type text/calendar en UTF-8 est conservé ici."
        case .calendarDataVersion: "Seul le type text/calendar 2.0 est servi."
        case .uidInUse: "Un autre événement porte le même UID."
        case .uidInOtherCalendar: "Un autre de vos agendas contient déjà cet événement."
        case .organizerChanged: "L’organisateur d’un événement ne peut pas être remplacé."
        case .uidChanged: "L’UID d’un événement ne peut pas être modifié."
        case .managersAnswer:
            "Un gestionnaire accepte (ACCEPTED) ou refuse (DECLINED) la demande entière, ou refuse certaines dates."
        case .attendeeChange(let property): "Seul l’organisateur peut modifier ceci : \(property)."
        case .unusableMessage(let property): "La propriété \(property) du message manque ou est illisible."
        case .notOutboxOwner: "L’organisateur n’est pas le propriétaire de cette boîte d’envoi."
        case .oneFreeBusyRequest: "La boîte d’envoi accepte un seul VFREEBUSY avec METHOD:REQUEST."
        case .freeBusyWindow: "DTSTART et DTEND sont nécessaires, en UTC, la fin après le début."
        case .noOrganizer: "L’organisateur (ORGANIZER) manque."
        case .noAttendee: "Il n’y a pas de participant (ATTENDEE)."
        case .tooManyAsked(let limit): "Au plus \(limit) participants peuvent être interrogés à la fois."
        case .noChange: "Le contenu ne modifie aucune propriété."
        case .tooManyProperties: "Il y a trop de propriétés."
        case .componentsOnly: "Un agenda contient des VEVENT, des VTODO ou des VJOURNAL, rien d’autre."
        case .propertiesOnCalendarsOnly: "Seuls les agendas conservent des propriétés."
        case .serverProperty(let name): "La propriété \(name) est tenue par le serveur."
        case .propertyTooLong(let name): "La propriété \(name) est trop longue."
        case .invalidTimeZone(let property):
            "L’élément \(property) n’est pas un calendrier avec un seul VTIMEZONE lisible."
        case .unknownTimeZone(let name): "Le fuseau horaire \(Wording.short(name)) est inconnu."
        case .invalidAvailability:
            "Les heures de travail sont un calendrier qui ne contient que des VAVAILABILITY lisibles."
        case .notOwnCalendar: "Les invitations vont dans un de vos agendas, qui doit accepter des événements."
        case .addressDataVersion: "Seules les vCards des versions 3.0 et 4.0 sont servies."
        case .readOnlyAddressBook: "Ce carnet d’adresses est tenu par le serveur : il se lit seulement."
        case .unknownDelegate: "Seuls les personnes et les groupes de l’annuaire peuvent être délégués d’un autre."
        }
    }

    static func sentence(_ fault: DocumentFault) -> String {
        switch fault {
        case .missing: "La demande n’a pas de contenu XML."
        case .notUTF8: "Le contenu XML n’est pas en UTF-8."
        case .tooLong(let limit): "Le contenu XML dépasse \(limit) octets."
        case .documentType(let line): "Une déclaration de type de document n’est pas permise (ligne \(line))."
        case .tooDeep(let limit, let line): "Les éléments sont imbriqués sur plus de \(limit) niveaux (ligne \(line))."
        case .tooManyElements(let limit, let line): "Il y a plus de \(limit) éléments (ligne \(line))."
        case .tagTooLong(let limit, let line): "Une balise dépasse \(limit) octets (ligne \(line))."
        case .malformed(_, let line): "Le contenu n’est pas du XML valable, ligne \(line)."
        case .wrongRoot(let expected): "Le contenu doit être un élément \(expected)."
        }
    }

    static func sentence(_ fault: ReportFault) -> String {
        switch fault {
        case .infiniteDepth: "Demandez avec Depth 0 ou 1."
        case .invalidSyncToken: "Le jeton de synchronisation n’est plus valable ; recommencez sans jeton."
        case .calendarsOnly: "Seul un agenda peut être interrogé ainsi."
        case .oneLevel: "Un agenda n’a qu’un niveau."
        case .invalidLimit: "La limite est un nombre supérieur à 0."
        case .calendarsOrPrincipals: "Seuls un agenda ou un titulaire peuvent être interrogés ainsi."
        case .tooManyObjects(let limit): "Au plus \(limit) objets peuvent être demandés à la fois."
        case .nothingAsked: "Le rapport ne demande ni « self » ni une propriété."
        case .noSearch: "Il faut de un à vingt éléments property-search."
        case .incompleteSearch: "Un élément property-search contient prop et match."
        case .namelessProperty: "Une propriété n’a pas de nom."
        case .unknownReport(let name): "Le rapport \(Wording.short(name)) est inconnu."
        case .unknownCollation(let name): "L’ordre de comparaison \(Wording.short(name)) est inconnu."
        case .unknownFilter(let name): "L’élément de filtre \(Wording.short(name)) est inconnu."
        case .tooManyTests(let limit): "Le filtre ou la recherche demande plus de \(limit) choses à la fois."
        case .noFilter: "Le filtre manque."
        case .oneComponent: "Un filtre contient un seul comp-filter."
        case .outerComponent: "Le comp-filter extérieur porte sur VCALENDAR."
        case .timeOfCalendar: "VCALENDAR n’a pas de date."
        case .tooDeep: "Le filtre est imbriqué trop profondément."
        case .notDefinedAlone: "L’élément is-not-defined ne s’accompagne de rien."
        case .nameless(let element): "Un élément \(element) a un nom."
        case .noTimeRange: "La période (time-range) manque."
        case .rangeOfFreeBusy: "La période (time-range) a un début et une fin, à cinq ans d’écart au plus."
        case .openRange(let element): "L’élément \(element) a un début et une fin."
        case .emptyRange(let element): "L’élément \(element) a un début ou une fin."
        case .backwardRange(let element): "L’élément \(element) finit avant de commencer."
        case .noUTCTime(let name, let value):
            "L’attribut \(name) n’est pas une heure en UTC, « \(Wording.short(value)) »."
        case .truncated: "La réponse est incomplète ; redemandez à partir d’ici."
        case .addressBooksOnly: "Seul un carnet d’adresses peut être interrogé ainsi."
        }
    }
}
