import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract

/// What is done with a booking that is there.
extension PolicyPlayer {
    /// What the server does by itself when its time has come.
    func runDue() async throws {
        let lifecycle = LifecycleService(store: town.store, environment: town.environment)
        for _ in 0..<100 {
            let events = try await lifecycle.runDue()
            for case .failed(let error) in events.map(\.kind) { throw error }
            guard let next = try await lifecycle.nextDeadline(), next <= town.clock.now else { return }
        }
        throw PolicyFault("the server never finds an end")
    }

    func act(_ person: String, _ verb: String, _ words: inout PolicyWords) async throws {
        switch verb {
        case "cancels": try await cancel(person, &words)
        case "approves", "declines": try await decide(person, verb, &words)
        case "checks", "ends", "extends": try await present(person, verb, &words)
        case "gives" where words.take("everything of"):
            let leaver = try words.next("a person")
            try words.expect("to")
            try await leave(leaver, heir: try words.next("a person"), as: person)
        case "releases":
            try words.expect("everything of")
            try await leave(try words.next("a person"), heir: nil, as: person)
        case "gives":
            var event = try event(try words.next("an event"))
            try words.expect("to")
            let heir = try words.next("a person")
            _ = try await town.bookings.transfer(
                try await only(event).id, to: heir, as: try town.principal(person), door: .json)
            event.organizer = heir
            events[event.name] = event
        default: throw PolicyFault("nobody can “\(verb)”")
        }
    }

    private func only(_ event: PolicyEvent, in room: String? = nil) async throws -> Booking {
        let booking = try await bookings(of: event).first { room == nil || $0.resource.rawValue == room }
        guard let booking else { throw SchedulingError.notFound }
        return booking
    }

    private func leave(_ leaver: String, heir: String?, as person: String) async throws {
        _ = try await town.bookings.leave(
            leaver, transferTo: heir, as: try town.principal(person), door: .json)
        guard let heir else { return }
        for (name, event) in events where event.organizer == leaver { events[name]?.organizer = heir }
    }

    /// `approves EVENT ["COMMENT"]`, `declines …`; by CalDAV in the room's own calendar.
    private func decide(_ person: String, _ verb: String, _ words: inout PolicyWords) async throws {
        let event = try event(try words.next("an event"))
        let booking = try await only(event, in: words.take("in") ? try words.next("a room") : nil)
        let comment = words.quoted()
        let principal = try town.principal(person)
        if words.take("by caldav") {
            let home = CollectionID.calendar(of: .resource(booking.resource))
            let copy = try await town.store.withSnapshot { try $0.object(uid: booking.uid, in: home) }
            guard let copy else { throw PolicyFault("the room's calendar does not show it") }
            let word = verb == "approves" ? "ACCEPTED" : "DECLINED"
            let text = copy.text.replacing("\r\n ", with: "").components(separatedBy: "\r\n").map { line in
                let isRoom = line.hasSuffix(":mailto:\(booking.resource)@ville.example")
                return isRoom ? line.replacing("PARTSTAT=TENTATIVE", with: "PARTSTAT=" + word) : line
            }
            _ = try await town.calendars.put(
                Array(text.joined(separator: "\r\n").utf8), name: copy.name, in: home, if: .init(),
                as: principal)
        } else if verb == "declines" {
            _ = try await town.bookings.decline(booking.id, comment: comment, as: principal, door: .json)
        } else {
            let result = try await town.bookings.approve(booking.id, comment: comment, as: principal, door: .json)
            if case .refused = result {
                answer = PolicyAnswer(result)
                answer.verdict = "refused"
            }
        }
    }

    /// `checks in EVENT`, `ends EVENT`, `extends EVENT until TIME`.
    private func present(_ person: String, _ verb: String, _ words: inout PolicyWords) async throws {
        if verb == "checks" { try words.expect("in") }
        let event = try event(try words.next("an event"))
        let booking = try await only(event)
        let principal = try town.principal(person)
        switch verb {
        case "checks":
            _ = try await town.bookings.checkIn(booking.id, instance: nil, as: principal, door: .json)
        case "ends":
            _ = try await town.bookings.end(booking.id, instance: nil, as: principal, door: .json)
        default:
            try words.expect("until")
            let today = PolicyTown.zone.civil(at: town.clock.now).date
            let end = PolicyTown.zone.instant(of: try PolicyTime.time(try words.next("a time"), on: today))
            answer = PolicyAnswer(
                try await town.bookings.extend(
                    booking.id, instance: nil, until: end, as: principal, door: .json))
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
            let booking = try await only(event, in: room)
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
