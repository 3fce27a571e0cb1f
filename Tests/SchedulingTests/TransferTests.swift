import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct TransferTests {
    private static let admin = Principal(person: TestTown.admin)
    private static let camille = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)

    private func event(_ town: TestTown, of person: Person, _ uid: String) async throws -> CalendarObject? {
        try await town.calendars.objects(
            in: .calendar(of: .person(person.id)), names: nil, as: Principal(person: person)
        ).first { $0.uid == uid }.map { try CalendarObject(parsing: Array($0.text.utf8)) }
    }

    @Test func `an event passes to another organizer with all its rooms`() async throws {
        let town = try await TestTown(people: [TestTown.agnes])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["jaures", "zola"], people: ["agnes"]))
        let id = try await town.booked("jaures", "one").id
        let busy = try await town.busy("jaures")
        let views = try await town.bookings.transfer(id, to: "bruno", as: Self.camille, door: .json)
        #expect(views.count == 2)
        for room in ["jaures", "zola"] {
            let booking = try await town.booked(room, "one")
            #expect(booking.organizer.personID == "bruno" && booking.state == .confirmed)
            #expect(try await town.actions(room).last == .bookingTransferred)
            #expect(try await town.copy(room, "one")?.text.contains("ORGANIZER;CN=Bruno Petit:mailto:bruno") == true)
        }
        #expect(try await town.busy("jaures") == busy)
        let moved = try #require(try await event(town, of: TestTown.bruno, "one"))
        #expect(moved.organizer?.normalized == "bruno@ville.example")
        #expect(moved.master?.attendee(["jaures@ville.example"])?.participationStatus == .accepted)
        // Camille is listed as an attendee and stays one; Agnès follows.
        for person in [TestTown.camille, TestTown.agnes] {
            let copy = try #require(try await event(town, of: person, "one"))
            #expect(copy.organizer?.normalized == "bruno@ville.example")
            #expect(try await town.latest("one", of: person).method == "REQUEST")
        }
        #expect(try await town.comment("one", of: TestTown.bruno).contains("passe de Camille Martin à Bruno Petit"))
        // The new organizer changes it, the old one cannot any more.
        let name = try #require(
            try await town.calendars.objects(
                in: .calendar(of: .person("bruno")), names: nil, as: Self.bruno
            ).first
        ).name
        try await town.put(
            String(name.dropLast(4)),
            TestTown.event("one", at: 14, rooms: ["jaures", "zola"], sequence: 5).replacingOccurrences(
                of: "ORGANIZER:mailto:camille", with: "ORGANIZER:mailto:bruno"), as: TestTown.bruno)
        #expect(try await town.busy("jaures") == ["2027-03-02T13:00:00Z/2027-03-02T14:00:00Z"])
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.transfer(id, to: "camille", as: Self.camille, door: .json)
        }
        _ = try await town.bookings.transfer(id, to: "camille", as: Self.admin, door: .json)
        #expect(try await town.booked("zola", "one").organizer.personID == "camille")
    }

    @Test func `who is not invited loses the event and is told`() async throws {
        let town = try await TestTown()
        let event = TestTown.event("one", at: 9).replacingOccurrences(
            of: "ATTENDEE;PARTSTAT=ACCEPTED:mailto:camille@ville.example\n", with: "")
        try await town.put("one", event)
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.transfer(id, to: "admin", as: Self.bruno, door: .json)
        #expect(try await self.event(town, of: TestTown.camille, "one") == nil)
        #expect(try await town.latest("one").method == "CANCEL")
        #expect(try await self.event(town, of: TestTown.admin, "one") != nil)
    }

    @Test func `an event with many guests passes on at once`() async throws {
        let guests = (0..<15).map { Person(id: "g\($0)", name: "G\($0)", addresses: ["g\($0)@ville.example"]) }
        let town = try await TestTown(people: guests)
        try await town.put("one", TestTown.event("one", at: 9, people: guests.map(\.id)))
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.transfer(id, to: "bruno", as: Self.camille, door: .json)
        for guest in guests {
            #expect(try await event(town, of: guest, "one")?.organizer?.normalized == "bruno@ville.example")
        }
    }

    @Test func `an unknown or closed account gets nothing`() async throws {
        var closed = TestTown.agnes
        closed.isDisabled = true
        let town = try await TestTown(people: [closed])
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try await town.booked("jaures", "one").id
        for person in ["agnes", "nobody"] {
            await #expect(throws: SchedulingError.self) {
                _ = try await town.bookings.transfer(id, to: person, as: Self.camille, door: .json)
            }
        }
        #expect(try await town.bookings.transfer(id, to: "camille", as: Self.camille, door: .json).count == 1)
        #expect(try await town.booked("jaures", "one").organizer.personID == "camille")
    }

    @Test func `the bookings of a person who left are listed and pass on`() async throws {
        let town = try await TestTown([TestTown.waitingRoom(), TestTown.room("zola")])
        try await town.put("past", TestTown.event("past", at: 9).replacingOccurrences(of: "202703", with: "202612"))
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("waits", TestTown.event("waits", at: 9))
        try await town.put("weekly", TestTown.event("weekly", at: 9, rooms: ["zola"], more: "RRULE:FREQ=WEEKLY"))
        try town.move(to: "2027-01-01T00:00:00Z")
        let listed = try await town.bookings.futureBookings(of: "camille", as: Self.admin)
        #expect(Set(listed.map(\.booking.uid)) == ["one", "waits", "weekly"])
        #expect(try await town.bookings.futureBookings(of: "camille", as: Self.camille).count == 3)
        // Not for those who only manage the rooms.
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.futureBookings(of: "camille", as: Self.bruno)
        }
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.leave("camille", transferTo: "bruno", as: Self.bruno, door: .json)
        }
        let settled = try await town.bookings.leave("camille", transferTo: "bruno", as: Self.admin, door: .json)
        #expect(settled.count == 3)
        #expect(try await town.bookings.futureBookings(of: "camille", as: Self.admin).isEmpty)
        for uid in ["one", "waits"] { #expect(try await town.booked("jaures", uid).organizer.personID == "bruno") }
        #expect(try await event(town, of: TestTown.camille, "one") == nil)
        let moved = try #require(try await event(town, of: TestTown.bruno, "one"))
        #expect(moved.attendees.contains { $0.address.normalized.hasPrefix("camille") } == false)
        #expect(try await town.booked("jaures", "past").organizer.personID == "camille")
        #expect(try await town.booked("zola", "weekly").decidedThrough != nil)
    }

    @Test func `the bookings of a person who left are released, and those invited are told`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()], people: [TestTown.agnes])
        try await town.put("one", TestTown.event("one", at: 9, people: ["agnes"]))
        try await town.put(
            "two", TestTown.event("two", at: 9).replacingOccurrences(of: "camille", with: "bruno"),
            as: TestTown.bruno)
        let settled = try await town.bookings.leave("camille", transferTo: nil, as: Self.admin, door: .json)
        #expect(settled.map(\.booking.state) == [.cancelled])
        #expect(try await event(town, of: TestTown.camille, "one") == nil)
        #expect(try await town.latest("one", of: TestTown.agnes).method == "CANCEL")
        #expect(try await town.copy("jaures", "one") == nil)
        let audit = try await town.store.withSnapshot { try $0.auditRecords(of: "jaures", limit: 1) }
        #expect(audit.map(\.action) == [.bookingCancelled] && audit.map(\.actor) == ["admin"])
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "two", of: TestTown.bruno) == ["ACCEPTED"])
    }
}
