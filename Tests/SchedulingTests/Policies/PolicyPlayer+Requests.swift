import BookingCore
import CalendarTime
import Scheduling

/// Requests for a room, and changes of them.
extension PolicyPlayer {
    func book(_ person: String, isTry: Bool, _ words: inout PolicyWords) async throws {
        var event = PolicyEvent(name: try words.next("an event"), organizer: person)
        let (_, organizer, own) = try clauses(&words, of: &event)
        if let organizer { event.organizer = organizer }
        events[event.name] = event
        refused[event.name] = nil
        let way = isTry ? .json : own
        guard way == .json else { return try await put(event, by: way) }
        let principal = try town.principal(person)
        answer = PolicyAnswer(
            try await town.bookings.submit(
                try event.draft(town, organizer: organizer), as: principal, door: .json, dryRun: isTry))
        if !answer.refusals.isEmpty { refused[event.name] = answer }
    }

    /// `moves EVENT to …`, `moves EVENT on DATE to …`, `moves EVENT from DATE on to …`, `changes EVENT …`.
    func change(_ person: String, _ words: inout PolicyWords) async throws {
        var event = try event(try words.next("an event"))
        var exception: PolicyEvent.Exception?
        if words.take("on") {
            exception = PolicyEvent.Exception(date: try PolicyTime.date(try words.next("a date")))
        } else if words.take("from") {
            exception = PolicyEvent.Exception(date: try PolicyTime.date(try words.next("a date")), andLater: true)
            try words.expect("on")
        }
        if var exception {
            let way = try exceptionClauses(&exception, &words)
            event.exceptions.removeAll { $0.date == exception.date && $0.andLater == exception.andLater }
            if exception.time != nil || exception.people != nil || way.isTakenOut {
                event.exceptions.append(exception)
            }
            return try await send(&event, [.other], as: person, by: way.door)
        }
        let (parts, _, way) = try clauses(&words, of: &event)
        if parts.contains(.time) || parts.contains(.recurrence) { event.exceptions = [] }
        try await send(&event, parts, as: person, by: way)
    }

    private func exceptionClauses(
        _ exception: inout PolicyEvent.Exception, _ words: inout PolicyWords
    ) throws -> (door: PolicyDoor, isTakenOut: Bool) {
        var isTakenOut = false
        if words.take("to") { exception.time = try PolicyTime(&words) }
        if words.take("with") { exception.people = try PolicyEvent.people(&words, town: town) }
        if words.take("by STATUS") { isTakenOut = true }
        // `back` has no clause: the date is as the series again.
        _ = words.take("back")
        return (doorNamed(&words), isTakenOut)
    }

    private func clauses(
        _ words: inout PolicyWords, of event: inout PolicyEvent
    ) throws -> (Set<PolicyEvent.Part>, organizer: String?, PolicyDoor) {
        var parts: Set<PolicyEvent.Part> = []
        var organizer: String?
        while true {
            if words.take("for") {
                organizer = try words.next("a person")
            } else if let part = try event.readClause(&words, town: town) {
                parts.insert(part)
            } else {
                return (parts, organizer, doorNamed(&words))
            }
        }
    }

    private func send(
        _ event: inout PolicyEvent, _ parts: Set<PolicyEvent.Part>, as person: String, by way: PolicyDoor
    ) async throws {
        event.sequence += 1
        guard way == .json else {
            events[event.name] = event
            return try await put(event, by: way)
        }
        let before = try self.event(event.name)
        let booking = try await bookings(of: before).first
        guard let booking else { throw SchedulingError.notFound }
        let result = try await town.bookings.change(
            booking.id, try event.change(parts, town), ifMatch: nil, as: try town.principal(person), door: .json)
        answer = PolicyAnswer(result)
        if answer.refusals.isEmpty { events[event.name] = event }
    }

    /// Writes the event into its organizer's calendar, or sends it as a message from outside.
    func put(_ event: PolicyEvent, by way: PolicyDoor) async throws {
        let lines =
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samples//Policies//EN"]
            + (try event.calendarLines(town)) + ["END:VCALENDAR"]
        let text = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
        if way == .mail {
            try await receive(text, of: event)
        } else {
            let held = try await town.object(event, of: event.organizer)
            let principal = try town.principal(event.organizer)
            _ = try await town.calendars.put(
                text, name: held?.name ?? event.name + ".ics",
                in: held?.collection ?? .calendar(of: principal.id), if: .init(), as: principal)
        }
        answer = PolicyAnswer(try await bookings(of: event))
    }

    func bookings(of event: PolicyEvent) async throws -> [Booking] {
        var found: [Booking] = []
        for room in event.rooms.flatMap(town.rooms) {
            if let booking = try await town.booking(room, event) { found.append(booking) }
        }
        return found
    }
}
