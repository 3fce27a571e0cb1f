import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct HistoryTests {
    @Test func `a series deleted half way keeps what has been`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4"))
        // 23 November 2026 to 10 March 2027: the 2nd and the 9th have been.
        town.clock.advance(by: 107 * 86_400)
        try await town.delete("weekly")
        let booking = try #require(try await town.booking("jaures", "weekly"))
        #expect(booking.state == .cancelled)
        #expect(booking.instances.map(\.verdict) == [.accepted, .accepted, .cancelled, .cancelled])
    }

    @Test func `a manager books for somebody outside, whom nobody else may name`() async throws {
        let town = try await TestTown()
        var draft = BookingDraft(
            resources: ["jaures"], title: "Association", start: .utc(Instant(seconds: 1_804_000_000)),
            end: .utc(Instant(seconds: 1_804_003_600)))
        draft.organizer = "association@dehors.example"
        let asked = draft
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.submit(asked, as: Principal(person: TestTown.camille), door: .json)
        }
        let answer = try await town.bookings.submit(asked, as: Principal(person: TestTown.bruno), door: .json)
        guard case .booked(let views) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(views.map(\.booking.organizer.address) == ["association@dehors.example"])
        let outbox = try await town.store.withSnapshot { try $0.pendingOutbox(limit: 10) }
        #expect(outbox.map(\.recipient) == ["association@dehors.example"])
    }
}
