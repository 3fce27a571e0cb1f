import BookingCore
import CalendarTime

/// Les phrases en français.
struct French: SentenceCatalogue {
    private static let weekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    private static let months = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ]

    var busy: String { "Occupé" }

    func day(_ date: CivilDate) -> String {
        let number = date.day == 1 ? "1er" : "\(date.day)"
        return "\(Self.weekdays[date.weekday.rawValue - 1]) \(number) \(Self.months[date.month - 1]) \(date.year)"
    }

    private func time(_ hour: Int, _ minute: Int) -> String { "\(hour) h \(minute < 10 ? "0" : "")\(minute)" }

    func moment(_ civil: CivilDateTime) -> String { "\(day(civil.date)) à \(time(civil.hour, civil.minute))" }

    func range(_ start: CivilDateTime, _ end: CivilDateTime) -> String {
        let from = time(start.hour, start.minute)
        let endsAtMidnight = end.hour == 0 && end.minute == 0 && end.date == start.date.adding(days: 1)
        if endsAtMidnight, start.hour == 0, start.minute == 0 { return "\(day(start.date)), toute la journée" }
        if start.date == end.date { return "\(day(start.date)) de \(from) à \(time(end.hour, end.minute))" }
        if endsAtMidnight { return "\(day(start.date)) de \(from) à minuit" }
        return "du \(day(start.date)) à \(from) au \(moment(end))"
    }

    func list(_ items: [String], more: Int) -> String {
        items.joined(separator: " ; ") + (more <= 0 ? "" : more == 1 ? " ; et une autre" : " ; et \(more) autres")
    }

    func duration(_ seconds: Int64) -> String {
        func count(_ number: Int64, _ word: String) -> String { "\(number) \(word)\(number >= 2 ? "s" : "")" }
        if seconds >= 86_400, seconds % 86_400 == 0 { return count(seconds / 86_400, "jour") }
        if seconds >= 3_600, seconds % 3_600 == 0 { return count(seconds / 3_600, "heure") }
        if seconds >= 3_600, seconds % 60 == 0 { return time(Int(seconds / 3_600), Int(seconds / 60 % 60)) }
        if seconds >= 60, seconds % 60 == 0 { return count(seconds / 60, "minute") }
        return count(seconds, "seconde")
    }

    func reason(_ reason: Reason, _ words: ReasonWords) -> String {
        let ranges = words.ranges.isEmpty ? "" : " : \(words.ranges)"
        return switch reason {
        case .conflict:
            words.isBeside
                ? "Ce créneau est trop près d’une réservation, temps de préparation compris\(ranges)."
                : "Ce créneau est déjà réservé\(ranges)."
        case .outsideOpeningHours: "Ce créneau est en dehors des heures d’ouverture."
        case .beyondBookingWindow: "Une réservation doit se terminer au plus tard le \(words.moment)."
        case .tooShort: "La réservation est trop courte : la durée minimale est de \(words.duration)."
        case .tooLong: "La réservation est trop longue : la durée maximale est de \(words.duration)."
        case .insufficientNotice:
            "La demande arrive trop tard : il faut réserver au moins \(words.duration) à l’avance."
        case .overCapacity(let people, let capacity):
            "La capacité est de \(persons(capacity)) et \(persons(people)) \(people >= 2 ? "sont attendues" : "est attendue")."
        case .recurrenceNotAllowed: "Les réservations répétées ne sont pas acceptées."
        case .tooManyConflicts(let conflicts, let instances, let allowed, _):
            tooMany(conflicts, of: instances, allowed: allowed, words)
        case .notPermitted: "Vous n’avez pas le droit de réserver cette ressource."
        case .externalOrganizer: "Cette ressource n’est pas ouverte aux demandes extérieures."
        case .quotaExceeded(.futureBookings(let limit)):
            "Vous ne pouvez pas avoir plus de \(limit) réservation\(limit >= 2 ? "s" : "") à venir sur cette ressource."
        case .quotaExceeded(.hoursPerWeek):
            "Vous ne pouvez pas réserver plus de \(words.duration) par semaine (semaine du \(words.moment))."
        case .resourceClosed(let date, _): closed(date != nil, words)
        case .unitsExhausted(let available, let requested, _):
            (available < 1
                ? "Aucun exemplaire n’est libre"
                : "\(units(requested)) demandés, \(units(available)) libre\(available >= 2 ? "s" : "")")
                + " : \(words.moment)."
        case .partInUse: "\(words.name) n’est pas libre à ce moment\(ranges)."
        case .approvalExpired: "La demande n’a pas reçu de réponse à temps."
        case .notApproved: "La demande n’a pas été validée."
        case .released: "La réservation a été libérée."
        case .inThePast: "Ce créneau est déjà passé."
        case .beyondLimits(let limit): beyond(limit)
        }
    }

    private func units(_ number: Int) -> String { "\(number) exemplaire\(number >= 2 ? "s" : "")" }

    private func persons(_ number: Int) -> String { "\(number) personne\(number >= 2 ? "s" : "")" }

    private func tooMany(_ conflicts: Int, of instances: Int, allowed: Int, _ words: ReasonWords) -> String {
        let ranges = words.ranges.isEmpty ? "" : " : \(words.ranges)"
        if conflicts == .max {
            let first = words.ranges.isEmpty ? "" : ", les premières étant : \(words.ranges)"
            return "La série est sans fin et une infinité de ses dates sont déjà prises\(first)."
        }
        if instances == 1, conflicts == 1 { return "Ce créneau est déjà réservé\(ranges)." }
        // Dates past the window are among the conflicts and not among the instances.
        let all = conflicts > instances ? "" : " sur \(instances)"
        if allowed == 0 {
            let taken = conflicts == 1 ? "une date\(all) est déjà prise" : "\(conflicts) dates\(all) sont déjà prises"
            return "La série n’est acceptée que si toutes ses dates sont libres ; \(taken)\(ranges)."
        }
        return "Trop de dates de la série sont déjà prises (\(conflicts)\(all), \(allowed) au plus)\(ranges)."
    }

    private func closed(_ hasDate: Bool, _ words: ReasonWords) -> String {
        let name = words.name.isEmpty ? "" : " (\(words.name))"
        return hasDate ? "La ressource est fermée le \(words.moment)\(name)." : "La ressource est hors service\(name)."
    }

    private func beyond(_ limit: BeyondLimit) -> String {
        switch limit {
        case .instances: "La série comporte trop de dates."
        case .frequency: "Une répétition à la minute ou à la seconde n’est pas acceptée."
        case .expansionWork: "La répétition est trop complexe."
        case .dates: "Les dates doivent être comprises entre 1900 et 2100."
        }
    }

    private func named(_ resource: String?) -> String { resource.map { "\($0) : " } ?? "" }

    func accepted(_ resource: String?) -> String { "\(named(resource))réservation acceptée." }

    private func exceptDates(_ count: Int) -> String {
        count == 1 ? "sauf une date refusée" : "sauf \(count) dates refusées"
    }

    func partiallyAccepted(_ resource: String?, declined count: Int) -> String {
        "\(named(resource))réservation acceptée, \(exceptDates(count))."
    }

    func mostlyDeclined(_ resource: String?, accepted count: Int, of all: Int, dates: String) -> String {
        let given = count == 1 ? "une seule date" : "\(count) dates seulement"
        return "\(named(resource))réservation acceptée pour \(given) sur \(all) : \(dates). "
            + (all - count == 1 ? "L’autre est refusée." : "Les autres sont refusées.")
    }

    func partiallyPending(_ resource: String?, declined count: Int) -> String {
        "\(named(resource))demande en attente d’une réponse, \(exceptDates(count))."
    }

    func refusedDates(_ label: String, count: Int, dates: String) -> String {
        let label = label.isEmpty ? (count == 1 ? "Date refusée" : "Dates refusées") : label.capitalizedFirst
        return "\(label) : \(dates)."
    }

    func otherRefusedDates(_ count: Int) -> String {
        count == 1 ? "Une autre date est refusée." : "\(count) autres dates sont refusées."
    }

    func declined(_ resource: String?) -> String { "\(named(resource))réservation refusée." }
    func pending(_ resource: String?) -> String { "\(named(resource))demande en attente d’une réponse." }
    func waitlisted(_ resource: String?) -> String { "\(named(resource))demande inscrite sur la liste d’attente." }
    func ignored(_ resource: String?) -> String { "\(named(resource))demande sans suite." }

    func bookedUntil(_ day: String) -> String {
        "La série est réservée jusqu’au \(day) ; les dates suivantes seront confirmées au fur et à mesure."
    }

    func laterClashes(_ count: Int?, dates: String) -> String {
        switch count {
        case nil: "Au-delà, une infinité de dates sont déjà réservées, les premières étant : \(dates)."
        case 1?: "Au-delà, une date est déjà réservée : \(dates)."
        case let count?: "Au-delà, \(count) dates sont déjà réservées, dont : \(dates)."
        }
    }
}
