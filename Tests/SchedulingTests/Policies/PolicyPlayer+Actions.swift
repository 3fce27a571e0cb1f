import BookingCore
import CalendarTime
import Scheduling

/// What is done with a booking that is there.
extension PolicyPlayer {
    /// What the server does by itself when its time has come.
    func runDue() async throws {}

    func act(_ person: String, _ verb: String, _ words: inout PolicyWords) async throws {
        switch verb {
        case "cancels": try await cancel(person, &words)
        default: throw PolicyFault("nobody can “\(verb)”")
        }
    }

    /// `cancels EVENT [on DATE] [in ROOM]`: of a manager who is not its organizer, the room takes its time back.
    private func cancel(_ person: String, _ words: inout PolicyWords) async throws {
        var event = try event(try words.next("an event"))
        let date = words.take("on") ? try PolicyTime.date(try words.next("a date")) : nil
        let room = words.take("in") ? try words.next("a room") : nil
        let way = doorNamed(&words)
        let principal = try town.principal(person)
        if way == .json || person != event.organizer {
            let booking = try await bookings(of: event).first { room == nil || $0.resource.rawValue == room }
            guard let booking else { throw SchedulingError.notFound }
            let instance = try date.map { try recurrenceID(of: $0, in: booking, event) }
            _ = try await town.bookings.cancel(booking.id, instance: instance, ifMatch: nil, as: principal, door: .json)
            return
        }
        event.sequence += 1
        if let date { event.excluded.append(date) }
        if let room { event.rooms.removeAll { $0 == room } }
        events[event.name] = event
        if date != nil || room != nil {
            try await put(event, by: way)
            answer = PolicyAnswer(verdict: "done")
        } else if let held = try await town.object(event, of: person) {
            try await town.calendars.delete(
                held.name, in: held.collection, if: .init(), scheduleReply: true, as: principal)
        }
    }

    func recurrenceID(of date: CivilDate, in booking: Booking, _ event: PolicyEvent) throws -> Instant {
        guard let instance = Self.instance(on: date, of: booking.instances, event) else {
            throw PolicyFault("\(event.name) has nothing on \(date)")
        }
        return instance.recurrenceID
    }

    /// The instance that began on a date before anybody moved it.
    static func instance(on date: CivilDate, of instances: [BookedInstance], _ event: PolicyEvent) -> BookedInstance? {
        let zone = event.time?.isAllDay == true ? PolicyTown.zone : TestTown.zones.zone(named: event.zone)!
        return instances.first { zone.civil(at: $0.recurrenceID).date == date }
    }
}
