import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Answers to one version of an event are ordered by their DTSTAMP (RFC 5546 §2.1.5), also within one second.
@Suite struct AnswerOrderTests {
    private static let bruno = Principal(person: TestTown.bruno)

    @Test func `decisions of one second have later and later stamps`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.approve(id, comment: nil, as: Self.bruno, door: .json)
        _ = try await town.bookings.decline(id, comment: nil, as: Self.bruno, door: .json)
        let replies = try await town.inbox(of: TestTown.camille)
            .map { try CalendarObject(parsing: Array($0.text.utf8)) }
            .filter { $0.method == "REPLY" }
        let stamps = replies.compactMap { $0.main.first?.first("DTSTAMP")?.value }
        #expect(stamps.count == 3 && Set(stamps).count == 3)
        let newest = replies.max { $0.main[0].first("DTSTAMP")?.value ?? "" < $1.main[0].first("DTSTAMP")?.value ?? "" }
        #expect(newest?.attendees.first?.participationStatus == .declined)
    }
}
