/// ``HealthNote`` in French.
enum FrenchHealthWords {
    static func sentence(_ note: HealthNote) -> HealthSentence {
        switch note {
        case .directoryUnseen(let path, let problem):
            HealthSentence(
                "\(path) ne peut pas être examiné : \(problem)", "vérifiez que le répertoire existe et vous appartient")
        case .noMoreFiles(let path):
            HealthSentence("plus aucun fichier ne peut être créé à côté de \(path)", "supprimez des fichiers")
        case .diskNearlyFull(let free, let least):
            HealthSentence(
                "il reste \(free) Mio, moins que \(least)",
                "faites de la place : sans elle, rien ne peut plus être réservé, mais rien n’est perdu")
        case .diskFree(let free): HealthSentence("il reste \(free) Mio")
        case .clockWrong(let now): HealthSentence("l’horloge indique \(now)", "mettez l’horloge à l’heure")
        case .clockUnkept(let now):
            HealthSentence(
                "\(now) ; aucun service ne la tient à l’heure ici",
                "si aucune autre machine ne la règle, installez chrony ou systemd-timesyncd")
        case .clockKept(let now): HealthSentence("\(now), tenue à l’heure par un service")
        case .zonesMissing:
            HealthSentence("les fuseaux horaires manquent dans /usr/share/zoneinfo", "apt-get install tzdata")
        case .zonesOld(let version):
            HealthSentence(
                "la version \(version) a plus d’un an",
                "apt-get update && apt-get install tzdata ; les règles de l’heure d’été changent parfois au dernier moment"
            )
        case .zonesVersion(let version): HealthSentence("version \(version)")
        case .openToOthers(let path): HealthSentence("\(path) est ouvert à d’autres", "chmod go= \(path)")
        case .severalOwners(let path):
            HealthSentence(
                "les fichiers de \(path) ont plusieurs propriétaires",
                "chown -R vers le compte sous lequel tourne le serveur")
        case .secretsReadable(let path):
            HealthSentence("tout le monde peut lire \(path) et ses secrets", "chmod o= \(path)")
        case .keyReadable(let path):
            HealthSentence(
                "d’autres peuvent lire la clé privée \(path)",
                "chmod o= \(path), et faites refaire le certificat si cela durait")
        case .filesOwn: HealthSentence("les données ne sont qu’au serveur")
        case .noDomain: HealthSentence("le site n’a pas de domaine de messagerie")
        case .exampleDomain(let name): HealthSentence("\(name) est un nom d’exemple ; rien n’est demandé")
        case .noNameServer:
            HealthSentence(
                "aucun serveur de noms n’est connu", "nommez-en un dans /etc/resolv.conf ou par doctor.nameServer")
        case .nameServerUnreadable(let text):
            HealthSentence("doctor.nameServer n’est pas une adresse : \(text)", "écrivez ADRESSE ou ADRESSE:PORT")
        case .recordFound(let name, let values): HealthSentence("\(name) : \(values)")
        case .recordMissing(let name, let kind): HealthSentence("\(name) : aucun", publish(name, kind))
        case .nameMissing(let name, let kind): HealthSentence("\(name) : ce nom n’existe pas", publish(name, kind))
        case .nameRefused(let name, let code):
            HealthSentence("\(name) : le serveur de noms refuse (\(code))", "demandez à qui gère le serveur de noms")
        case .nameServerSilent(let name, let server):
            HealthSentence(
                "\(name) : le serveur de noms ne répond pas",
                "vérifiez que cette machine peut interroger \(server), ou nommez-en un autre par doctor.nameServer")
        case .serverAbsent: HealthSentence("aucun serveur ne tourne ; rien n’est demandé")
        case .serverSilent(let url):
            HealthSentence("\(url) ne répond pas", "consultez le journal du serveur ; relancez-le")
        case .discoveryLost(let status):
            HealthSentence(
                "/.well-known/caldav répond \(status)",
                "laissez le serveur mandataire transmettre /.well-known/caldav tel quel")
        case .discovery(let place): HealthSentence("/.well-known/caldav mène à \(place)")
        case .mailElsewhere(let domain, let hosts, let addresses):
            HealthSentence(
                "le courrier pour \(addresses) adresses de salles de \(domain) va à \(hosts), et cette version n’en reçoit pas",
                "les salles s’invitent depuis les agendas connectés ici ; faites refuser ces adresses par \(hosts), pour que personne n’attende de réponse"
            )
        case .mailToRoom(let recipient, let sender):
            HealthSentence(
                "un message de \(sender) attend de partir vers \(recipient), qui est une ressource d’ici : il reviendrait",
                "retirez l’adresse à la ressource ou à la personne, pour qu’une seule l’ait")
        case .senderIsRoom(let address, let names):
            HealthSentence(
                "\(address) appartient à plusieurs à la fois (\(names)) : qui répond se répondrait à soi-même",
                "laissez l’adresse à un seul (creneau resource import, creneau person set)")
        case .addressOutside(let address):
            HealthSentence(
                "\(address) est l’adresse d’une ressource, et son domaine n’est pas un de ceux du site",
                "nommez le domaine parmi ceux du site, ou donnez à la ressource une adresse dans l’un d’eux")
        case .noMailLoop:
            HealthSentence(
                "aucun message ne reviendrait ici ; cette version ne reçoit ni n’envoie elle-même de courrier")
        case .databaseAbsent(let path):
            HealthSentence(
                "il n’y a pas de base de données dans \(path)",
                "nommez le répertoire par --data, ou remplissez-le par creneau init")
        case .databaseUnread(let problem):
            HealthSentence("la base de données ne peut pas être lue : \(problem)", restore)
        case .fine(let matter): HealthSentence(fine(matter))
        case .foreignFile:
            HealthSentence("le fichier est la base d’un autre programme", "nommez le répertoire par --data")
        case .otherVersion(let found, let known):
            HealthSentence(
                "la base est de version \(found) et ce programme fait la version \(known)",
                "démarrez une fois le serveur de ce programme ; si la base est plus récente, installez le programme plus récent"
            )
        case .damagedPage(let text): HealthSentence("\(text)", restore)
        case .unreadable(let what): HealthSentence("\(what) ne peut pas être lu", restore)
        case .rowMissing(let of, let at):
            HealthSentence("une ligne de \(of) en nomme une de \(at) qui n’existe pas", restore)
        case .companionMissing(let id):
            HealthSentence("la réservation \(id) accompagne une autre qui n’existe pas", report)
        case .foundElsewhere(let id, let resource):
            HealthSentence("la réservation \(id) de \(resource) est trouvée à d’autres heures que les siennes", report)
        case .takenByNone(let resource, let id):
            HealthSentence("\(resource) est prise par la réservation \(id), qui n’existe pas", report)
        case .bookedTwice(let resource, let units, let taken, let at, let id):
            HealthSentence(
                "\(resource) en a \(units) et \(taken) sont réservées à \(at) (réservation \(id))", exclusive)
        case .partBooked(let whole, let part, let at, let id):
            HealthSentence(
                "\(whole) et sa partie \(part) sont réservées toutes deux à \(at) (réservation \(id))", exclusive)
        case .numberNotReached(let what):
            HealthSentence("\(what) a été enregistré à un numéro qu’il n’a pas atteint", report)
        case .numberMissing(let what): HealthSentence("\(what) n’a pas de numéro de modification", report)
        case .bothThereAndGone(let what): HealthSentence("l’agenda \(what) a un objet qu’il dit aussi supprimé", report)
        case .notInCalendar(let what):
            HealthSentence("une réservation n’est pas dans l’agenda de sa salle : \(what)", report)
        case .undecided(let what): HealthSentence("une réservation n’a pas de décision : \(what)", report)
        case .unrecorded(let what):
            HealthSentence(
                "une réservation n’est pas dans le journal d’audit : \(what)",
                "gardez une copie du répertoire et cherchez qui pouvait écrire dans la base")
        case .auditBroken(let chain, let order):
            HealthSentence(
                "l’audit de \(chain) est modifié ou incomplet à l’entrée \(order)",
                "gardez une copie du répertoire ; creneau audit verify --json nomme les entrées")
        case .rootBroken(let number):
            HealthSentence(
                "le sceau \(number) de l’audit n’est pas celui qui fut écrit",
                "gardez une copie du répertoire ; creneau audit verify --json nomme les entrées")
        case .addressOfNobody(let address):
            HealthSentence(
                "l’adresse \(address) n’est à personne", "enregistrez de nouveau la personne ou la ressource")
        case .credentialOfNobody(let id):
            HealthSentence("le moyen d’accès \(id) est valable et n’est à personne", "révoquez-le")
        case .overdue(let id):
            HealthSentence(
                "la réservation \(id) aurait dû être traitée il y a plus de dix minutes",
                "démarrez le serveur ; s’il tourne, cherchez dans son journal les réservations retentées")
        case .messagesWait(let count):
            HealthSentence(
                "\(count) messages attendent depuis plus d’un jour",
                "vérifiez que le courrier et les webhooks peuvent quitter cette machine")
        case .decidedLater:
            HealthSentence(
                "la dernière décision date d’un instant encore à venir",
                "mettez l’horloge à l’heure ; le serveur reprend dès qu’elle a rattrapé")
        case .otherZones(let recorded, let present):
            HealthSentence(
                "la base fut ouverte avec tzdata \(recorded) ; cette machine a \(present)",
                "rien, si le prochain démarrage n’annonce pas de nouveaux conflits")
        }
    }

