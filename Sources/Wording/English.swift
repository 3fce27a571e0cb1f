import BookingCore
import CalendarTime

/// The sentences in English.
struct English: SentenceCatalogue {
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    var busy: String { "Busy" }

    func day(_ date: CivilDate) -> String {
        "\(Self.weekdays[date.weekday.rawValue - 1]) \(date.day) \(Self.months[date.month - 1]) \(date.year)"
    }

    private func time(_ hour: Int, _ minute: Int) -> String {
        "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    func moment(_ civil: CivilDateTime) -> String { "\(day(civil.date)) at \(time(civil.hour, civil.minute))" }

    func range(_ start: CivilDateTime, _ end: CivilDateTime) -> String {
        let from = "\(day(start.date)), \(time(start.hour, start.minute))"
        let endsAtMidnight = end.hour == 0 && end.minute == 0 && end.date == start.date.adding(days: 1)
        if endsAtMidnight, start.hour == 0, start.minute == 0 { return "\(day(start.date)), all day" }
        if start.date == end.date { return "\(from)–\(time(end.hour, end.minute))" }
        if endsAtMidnight { return "\(from)–midnight" }
        return "\(from) to \(day(end.date)), \(time(end.hour, end.minute))"
    }

    func list(_ items: [String], more: Int) -> String {
        items.joined(separator: "; ") + (more <= 0 ? "" : more == 1 ? "; and one more" : "; and \(more) more")
    }

    func duration(_ seconds: Int64) -> String {
        func count(_ number: Int64, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
        if seconds >= 86_400, seconds % 86_400 == 0 { return count(seconds / 86_400, "day") }
        if seconds >= 3_600, seconds % 3_600 == 0 { return count(seconds / 3_600, "hour") }
        if seconds >= 3_600, seconds % 60 == 0 {
            return count(seconds / 3_600, "hour") + " " + count(seconds / 60 % 60, "minute")
        }
        if seconds >= 60, seconds % 60 == 0 { return count(seconds / 60, "minute") }
        return count(seconds, "second")
    }

    func reason(_ reason: Reason, _ words: ReasonWords) -> String {
        let ranges = words.ranges.isEmpty ? "" : ": \(words.ranges)"
        return switch reason {
        case .conflict:
            words.isBeside
                ? "This time is too close to a booking, the time to prepare included\(ranges)."
                : "This time is already booked\(ranges)."
        case .outsideOpeningHours: "This time is outside the opening hours."
        case .beyondBookingWindow: "A booking must end by \(words.moment)."
        case .tooShort: "The booking is too short: it must last at least \(words.duration)."
        case .tooLong: "The booking is too long: it may last at most \(words.duration)."
        case .insufficientNotice: "The request is too late: book at least \(words.duration) ahead."
        case .overCapacity(let people, let capacity):
            "The capacity is \(persons(capacity)) and \(persons(people)) \(people == 1 ? "is" : "are") expected."
        case .recurrenceNotAllowed: "Repeated bookings are not accepted."
        case .tooManyConflicts(let conflicts, let instances, let allowed, _):
            tooMany(conflicts, of: instances, allowed: allowed, words)
        case .notPermitted: "You are not allowed to book this resource."
        case .externalOrganizer: "This resource is not open to requests from outside."
        case .quotaExceeded(.futureBookings(let limit)):
            "You may not hold more than \(limit) booking\(limit == 1 ? "" : "s") to come on this resource."
        case .quotaExceeded(.hoursPerWeek):
            "You may not book more than \(words.duration) a week (week of \(words.moment))."
        case .resourceClosed(let date, _): closed(date != nil, words)
        case .unitsExhausted(let available, let requested, _):
            (available < 1
                ? "No unit is free"
                : "\(requested) units are requested and \(available) \(available == 1 ? "is" : "are") free")
                + ": \(words.moment)."
        case .partInUse: "\(words.name) is not free at this time\(ranges)."
        case .approvalExpired: "The request was not answered in time."
        case .notApproved: "The request was not approved."
        case .released: "The booking was released."
        case .inThePast: "This time is already past."
        case .beyondLimits(let limit): beyond(limit)
        }
    }

    private func persons(_ number: Int) -> String { number == 1 ? "1 person" : "\(number) people" }

    private func tooMany(_ conflicts: Int, of instances: Int, allowed: Int, _ words: ReasonWords) -> String {
        let ranges = words.ranges.isEmpty ? "" : ": \(words.ranges)"
        if conflicts == .max {
            let first = words.ranges.isEmpty ? "" : ", the first being: \(words.ranges)"
            return "The series has no end and endlessly many of its dates are taken\(first)."
        }
        if instances == 1, conflicts == 1 { return "This time is already booked\(ranges)." }
        // Dates past the window are among the conflicts and not among the instances.
        let all = conflicts > instances ? "" : " of \(instances)"
        if allowed == 0 {
            let taken = conflicts == 1 ? "one date\(all) is taken" : "\(conflicts) dates\(all) are taken"
            return "The series is accepted only if all its dates are free; \(taken)\(ranges)."
        }
        return "Too many dates of the series are taken (\(conflicts)\(all), at most \(allowed))\(ranges)."
    }

    private func closed(_ hasDate: Bool, _ words: ReasonWords) -> String {
        let name = words.name.isEmpty ? "" : " (\(words.name))"
        return hasDate ? "The resource is closed on \(words.moment)\(name)." : "The resource is out of service\(name)."
    }

    private func beyond(_ limit: BeyondLimit) -> String {
        switch limit {
        case .instances: "The series has too many dates."
        case .frequency: "Repeating every minute or second is not accepted."
        case .expansionWork: "The recurrence is too complex."
        case .dates: "Dates must lie between 1900 and 2100."
        }
    }

    private func named(_ resource: String?) -> String { resource.map { "\($0): " } ?? "" }

    func accepted(_ resource: String?) -> String { "\(named(resource))booking accepted." }

    private func exceptDates(_ count: Int) -> String {
        "except for " + (count == 1 ? "one declined date" : "\(count) declined dates")
    }

    func partiallyAccepted(_ resource: String?, declined count: Int) -> String {
        "\(named(resource))booking accepted, \(exceptDates(count))."
    }

    func mostlyDeclined(_ resource: String?, accepted count: Int, of all: Int, dates: String) -> String {
        "\(named(resource))booking accepted for only \(count == 1 ? "one" : "\(count)") of \(all) dates: \(dates). "
            + (all - count == 1 ? "The other is declined." : "The others are declined.")
    }

    func partiallyPending(_ resource: String?, declined count: Int) -> String {
        "\(named(resource))request waiting for an answer, \(exceptDates(count))."
    }

    func refusedDates(_ label: String, count: Int, dates: String) -> String {
        let label = label.isEmpty ? (count == 1 ? "Declined date" : "Declined dates") : label.capitalizedFirst
        return "\(label): \(dates)."
    }

    func otherRefusedDates(_ count: Int) -> String {
        count == 1 ? "One more date is declined." : "\(count) more dates are declined."
    }

    func declined(_ resource: String?) -> String { "\(named(resource))booking declined." }
    func pending(_ resource: String?) -> String { "\(named(resource))request waiting for an answer." }
    func waitlisted(_ resource: String?) -> String { "\(named(resource))request put on the waiting list." }
    func ignored(_ resource: String?) -> String { "\(named(resource))request left unanswered." }

    func bookedUntil(_ day: String) -> String {
        "The series is booked until \(day); later dates will be confirmed as they come nearer."
    }

    func laterClashes(_ count: Int?, dates: String) -> String {
        switch count {
        case nil: "After that, endlessly many dates are already booked, the first being: \(dates)."
        case 1?: "After that, one date is already booked: \(dates)."
        case let count?: "After that, \(count) dates are already booked, among them: \(dates)."
        }
    }
}
