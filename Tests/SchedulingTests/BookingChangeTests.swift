import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Changes in JSON of bookings that any door made.
@Suite struct BookingChangeTests {
    private static let paris = TestTown.zones.zone(named: "Europe/Paris")!
    private static let camille = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)

    private static func time(_ text: String) -> EventTime { .zoned(CivilDateTime(icalendar: text)!, paris) }

    private static func draft(
        _ resources: [ResourceID] = ["jaures"], rules: String? = nil, excluded: [EventTime] = []
    ) throws -> BookingDraft {
        BookingDraft(
            resources: resources, title: "Point", start: time("20270302T090000"), end: time("20270302T100000"),
            recurrence: try rules.map { [try RecurrenceRule(parsing: $0)] } ?? [], excluded: excluded)
    }

    private func booked(_ answer: BookingAnswer) throws -> [BookingView] {
        guard case .booked(let views) = answer else {
            Issue.record("not booked: \(answer)")
            throw SchedulingError.notFound
        }
        return views
    }

    private func change(
        _ town: TestTown, _ id: BookingID, as principal: Principal = camille, _ edit: (inout BookingChange) -> Void
    ) async throws -> [BookingView] {
        var change = BookingChange()
        edit(&change)
        return try booked(try await town.bookings.change(id, change, ifMatch: nil, as: principal, door: .json))
    }

    @Test func `a change of units is decided`() async throws {
        let town = try await TestTown([TestTown.room("projecteur", units: 2)])
        let id = try booked(try await town.bookings.submit(Self.draft(["projecteur"]), as: Self.camille, door: .json))[
            0
        ].booking.id
        _ = try await change(town, id) { $0.units = 2 }
        #expect(try await town.bookings.booking(id, as: Self.camille).booking.units == 2)
        #expect(try await town.busy("projecteur").count == 1)
        _ = try await change(town, id) { $0.units = 1 }
        #expect(try await town.bookings.booking(id, as: Self.camille).booking.units == 1)
        #expect(try await town.busy("projecteur").count == 0)
    }

    @Test func `a longer series keeps the dates left out, a moved one takes them along`() async throws {
        let town = try await TestTown()
        let draft = try Self.draft(rules: "FREQ=WEEKLY;COUNT=3", excluded: [Self.time("20270309T090000")])
        let id = try booked(try await town.bookings.submit(draft, as: Self.camille, door: .json))[0].booking.id
        #expect(try await town.busy("jaures").count == 2)
        let rule = try RecurrenceRule(parsing: "FREQ=WEEKLY;COUNT=4")
        _ = try await change(town, id) { $0.recurrence = [rule] }
        #expect(try await town.busy("jaures").map { $0.prefix(10) } == ["2027-03-02", "2027-03-16", "2027-03-23"])
        _ = try await change(town, id) { $0.start = Self.time("20270302T110000") }
        #expect(
            try await town.busy("jaures").map { $0.prefix(13) } == ["2027-03-02T10", "2027-03-16T10", "2027-03-23T10"])
        _ = try await change(town, id) { $0.excluded = [] }
        #expect(try await town.busy("jaures").count == 4)
    }

    @Test func `the length is the series' own, not that of its first exception`() async throws {
        let town = try await TestTown()
        let weekly = TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=2")
        let longer = TestTown.event("weekly", at: 9, more: "RECURRENCE-ID;TZID=Europe/Paris:20270302T090000")
            .replacingOccurrences(of: "20270302T100000", with: "20270302T120000")
        try await town.put("weekly", weekly + "\n" + longer)
        let id = try #require(try await town.booking("jaures", "weekly")).id
        _ = try await change(town, id) { $0.start = Self.time("20270303T140000") }
        #expect(
            try await town.busy("jaures") == [
                "2027-03-03T13:00:00Z/2027-03-03T14:00:00Z", "2027-03-10T13:00:00Z/2027-03-10T14:00:00Z",
            ])
    }

    @Test(arguments: ["", "Z", "floating", "date"])
    func `one cancelled instance goes, whatever the form of time`(form: String) async throws {
        let town = try await TestTown()
        var event = TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4")
        switch form {
        case "Z":
            event = event.replacingOccurrences(of: ";TZID=Europe/Paris", with: "")
                .replacingOccurrences(of: "0000\n", with: "0000Z\n")
        case "floating": event = event.replacingOccurrences(of: ";TZID=Europe/Paris", with: "")
        case "date":
            event = event.replacingOccurrences(of: ";TZID=Europe/Paris:20270302T100000", with: ";VALUE=DATE:20270303")
                .replacingOccurrences(of: ";TZID=Europe/Paris:20270302T090000", with: ";VALUE=DATE:20270302")
        default: break
        }
        try await town.put("weekly", event)
        let booking = try #require(try await town.booking("jaures", "weekly"))
        #expect(booking.instances.count == 4)
        _ = try await town.bookings.cancel(
            booking.id, instance: booking.instances[2].recurrenceID, ifMatch: nil, as: Self.camille, door: .json)
        #expect(try await town.busy("jaures").count == 3)
        #expect(
            try await town.busy("jaures").allSatisfy { !$0.hasPrefix("2027-03-16") && !$0.hasPrefix("2027-03-15T23") })
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED"])
    }

    @Test func `the only instance cancelled is the booking cancelled`() async throws {
        let town = try await TestTown()
        let single = try booked(try await town.bookings.submit(Self.draft(), as: Self.camille, door: .json))[0].booking
        let view = try await town.bookings.cancel(
            single.id, instance: single.instances[0].recurrenceID, ifMatch: nil, as: Self.camille, door: .json)
        #expect(view.booking.state == .cancelled)
        #expect(
            try await town.calendars.objects(in: .calendar(of: .person("camille")), names: nil, as: Self.camille)
                .isEmpty)
    }

    @Test func `an instance that a series does not have cannot be cancelled`() async throws {
        let town = try await TestTown()
        let draft = try Self.draft(rules: "FREQ=WEEKLY")
        let id = try booked(try await town.bookings.submit(draft, as: Self.camille, door: .json))[0].booking.id
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.cancel(
                id, instance: Instant(rfc3339: "2027-03-03T08:00:00Z")!, ifMatch: nil, as: Self.camille, door: .json)
        }
        // Past the booking window there are instances too.
        _ = try await town.bookings.cancel(
            id, instance: Instant(rfc3339: "2028-03-07T08:00:00Z")!, ifMatch: nil, as: Self.camille, door: .json)
    }

    @Test func `one cancelled instance of this and later dates leaves the later ones where they are`() async throws {
        let town = try await TestTown()
        let weekly = TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4")
        let later = TestTown.event(
            "weekly", at: 14, day: 9, more: "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20270309T090000")
        try await town.put("weekly", weekly + "\n" + later)
        let booking = try #require(try await town.booking("jaures", "weekly"))
        _ = try await town.bookings.cancel(
            booking.id, instance: Instant(rfc3339: "2027-03-09T08:00:00Z")!, ifMatch: nil, as: Self.camille, door: .json
        )
        #expect(
            try await town.busy("jaures") == [
                "2027-03-02T08:00:00Z/2027-03-02T09:00:00Z", "2027-03-16T13:00:00Z/2027-03-16T14:00:00Z",
                "2027-03-23T13:00:00Z/2027-03-23T14:00:00Z",
            ])
    }

    @Test func `a booking moves to another room, and not to one that it has already`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try #require(try await town.booking("jaures", "one")).id
        _ = try await change(town, id) { $0.resource = "zola" }
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.busy("zola").count == 1)
        #expect(try await town.answers("zola", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("jaures", in: "one") == ["absent"])
        try await town.put("two", TestTown.event("two", at: 14, rooms: ["jaures", "zola"]))
        let second = try #require(try await town.booking("jaures", "two")).id
        await #expect(throws: SchedulingError.self) {
            _ = try await change(town, second) { $0.resource = "zola" }
        }
    }

    @Test func `rooms booked as one stay one when a calendar client edits the event`() async throws {
        let town = try await TestTown()
        let views = try booked(
            try await town.bookings.submit(Self.draft(["jaures", "zola"]), as: Self.camille, door: .json))
        let stored = try #require(
            try await town.calendars.objects(
                in: .calendar(of: .person("camille")), names: nil, as: Self.camille
            ).first)
        _ = try await town.calendars.put(
            Array(stored.text.replacingOccurrences(of: "SUMMARY:Point", with: "SUMMARY:Autre").utf8), name: stored.name,
            in: stored.collection, if: .init(), as: Self.camille)
        _ = try await town.bookings.cancel(
            views[0].booking.id, instance: nil, ifMatch: nil, as: Self.camille, door: .json)
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.busy("zola") == [])
    }

    @Test func `a manager's decline is said once`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try #require(try await town.booking("jaures", "one")).id
        let before = try await town.inbox(of: TestTown.camille).count
        for _ in 0..<2 {
            let view = try await town.bookings.cancel(id, instance: nil, ifMatch: nil, as: Self.bruno, door: .json)
            #expect(view.booking.state == .declined)
        }
        #expect(try await town.inbox(of: TestTown.camille).count == before + 1)
    }

    @Test func `an organizer elsewhere hears of what a manager changes`() async throws {
        var room = TestTown.room("jaures")
        room.policy.externalOrganizers = .accept
        let town = try await TestTown([room])
        var draft = try Self.draft()
        draft.organizer = "eva@agglo.example"
        let id = try booked(try await town.bookings.submit(draft, as: Self.bruno, door: .json))[0].booking.id
        func outbox() async throws -> [OutboxEntry] {
            try await town.store.withSnapshot { try $0.pendingOutbox(limit: 50) }
        }
        #expect(try await outbox().count == 1)
        town.clock.advance(by: 60)
        _ = try await change(town, id, as: Self.bruno) { $0.start = Self.time("20270302T150000") }
        #expect(try await town.busy("jaures") == ["2027-03-02T14:00:00Z/2027-03-02T15:00:00Z"])
        let told = try await outbox()
        #expect(told.count == 2)
        #expect(told.last?.recipient == "eva@agglo.example")
        #expect(told.last?.body.contains("20270302T150000") == true)
        town.clock.advance(by: 60)
        _ = try await town.bookings.cancel(id, instance: nil, ifMatch: nil, as: Self.bruno, door: .json)
        #expect(try await town.busy("jaures") == [])
        #expect(try await outbox().count == 3)
        #expect(Set(try await outbox().map(\.identity)).count == 3)
    }

    @Test func `a room that is written by its principal's address can be cancelled and moved`() async throws {
        let town = try await TestTown()
        let event = TestTown.event("one", at: 9).replacingOccurrences(
            of: "mailto:jaures@ville.example", with: "/dav/principals/resources/jaures/")
        try await town.put("one", event)
        let id = try #require(try await town.booking("jaures", "one")).id
        _ = try await change(town, id) { $0.resource = "zola" }
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.busy("zola").count == 1)
    }

    @Test func `what is declined or cancelled is in the wrong state to be changed, with its event or without`()
        async throws
    {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        try await town.put("three", TestTown.event("three", at: 14))
        try await town.delete("three")
        var change = BookingChange()
        change.title = "Autre"
        for (uid, state) in [("two", BookingState.declined), ("three", .cancelled)] {
            let id = try await town.booked("jaures", uid).id
            let error = await #expect(throws: SchedulingError.self) {
                _ = try await town.bookings.change(
                    id, change, ifMatch: nil, as: Principal(person: TestTown.camille), door: .json)
            }
            guard case .wrongState(state)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        // Cancelled once more is still cancelled.
        let view = try await town.bookings.cancel(
            try await town.booked("jaures", "three").id, instance: nil, ifMatch: nil,
            as: Principal(person: TestTown.camille), door: .json)
        #expect(view.booking.state == .cancelled)
    }
}
