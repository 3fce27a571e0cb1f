import BookingCore
import CalendarTime
import Foundation
import ICalendar
import StoreContract
import Testing

@testable import Scheduling

/// What is over for longer than the retention stays as it was decided.
@Suite struct PastRetentionTests {
    private func all(_ town: TestTown) async throws -> [Booking] { try await RandomCheck.bookings(of: town) }

    @Test func `a limit is a date by the civil calendar`() {
        func limit(_ text: String, months: Int, days: Int = 0) -> String? {
            Retention(.init(months: months, days: days)).limit(now: Instant(rfc3339: text)!)?.rfc3339
        }
        #expect(limit("2027-11-24T10:11:12Z", months: 12) == "2026-11-24T10:11:12Z")
        #expect(limit("2028-02-29T00:00:00Z", months: 12) == "2027-02-28T00:00:00Z")
        #expect(limit("2027-01-31T00:00:00Z", months: 2) == "2026-11-30T00:00:00Z")
        #expect(limit("2027-01-31T00:00:00Z", months: 0, days: 31) == "2026-12-31T00:00:00Z")
        #expect(Retention(nil).limit(now: .distantFuture) == nil)
    }

    @Test func `an old event may be changed and removed, and its room's answer stands`() async throws {
        let town = try await TestTown()
        try await town.put("a", TestTown.event("old", at: 9, rooms: ["jaures", "zola"]))
        #expect(try await town.answers("jaures", in: "a") == ["ACCEPTED"])
        try town.move(to: "2028-06-01T00:00:00Z")
        let bookings = try await all(town)
        let decisions = try await town.store.withSnapshot {
            try $0.decisions(since: .distantPast, on: nil, after: nil, limit: 99).map(\.record)
        }
        let inbox = try await town.inbox(of: TestTown.camille).count
        // An alarm that was acknowledged; another title; another time as long ago.
        let same = TestTown.event("old", at: 9, rooms: ["jaures", "zola"])
        try await town.put(
            "a", same.replacingOccurrences(of: "END:VEVENT", with: "X-MOZ-LASTACK:20280601T000000Z\nEND:VEVENT"))
        #expect(try await town.answers("jaures", in: "a") == ["ACCEPTED"])
        try await town.put("a", same.replacingOccurrences(of: "Réunion", with: "Autre"))
        #expect(try await town.answers("zola", in: "a") == ["ACCEPTED"])
        try await town.put("a", TestTown.event("old", at: 11, rooms: ["jaures"], sequence: 1))
        #expect(try await town.answers("jaures", in: "a") == ["ACCEPTED"])
        #expect(try await all(town) == bookings)
        try await town.delete("a")
        #expect(try await all(town) == bookings)
        #expect(try await town.inbox(of: TestTown.camille).count == inbox, "no room says anything")
        let after = try await town.store.withSnapshot {
            try $0.decisions(since: .distantPast, on: nil, after: nil, limit: 99).map(\.record)
        }
        #expect(after == decisions)
        let admin = Principal(person: TestTown.admin)
        for booking in bookings {
            await #expect(throws: SchedulingError.self) {
                try await town.bookings.cancel(booking.id, instance: nil, ifMatch: nil, as: admin, door: .json)
            }
        }
    }

    @Test func `an old event that moves to a day to come is asked anew, and one to come moves back freeing its room`()
        async throws
    {
        let town = try await TestTown()
        try await town.put("a", TestTown.event("old", at: 9))
        try town.move(to: "2028-06-01T00:00:00Z")
        let coming = TestTown.event("old", at: 9, sequence: 1).replacingOccurrences(of: "202703", with: "202807")
        try await town.put("a", coming)
        #expect(try await town.answers("jaures", in: "a") == ["ACCEPTED"])
        #expect(try await town.booking("jaures", "old")?.state == .confirmed)
        #expect(try await all(town).count == 1)
        try await town.put("a", TestTown.event("old", at: 9, sequence: 2))
        #expect(try await town.booking("jaures", "old")?.state.holdsTime == false)
    }
}
