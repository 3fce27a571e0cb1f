import BookingCore
import CalendarTime
import Foundation
import ICalendar
import StoreContract
import Testing

@testable import Scheduling

/// What one request may cost (QUALITY, Limits).
@Suite struct RequestCostTests {
    @Test func `a change invites no more people than a booking may`() async throws {
        let town = try await TestTown()
        let camille = Principal(person: TestTown.camille)
        try await town.put("one", TestTown.event("one", at: 9))
        let booking = try #require(try await town.booking("jaures", "one"))
        var change = BookingChange()
        change.attendees = (0..<500).map { "p\($0)@elsewhere.example" }
        await expectRefusal(.invalidField(name: "attendees", problem: .tooLong(limit: 499))) {
            try await town.bookings.change(booking.id, change, ifMatch: nil, as: camille, door: .json)
        }
    }

    @Test func `a booking with as many people and dates as may be can still be cancelled`() async throws {
        let town = try await TestTown()
        let camille = Principal(person: TestTown.camille)
        let start = Instant(rfc3339: "2027-03-02T09:00:00Z")!
        var draft = BookingDraft(
            resources: ["jaures"], title: "Fête", start: .utc(start), end: .utc(start.adding(3_600)),
            recurrence: [try RecurrenceRule(parsing: "FREQ=DAILY;COUNT=20")],
            excluded: (1...100).map { .utc(start.adding(Int64($0) * 60)) })
        draft.attendees = (0..<499).map { "p\($0)@elsewhere.example" }
        guard case .booked(let views) = try await town.bookings.submit(draft, as: camille, door: .json) else {
            Issue.record("not booked")
            return
        }
        let cancelled = try await town.bookings.cancel(
            views[0].booking.id, instance: nil, ifMatch: nil, as: camille, door: .json)
        #expect(cancelled.booking.state == .cancelled)
        draft.excluded = (0...3_000).map { .utc(start.adding(Int64($0))) }
        await expectRefusal(.invalidField(name: "excluded", problem: .tooLong(limit: 3_000))) {
            try await town.bookings.submit(draft, as: camille, door: .json)
        }
    }

    @Test func `a large event is not sent to hundreds of people`() async throws {
        let town = try await TestTown()
        let people = (0..<400).map { "ATTENDEE:mailto:p\($0)@elsewhere.example" }.joined(separator: "\n")
        let text = (0..<10).map { "X-TEXT-\($0):" + String(repeating: "x", count: 20_000) }.joined(separator: "\n")
        await expectRefusal(.tooLarge(limit: (64 << 20) / 401)) {
            try await town.put("one", TestTown.event("one", at: 9, more: people + "\n" + text))
        }
        #expect(try await town.busy("jaures").isEmpty)
        try await town.put("one", TestTown.event("one", at: 9, more: people))
        #expect(try await town.busy("jaures").count == 1)
    }

    @Test func `a manager moves somebody else's booking only to what they manage as well`() async throws {
        var other = TestTown.room("zola")
        other.managers = []
        let town = try await TestTown([TestTown.room("jaures"), other])
        try await town.put("one", TestTown.event("one", at: 9))
        let booking = try #require(try await town.booking("jaures", "one"))
        var change = BookingChange()
        change.resource = "zola"
        await expectRefusal(.forbidden) {
            try await town.bookings.change(
                booking.id, change, ifMatch: nil, as: Principal(person: TestTown.bruno), door: .json)
        }
    }

    @Test func `a resource's own feed follows its policy`() async throws {
        let town = try await TestTown()
        let admin = Principal(person: TestTown.admin)
        let owner = PrincipalID.resource("jaures")
        var room = TestTown.room("jaures")
        for privacy in [Privacy.full, .busy] {
            room.policy.privacy = privacy
            try await town.bookings.saveResources([room], as: admin, door: .json)
            #expect(try await town.feeds.feeds(of: owner, as: admin).map(\.privacy) == [privacy])
        }
    }

    @Test func `an event that cannot be expanded in bounded work takes all the time that is left`() async throws {
        let town = try await TestTown()
        try await town.put(
            "one",
            """
            BEGIN:VEVENT
            UID:one
            DTSTAMP:20261123T080000Z
            SUMMARY:never
            DTSTART:20270301T090000Z
            DTEND:20270301T090001Z
            RRULE:FREQ=SECONDLY;INTERVAL=2
            END:VEVENT
            """)
        let window = TimeRange(
            start: Instant(rfc3339: "2027-03-01T00:00:00Z")!, end: Instant(rfc3339: "2032-03-01T00:00:00Z")!)
        let time = try #require(
            try await town.calendars.busyTime(
                of: .person("camille"), in: window, as: Principal(person: TestTown.camille)))
        #expect(time.busy.first?.start.rfc3339 == "2027-03-01T09:00:00Z")
        #expect(time.busy.last?.end == window.end)
        #expect(time.busy.count <= 200_001)
    }

    @Test func `taken time is cut out of other time, whatever lies where`() {
        func ranges(_ pairs: [(Int64, Int64)]) -> [TimeRange] {
            pairs.map { TimeRange(start: Instant(seconds: $0.0), end: Instant(seconds: $0.1)) }
        }
        let taken = ranges([(0, 5), (10, 20), (30, 40), (50, 60)])
        let others = ranges([(2, 3), (4, 12), (15, 18), (19, 35), (36, 55), (70, 80)])
        let left = ranges([(5, 10), (20, 30), (40, 50), (70, 80)])
        #expect(ResourceBusyTime.subtract(taken, from: others) == left)
        #expect(ResourceBusyTime.subtract([], from: others) == others)
        #expect(ResourceBusyTime.subtract(taken, from: []).isEmpty)
        #expect(ResourceBusyTime.subtract(ranges([(0, 100)]), from: others).isEmpty)
    }
}
