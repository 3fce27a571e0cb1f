import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract

/// What people see: free/busy, calendars, inboxes.
extension PolicyPlayer {
    /// `on DATE is free`, `on DATE is busy 10:00-11:00, 14:00-15:00 and tentative 16:00-17:00 and closed`.
    func expectOfRoom(_ room: String, _ words: inout PolicyWords) async throws -> [String] {
        try words.expect("on")
        let date = try PolicyTime.date(try words.next("a date"))
        try words.expect("is")
        var wanted: [String: [TimeRange]] = [:]
        var isClosed = false
        if !words.take("free") {
            repeat {
                if words.take("closed") {
                    isClosed = true
                    continue
                }
                let kind = try words.next("busy or tentative")
                wanted[kind] = try words.list().map { text in
                    let ends = try text.split(separator: "-").map { try PolicyTime.time(String($0), on: date) }
                    return TimeRange(
                        start: PolicyTown.zone.instant(of: ends[0]), end: PolicyTown.zone.instant(of: ends[1]))
                }
            } while words.take("and")
        }
        let window = TimeRange(
            start: PolicyTown.zone.instant(of: CivilDateTime(startOf: date)),
            end: PolicyTown.zone.instant(of: CivilDateTime(startOf: date.adding(days: 1))))
        let found = try await town.bookings.freeBusy(
            [try town.resourceID(room)], in: window, as: try town.principal("admin"))[0]
        var problems: [String] = []
        for (kind, ranges) in [("busy", found.busy), ("tentative", found.tentative)]
        where Self.merged(ranges, in: window) != Self.merged(wanted[kind] ?? [], in: window) {
            problems.append("\(room) on \(date) is \(kind) \(Self.merged(ranges, in: window).map(Self.clock))")
        }
        if isClosed == found.unavailable.isEmpty { problems.append("\(room) is unavailable \(found.unavailable)") }
        return problems
    }

    private static func clock(_ range: TimeRange) -> String {
        [range.start, range.end].map { String(PolicyTown.zone.civil(at: $0).icalendar.dropFirst(9).prefix(4)) }
            .joined(separator: "-")
    }

