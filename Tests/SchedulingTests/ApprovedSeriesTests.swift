import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Testing

/// What a manager let in outside the rules stays let in, on the dates that the window reaches later as well.
@Suite struct ApprovedSeriesTests {
    private static func town() async throws -> TestTown {
        try await TestTown([
            TestTown.room("jaures") { room in
                room.policy.maximumDuration = 1_800
                room.policy.requestOutOfPolicy = .everyone
            }
        ])
    }

    private static func series(title: String, sequence: Int = 0, at hour: Int = 9) -> String {
        TestTown.event("one", at: hour, more: "RRULE:FREQ=WEEKLY;BYDAY=TU", sequence: sequence)
            .replacingOccurrences(of: "SUMMARY:", with: "SUMMARY:\(title) ")
    }

    @Test func `an approved series with another title is not asked the rules again`() async throws {
        let town = try await Self.town()
        try await town.put("one", Self.series(title: "Chorale"))
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.approve(
            id, comment: nil, as: Principal(person: TestTown.bruno), door: .json)
        try await town.put("one", Self.series(title: "Grande chorale", sequence: 1))
        let booking = try await town.booked("jaures", "one")
        #expect(booking.approvedAt != nil && booking.state == .confirmed)
        for day in ["2027-11-02", "2028-06-06", "2029-01-02"] {
            try town.move(to: day + "T00:00:00Z")
            try await town.settleDue()
        }
        let later = try await town.booked("jaures", "one")
        #expect(try #require(later.decidedThrough) > town.clock.now)
        #expect(later.instances.count > 80)
        let others = later.instances.filter { $0.verdict != .accepted }.prefix(3)
        #expect(others.isEmpty)
    }

    @Test func `an approved series that moves waits again, all its dates`() async throws {
        let town = try await Self.town()
        try await town.put("one", Self.series(title: "Chorale"))
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.approve(
            id, comment: nil, as: Principal(person: TestTown.bruno), door: .json)
        try await town.put("one", Self.series(title: "Chorale", sequence: 1, at: 14))
        let booking = try await town.booked("jaures", "one")
        #expect(booking.approvedAt == nil && booking.state == .tentative)
    }
}
