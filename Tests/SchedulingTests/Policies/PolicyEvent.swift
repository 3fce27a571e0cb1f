import BookingCore
import CalendarTime
import Scheduling

/// From when to when, by the wall clock.
struct PolicyTime: Hashable, Sendable {
    var start: CivilDateTime
    /// Exclusive.
    var end: CivilDateTime
    var isAllDay = false

    /// `2027-03-02 10:00-11:00`, `2027-03-02 22:00 to 2027-03-03 02:00`, `all day 2027-03-02 [to 2027-03-04]`.
    init(_ words: inout PolicyWords) throws(PolicyFault) {
        if words.take("all day") {
            let first = try Self.date(try words.next("a date"))
            let last = words.take("to") ? try Self.date(try words.next("a date")) : first
            (start, end) = (CivilDateTime(startOf: first), CivilDateTime(startOf: last.adding(days: 1)))
            isAllDay = true
            return
        }
        let date = try Self.date(try words.next("a date"))
        let clock = try words.next("a time")
        let ends = clock.split(separator: "-").map(String.init)
        start = try Self.time(ends[0], on: date)
        if ends.count == 2 {
            end = try Self.time(ends[1], on: date)
        } else {
            try words.expect("to")
            let last = try Self.date(try words.next("a date"))
            end = try Self.time(try words.next("a time"), on: last)
        }
    }

    static func date(_ text: String) throws(PolicyFault) -> CivilDate {
        guard let date = CivilDate(iso8601: text) else { throw PolicyFault("“\(text)” is no date") }
        return date
    }

    /// `24:00` is the end of the day.
    static func time(_ text: String, on date: CivilDate) throws(PolicyFault) -> CivilDateTime {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, (0...24).contains(parts[0]), (0..<60).contains(parts[1]) else {
            throw PolicyFault("“\(text)” is no time of a day")
        }
        return CivilDateTime(
            secondsSinceEpoch: CivilDateTime(startOf: date).secondsSinceEpoch + Int64(parts[0] * 3_600 + parts[1] * 60))
    }
}

/// An event as its organizer wants it.
struct PolicyEvent: Sendable {
    /// One date of a series, or all from one on.
    struct Exception: Sendable {
        var date: CivilDate
        var andLater = false
        /// Nil: taken out by STATUS:CANCELLED.
        var time: PolicyTime?
        /// Nil: as the series.
        var people: [Guest]?
    }

    /// `denis`, `denis/declined` (who has said no), `denis/informed` (who need not come).
    struct Guest: Sendable {
        var address: String
        var parameters = ";PARTSTAT=NEEDS-ACTION"
    }

    var name: String
    var organizer: String
    var rooms: [String] = []
    var time: PolicyTime?
    var zone = "Europe/Paris"
    var rule: String?
    /// Up to and with this date, by the event's own zone.
    var until: CivilDate?
    var excluded: [CivilDate] = []
    var exceptions: [Exception] = []
    var units = 1
    /// Beside the organizer.
    var people: [Guest] = []
    var visibility: String?
    var isFree = false
    var title: String
    var description: String?
    var sequence = 0

    /// Which parts a step has named.
    enum Part: Hashable, Sendable { case rooms, time, recurrence, excluded, units, people, visibility, title, other }

    init(name: String, organizer: String) {
        self.name = name
        self.organizer = organizer
        title = "Objet " + name
    }

    /// Reads one clause.
    ///
    /// - Returns: nil where the next word begins none.
    mutating func readClause(_ words: inout PolicyWords, town: PolicyTown) throws(PolicyFault) -> Part? {
        if words.take("in") {
            rooms = try words.list()
            return .rooms
        }
        if words.take("at") || words.take("to") {
            time = try PolicyTime(&words)
            return .time
        }
        if words.take("zone") {
            zone = try words.next("a zone")
            return .time
        }
        if words.take("except") {
            for text in try words.list() { excluded.append(try PolicyTime.date(text)) }
            return .excluded
        }
        if words.take("needing") {
            units = try words.number()
            try words.expect("units")
            return .units
        }
        if words.take("with") {
            people = try Self.people(&words, town: town)
            return .people
        }
        if words.take("titled") {
            title = words.quoted() ?? ""
            return .title
        }
        if words.take("described") {
            description = words.quoted()
            return .other
        }
        if words.take("shown as free") {
            isFree = true
            return .other
        }
        for word in ["private", "confidential", "public"] where words.take(word) {
            visibility = word
            return .visibility
        }
        if words.take("class") {
            visibility = try words.next("a class").lowercased()
            return .visibility
        }
        return try readRule(&words) ? .recurrence : nil
    }

    /// `camille, bruno` or `12 people`.
    static func people(_ words: inout PolicyWords, town: PolicyTown) throws(PolicyFault) -> [Guest] {
        if words.take("nobody") { return [] }
        if let count = words.peek.flatMap({ Int($0) }) {
            _ = try words.next()
            try words.expect("people")
            return (0..<count).map { Guest(address: "invite\($0 + 1)@agglo.example") }
        }
        return try words.list().map { word in
            let parts = word.split(separator: "/").map(String.init)
            var guest = Guest(address: town.address(of: parts[0]))
            if parts.last == "declined" { guest.parameters = ";PARTSTAT=DECLINED" }
            if parts.last == "informed" { guest.parameters += ";ROLE=NON-PARTICIPANT" }
            return guest
        }
    }

    /// `weekly 4 times`, `daily until 2027-03-10`, `monthly without end`, `once`, `rule FREQ=…`.
    private mutating func readRule(_ words: inout PolicyWords) throws(PolicyFault) -> Bool {
        if words.take("once") {
            (rule, until) = (nil, nil)
            return true
        }
        if words.take("rule") {
            (rule, until) = (try words.next("a rule"), nil)
            return true
        }
        for frequency in ["daily", "weekly", "monthly", "yearly"] where words.take(frequency) {
            (rule, until) = ("FREQ=" + frequency.uppercased(), nil)
            if words.take("without end") { return true }
            if words.take("until") {
                until = try PolicyTime.date(try words.next("a date"))
                return true
            }
            rule? += ";COUNT=\(try words.number())"
            try words.expect("times")
            return true
        }
        return false
    }
}