    private static let restore =
        "arrêtez le serveur, gardez une copie du répertoire et restaurez la dernière bonne sauvegarde (creneau restore)"
    private static let report =
        "cela ne devrait pas arriver : gardez une sauvegarde et signalez-le ; annuler puis réserver répare une réservation"
    private static let exclusive =
        "demandez à qui a réservé ; ce n’est juste que si la ressource permettait les conflits ou avait alors plus d’unités"

    private static func publish(_ name: String, _ kind: HealthNote.RecordKind) -> String {
        switch kind {
        case .caldavs:
            "publiez `\(name). IN SRV 0 1 443 HÔTE.`, pour que les agendas trouvent le serveur (RFC 6764 §3)"
        case .mail: "publiez un enregistrement MX, pour que le courrier du domaine arrive"
        }
    }

    private static func fine(_ matter: HealthNote.StoreMatter) -> String {
        switch matter {
        case .file: "la base de données est entière"
        case .references: "ce que nomment les lignes existe"
        case .index: "les réservations sont trouvées à leurs heures"
        case .exclusivity: "rien n’est réservé deux fois"
        case .numbers: "les numéros de modification ne font que croître"
        case .objects: "ce qui est réservé est dans les agendas des salles"
        case .records: "ce qui est réservé a été décidé"
        case .audit: "l’audit est entier, rien n’y manque ni n’y est modifié"
        case .directory: "les adresses et les moyens d’accès sont à quelqu’un"
        case .deadlines: "ce qui était dû est fait"
        case .outbox: "les messages partent"
        case .clock: "l’horloge n’a pas reculé"
        case .zones: "les fuseaux horaires sont ceux du dernier démarrage"
        }
    }
}
