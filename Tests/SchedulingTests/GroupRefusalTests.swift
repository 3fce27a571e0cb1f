import BookingCore
import CalendarTime
import Scheduling
import StoreContract
import Testing

/// Several resources of one request are had together or not at all, also when one of them is answered later.
@Suite struct GroupRefusalTests {
    private static let camille = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)

    private static func asked() async throws -> (TestTown, [BookingView]) {
        let town = try await TestTown([TestTown.askedRoom("jaures"), TestTown.room("zola")])
        let draft = BookingDraft(
            resources: ["jaures", "zola"], title: "Conseil", start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!),
            end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!))
        guard case .pending(let views) = try await town.bookings.submit(draft, as: camille, door: .json) else {
            Issue.record("nothing waits for an answer")
            return (town, [])
        }
        return (town, views)
    }

    @Test func `what a manager refuses takes along what was asked for with it`() async throws {
        let (town, views) = try await Self.asked()
        let uid = try #require(views.first?.booking.uid)
        #expect(try await town.booking("zola", uid)?.state == .confirmed)
        let asked = try #require(try await town.booking("jaures", uid))
        _ = try await town.bookings.decline(asked.id, comment: nil, as: Self.bruno, door: .json)
        #expect(try await town.booking("jaures", uid)?.state == .declined)
        let other = try #require(try await town.booking("zola", uid))
        #expect(other.state == .declined && other.reasons == [.notApproved])
        #expect(try await town.busy("zola") == [])
        #expect(
            try await town.comment(uid)
                == "Salle zola : la réservation n’est pas maintenue. Elle avait été demandée avec « Salle jaures », qui a été refusée."
        )
    }

    @Test func `what nobody answers takes along what was asked for with it`() async throws {
        let (town, views) = try await Self.asked()
        let uid = try #require(views.first?.booking.uid)
        try town.move(to: "2027-03-02T07:59:59Z")
        try await town.settleDue()
        #expect(try await town.booking("jaures", uid)?.reasons == [.approvalExpired])
        #expect(try await town.booking("zola", uid)?.state == .declined)
    }

    @Test func `rooms that an event invites answer for themselves`() async throws {
        let town = try await TestTown([TestTown.askedRoom("jaures"), TestTown.room("zola")])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["jaures", "zola"]))
        let asked = try await town.booked("jaures", "one")
        _ = try await town.bookings.decline(asked.id, comment: nil, as: Self.bruno, door: .json)
        #expect(try await town.booked("zola", "one").state == .confirmed)
    }
}