    static func merged(_ ranges: [TimeRange], in window: TimeRange) -> [TimeRange] {
        var result: [TimeRange] = []
        for range in ranges.compactMap({ $0.intersection(window) }).sorted(by: { $0.start < $1.start }) {
            if let last = result.last, range.start <= last.end {
                result[result.count - 1].end = max(last.end, range.end)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// `NAME's agenda says PARTSTAT for ROOM in EVENT [on DATE]`, `ROOM's calendar has [no] "TEXT" for EVENT`.
    func expectOfCalendar(_ owner: String, _ words: inout PolicyWords) async throws -> [String] {
        if words.take("calendar has") {
            let isThere = !words.take("no")
            let text = words.quoted() ?? ""
            try words.expect("for")
            let event = try event(try words.next("an event"))
            let id = CollectionID.calendar(of: .resource(try town.resourceID(owner)))
            let copy = try await town.store.withSnapshot { try $0.object(uid: event.uid, in: id) }
            let unfolded = copy?.text.replacing("\r\n ", with: "") ?? ""
            return unfolded.contains(text) == isThere ? [] : ["is\n\(unfolded)"]
        }
        try words.expect("agenda says")
        let partstat = try words.next("a PARTSTAT")
        try words.expect("for")
        let room = try words.next("a room")
        try words.expect("in")
        let event = try event(try words.next("an event"))
        let date = words.take("on") ? try PolicyTime.date(try words.next("a date")) : nil
        guard let held = try await town.object(event, of: owner) else { return ["there is no \(event.name)"] }
        let answers = try Self.answers(of: town.address(of: room), in: held)
        let found: String?
        if let date {
            let booking = try await town.booking(room, event)
            let id = try booking.map { try recurrenceID(of: date, in: $0, event) }
            found = id.flatMap { answers.overrides[$0] } ?? answers.master
        } else {
            found = answers.master
        }
        return found == partstat ? [] : ["says \(found ?? "nothing")"]
    }

    struct AgendaAnswers {
        var master: String?
        var overrides: [Instant: String] = [:]
    }

    static func answers(of address: String, in held: StoredObject) throws -> AgendaAnswers {
        let object = try CalendarObject(parsing: Array(held.text.utf8))
        var answers = AgendaAnswers()
        for component in object.main {
            let partstat = component.attendee([address])?.participationStatus.text
            if let id = try component.eventTime("RECURRENCE-ID", in: object, zones: TestTown.zones) {
                answers.overrides[id.instant(in: PolicyTown.zone)] = partstat
            } else {
                answers.master = partstat
            }
        }
        return answers
    }

    /// Where the organizer's event says something else of the room than the booking does: whatever a scenario looks at, both
    /// must say the same.
    func disagreements(_ booking: Booking, _ room: String, _ event: PolicyEvent) async throws -> [String] {
        guard booking.state != .cancelled, !event.organizer.contains("@"),
            let held = try await town.object(event, of: event.organizer)
        else { return [] }
        let invited = event.rooms.first { $0 != room && town.rooms(of: $0).contains(room) } ?? room
        let answers = try Self.answers(of: town.address(of: invited), in: held)
        let refused = [.declined, .released, .waitlisted].contains(booking.state)
        let hasRange = event.exceptions.contains(where: \.andLater)
        var problems: [String] = []
        for instance in booking.instances where instance.range.end > town.clock.now {
            let wanted: String
            switch instance.verdict {
            case .accepted: wanted = refused ? "DECLINED" : "ACCEPTED"
            case .tentative: wanted = refused ? "DECLINED" : "TENTATIVE"
            case .declined: wanted = "DECLINED"
            case .cancelled, .past: continue
            }
            if refused || !hasRange || answers.overrides[instance.recurrenceID] != nil {
                let found = answers.overrides[instance.recurrenceID] ?? answers.master
                if found != wanted {
                    problems.append("\(instance.recurrenceID) is \(instance.word), the agenda says \(found ?? "-")")
                }
            }
        }
        return problems
    }

    /// `sees EVENT as busy|organizer|full`, `sees nothing of EVENT`.
    func expectOfReader(_ person: String, _ words: inout PolicyWords) async throws -> [String] {
        let event = try event(try words.next("an event"))
        try words.expect("as")
        let wanted = try words.next("busy, organizer or full")
        let reader = try town.principal(person)
        var problems: [String] = []
        for booking in try await bookings(of: event) {
            let view = try await town.bookings.booking(booking.id, as: reader)
            let found = view.showsTitle ? "full" : view.showsOrganizer ? "organizer" : "busy"
            if found != wanted { problems.append("sees \(found)") }
            if !view.showsTitle, !view.booking.title.isEmpty { problems.append("sees the title") }
        }
        return problems
    }

    /// `is told of EVENT "TEXT"`: in the COMMENT of an answer in their inbox, or beside their booking.
    func expectOfInbox(_ person: String, _ words: inout PolicyWords, isTold: Bool) async throws -> [String] {
        let event = try event(try words.next("an event"))
        let text = words.quoted() ?? ""
        let principal = try town.principal(person)
        let messages = try await town.calendars.objects(
            in: .inbox(of: principal.id), names: nil, as: principal)
        var said = try messages.filter { $0.uid == event.uid }.flatMap { item in
            try CalendarObject(parsing: Array(item.text.utf8)).main.compactMap { $0.first("COMMENT")?.text }
        }
        if door == .json { said += try await bookings(of: event).compactMap(\.managerComment) }
        return said.contains { $0.contains(text) } == isTold ? [] : ["is told \(said)"]
    }

    /// `may decide on EVENT`: it is among the requests that wait for their word.
    func expectOfApprovals(_ person: String, _ words: inout PolicyWords, may: Bool) async throws -> [String] {
        let ids = Set(try await bookings(of: try event(try words.next("an event"))).map(\.id))
        let found = Set(try await town.bookings.approvals(as: try town.principal(person)).map(\.booking.id))
        return ids.isDisjoint(with: found) == may ? ["may decide on \(found)"] : []
    }

    /// `the decision on EVENT is VERDICT [because CODES]`: as it was recorded last.
    func expectOfRecord(_ words: inout PolicyWords) async throws -> [String] {
        let event = try event(try words.next("an event"))
        try words.expect("is")
        let verdict = try words.next("a verdict")
        let codes = words.take("because") ? Set(try words.list()) : nil
        var problems: [String] = []
        for booking in try await bookings(of: event) {
            let records = try await town.bookings.decisions(
                about: booking.id, as: try town.principal(event.organizer))
            let found = Set(records.last?.reasons.map(\.code) ?? [])
            if records.last?.verdict.rawValue != verdict || (codes ?? found) != found {
                problems.append("is \(records.last.map { "\($0.verdict)" } ?? "-") because \(found.sorted())")
            }
        }
        return problems
    }

    /// `the answer offers ROOM at TIME`.
    func expectOffer(_ words: inout PolicyWords) throws -> [String] {
        let room = try town.resourceID(try words.next("a room"))
        if words.take("for the series") {
            let isOffered = answer.offers.contains { $0.resource == room && $0.offer == .otherResourceForSeries }
            return isOffered ? [] : ["offers \(answer.offers.map { "\($0.resource) \($0.offer)" })"]
        }
        try words.expect("at")
        let time = try PolicyTime(&words)
        let range = TimeRange(
            start: PolicyTown.zone.instant(of: time.start), end: PolicyTown.zone.instant(of: time.end))
        let isOffered = answer.offers.contains { offer in
            guard offer.resource == room else { return false }
            switch offer.offer {
            case .otherTime(let found), .otherResource(let found): return found == range
            case .otherTimeOfInstance(let found): return found.range == range
            case .otherResourceForSeries: return false
            case .otherResourceForInstances(let found): return found.contains { $0.range == range }
            }
        }
        return isOffered ? [] : ["offers \(answer.offers.map { "\($0.resource) \($0.offer)" })"]
    }
}
