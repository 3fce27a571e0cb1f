/// La vie d’une réservation en français.
enum FrenchLifecycleWords {
    static func sentence(_ note: LifecycleNote, _ resource: String) -> String {
        switch note {
        case .approved: "\(resource) : la demande a été validée."
        case .managerComment(let text): "Message du gestionnaire : \(text)"
        case .noShow(let range):
            "\(resource) : personne n’a confirmé sa présence, le créneau est libéré (\(range))."
        case .slotFreed: "\(resource) : le créneau que vous attendiez s’est libéré."
        case .endedEarly(let time): "\(resource) : réservation terminée avant l’heure (\(time)), le reste est libéré."
        case .laterDatesRefused(let dates): "\(resource) : ces dates de la série sont déjà prises : \(dates)."
        case .displaced: "\(resource) : une autre demande a été validée pour ce créneau."
        case .datesRefused(let dates, let count):
            count == 1
                ? "\(resource) : cette date est refusée par un gestionnaire : \(dates)."
                : "\(resource) : ces dates sont refusées par un gestionnaire : \(dates)."
        case .takenBack: "\(resource) : un gestionnaire a repris ce créneau."
        case .awaitsAnswer: "\(resource) : cette demande attend votre réponse."
        case .handedOver(let person):
            "\(resource) : la réservation n’est pas annulée ; \(person) l’organise désormais."
        case .noneFree: "\(resource) : aucune salle du groupe ne peut être réservée."
        case .transferred(let from, let to): "\(resource) : la réservation passe de \(from) à \(to)."
        case .identifierInUse:
            "\(resource) : réservation refusée. Un autre événement utilise déjà cet identifiant (UID) ; créez un nouvel "
                + "événement."
        case .togetherRefused(let other):
            "\(resource) : la réservation n’est pas maintenue. Elle avait été demandée avec « \(other) », qui a été refusée."
        }
    }
}
