import BookingCore

extension French {
    func label(_ reason: Reason, _ words: ReasonWords, count: Int) -> String {
        let plural = count >= 2 ? "s" : ""
        let name = words.name.isEmpty ? "" : " (\(words.name))"
        return switch reason {
        case .conflict: words.isBeside ? "trop près d’une autre réservation" : "déjà prise\(plural)"
        case .outsideOpeningHours: "en dehors des heures d’ouverture"
        case .beyondBookingWindow: "après le \(words.moment), dernier moment réservable"
        case .tooShort: "moins de \(words.duration), la durée minimale"
        case .tooLong: "plus de \(words.duration), la durée maximale"
        case .insufficientNotice: "moins de \(words.duration) à l’avance"
        case .overCapacity(let people, let capacity): "trop de monde (\(people) pour \(capacity))"
        case .recurrenceNotAllowed: "réservations répétées non acceptées"
        case .tooManyConflicts: "refusée\(plural) avec le reste de la série"
        case .notPermitted: "non autorisée\(plural)"
        case .externalOrganizer: "demandes extérieures non acceptées"
        case .quotaExceeded(.futureBookings(let limit)): "plus de \(limit) réservation\(limit >= 2 ? "s" : "") à venir"
        case .quotaExceeded(.hoursPerWeek): "plus de \(words.duration) par semaine"
        case .resourceClosed(let date, _): (date == nil ? "hors service" : "fermeture") + name
        case .unitsExhausted: "pas assez d’exemplaires libres"
        case .partInUse: "\(words.name) n’est pas libre"
        case .approvalExpired: "sans réponse à temps"
        case .notApproved: "non validée\(plural)"
        case .released: "créneau\(count >= 2 ? "x" : "") libéré\(plural)"
        case .inThePast: "déjà passée\(plural)"
        case .beyondLimits: "hors limites"
        }
    }
}
