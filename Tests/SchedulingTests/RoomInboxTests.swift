import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// A room's own inbox keeps what a human must decide, until it is decided: RFC 6638 §2.2, §4.
@Suite struct RoomInboxTests {
    private static let inbox = CollectionID.inbox(of: .resource("jaures"))
    private static let bruno = Principal(person: TestTown.bruno)

    private func items(_ town: TestTown, as person: Person = TestTown.bruno) async throws -> [StoredObject] {
        try await town.calendars.objects(in: Self.inbox, names: nil, as: Principal(person: person))
    }

    private static func answered(_ text: String, _ status: String) -> String {
        guard var object = try? CalendarObject(parsing: Array(text.utf8)) else { return "" }
        object.updateMain { component in
            component.updateAttendee(["jaures@ville.example"]) { $0[parameter: "PARTSTAT"] = status }
        }
        return object.serialized()
    }

    private func asked(_ change: (inout Resource) -> Void = { _ in }) async throws -> TestTown {
        let town = try await TestTown([TestTown.askedRoom("jaures", change), TestTown.room("zola")])
        try await town.put("one", TestTown.event("one", at: 9))
        return town
    }

    @Test func `a request lies there for the managers, and for nobody else`() async throws {
        let town = try await asked()
        let item = try #require(try await items(town).first)
        #expect(item.uid == "one")
        let request = try CalendarObject(parsing: Array(item.text.utf8))
        #expect(request.method == "REQUEST")
        #expect(request.master?.attendee(["jaures@ville.example"])?.participationStatus == .needsAction)
        let read = try await town.calendars.object(item.name, in: Self.inbox, as: Self.bruno)
        #expect(read.etag == item.etag)
        await #expect(throws: SchedulingError.self) { _ = try await items(town, as: TestTown.camille) }
        await #expect(throws: SchedulingError.self) {
            try await town.putBack(item, as: TestTown.camille) { Self.answered($0, "ACCEPTED") }
        }
        await #expect(throws: SchedulingError.self) {
            try await town.calendars.delete(
                item.name, in: Self.inbox, if: .init(), scheduleReply: true, as: Principal(person: TestTown.camille))
        }
        // Another room's inbox has none of it, under no name.
        let zola = CollectionID.inbox(of: .resource("zola"))
        #expect(try await town.calendars.objects(in: zola, names: nil, as: Self.bruno).isEmpty)
        await #expect(throws: SchedulingError.self) {
            _ = try await town.calendars.put(
                Array(Self.answered(item.text, "ACCEPTED").utf8), name: item.name, in: zola, if: .init(),
                as: Self.bruno)
        }
        #expect(try await town.booked("jaures", "one").state == .tentative)
    }

    /// RFC 6638 §3.2.2.3.
    @Test(arguments: ["ACCEPTED", "DECLINED"])
    func `a manager answers there, and the request is gone everywhere`(answer: String) async throws {
        let town = try await asked()
        let item = try #require(try await items(town).first)
        let text = Self.answered(item.text, answer)
        for _ in 0..<2 {
            // The same word twice is one answer.
            let result = try await town.putBack(item) { _ in text }
            #expect(!result.created && !result.storedAsSent)
            #expect(try await town.answers("jaures", in: "one") == [answer])
            #expect(try await items(town).isEmpty)
            #expect(try await town.requests().isEmpty)
        }
        await #expect(throws: SchedulingError.self) {
            try await town.putBack(item) { Self.answered($0, answer == "ACCEPTED" ? "DECLINED" : "ACCEPTED") }
        }
    }

    /// RFC 6638 §4.1: what is taken out of an inbox is read; it answers nothing.
    @Test func `taking the request out of the inbox answers nothing`() async throws {
        let town = try await asked()
        let item = try #require(try await items(town).first)
        try await town.calendars.delete(item.name, in: Self.inbox, if: .init(), scheduleReply: true, as: Self.bruno)
        #expect(try await items(town).isEmpty)
        #expect(try await town.answers("jaures", in: "one") == ["TENTATIVE"])
        #expect(try await town.requests().count == 1)
        // The organizer's next version is there again.
        try await town.put("one", TestTown.event("one", at: 14, sequence: 1))
        #expect(try await items(town).first?.text.contains("T140000") == true)
    }

    @Test(arguments: ["approved", "declined", "cancelled", "expired", "answered in the manager's inbox", "taken out"])
    func `the request goes when it is decided, cancelled or over, by whatever door`(how: String) async throws {
        let town = try await asked()
        let id = try await town.booked("jaures", "one").id
        switch how {
        case "approved": _ = try await town.bookings.approve(id, comment: nil, as: Self.bruno, door: .json)
        case "declined": _ = try await town.bookings.decline(id, comment: nil, as: Self.bruno, door: .commandLine)
        case "cancelled": try await town.delete("one")
        case "expired":
            try town.move(to: "2027-03-02T09:00:00Z")
            try await town.settleDue()
        case "taken out":
            let copy = try #require(try await town.copy("jaures", "one"))
            try await town.calendars.delete(
                copy.name, in: copy.collection, if: .init(), scheduleReply: true, as: Self.bruno)
        default:
            let request = try #require(try await town.requests().first)
            try await town.putBack(request) { Self.answered($0, "ACCEPTED") }
        }
        #expect(try await items(town).isEmpty)
        #expect(try await town.requests().isEmpty)
        #expect(try await town.booked("jaures", "one").state != .tentative)
    }

    @Test func `managers who change find what waits, and the room keeps it`() async throws {
        let town = try await asked { $0.managers = [] }
        #expect(try await town.requests().isEmpty)
        let admin = Principal(person: TestTown.admin)
        let before = try #require(try await items(town, as: TestTown.admin).first)
        let room = TestTown.askedRoom()
        try await town.bookings.saveResources([room], as: admin, door: .json)
        #expect(try await items(town) == [before])
        #expect(try await town.requests().map(\.uid) == ["one"])
    }
}
