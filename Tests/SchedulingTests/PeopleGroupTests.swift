import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Groups of people and tasks: what is scheduled besides events with people and rooms. RFC 6638 §3.1, RFC 5545 §3.2.11.
@Suite struct PeopleGroupTests {
    private static let line = "ATTENDEE;CUTYPE=GROUP;PARTSTAT=ACCEPTED:mailto:services@ville.example"

    private func town() async throws -> TestTown {
        let town = try await TestTown()
        let group = PersonGroup(
            id: "services", name: "Services", address: "services@ville.example", members: ["bruno", "camille", "admin"])
        try await town.store.withTransaction(locking: []) { try $0.save(group) }
        return town
    }

    @Test func `a group's members are invited each by themselves`() async throws {
        let town = try await town()
        let result = try await town.put("one", TestTown.event("one", at: 9, rooms: [], more: Self.line))
        let event = try CalendarObject(parsing: Array(result.object.text.utf8))
        let member = try #require(event.attendees.first { $0.address.normalized == "bruno@ville.example" })
        #expect(member.property[parameter: "MEMBER"] == "mailto:services@ville.example")
        #expect(event.attendees.filter { $0.address.normalized == "camille@ville.example" }.count == 1)
        // A group comes to nothing itself.
        let group = try #require(event.attendees.first { $0.cutype == "GROUP" })
        #expect(group.participationStatus == .needsAction)
        #expect(group.scheduleStatus == .delivered)
        for person in [TestTown.bruno, TestTown.admin] {
            let copy = try await PeopleTests.copy(of: person, in: town)
            try await PeopleTests.answer("ACCEPTED", of: person, from: copy, in: town)
        }
        #expect(try await town.answers("admin", in: "one") == ["ACCEPTED"])
        // A client that wrote the group alone, and has not looked since, takes nobody out.
        let renamed = TestTown.event("one", at: 9, rooms: [], more: Self.line)
            .replacingOccurrences(of: "SUMMARY:", with: "SUMMARY:Grande ")
        try await town.put("one", renamed)
        #expect(try await town.answers("bruno", in: "one") == ["ACCEPTED"])
    }

    @Test func `who is taken out of a group's invitation stays out`() async throws {
        let town = try await town()
        let first = try await town.put("one", TestTown.event("one", at: 9, rooms: [], more: Self.line)).object
        var event = try CalendarObject(parsing: Array(first.text.utf8))
        event.updateMain { $0.removeAttendee(["admin@ville.example"]) }
        _ = try await town.calendars.put(
            Array(event.serialized().utf8), name: first.name, in: first.collection,
            if: .init(ifMatch: .oneOf([first.etag])), as: Principal(person: TestTown.camille))
        #expect(try await town.answers("admin", in: "one") == ["absent"])
        #expect(try await PeopleTests.copy(of: TestTown.admin, in: town).text.contains("STATUS:CANCELLED"))
    }

    /// Time is booked by events: a room in a task never keeps what a client wrote for it.
    @Test func `a room accepts no task`() async throws {
        let town = try await TestTown()
        let task = """
            BEGIN:VTODO
            UID:task
            DTSTAMP:20261123T080000Z
            DTSTART:20270302T080000Z
            DUE:20270302T090000Z
            SUMMARY:Ranger
            ORGANIZER:mailto:camille@ville.example
            ATTENDEE;PARTSTAT=ACCEPTED:mailto:jaures@ville.example
            END:VTODO
            """
        for text in [task, task.replacingOccurrences(of: "Ranger", with: "Laver")] {
            let stored = try await town.put("task", text).object
            let object = try CalendarObject(parsing: Array(stored.text.utf8))
            #expect(object.attendees[0].participationStatus == .needsAction)
            #expect(object.attendees[0].scheduleStatus == .refused)
        }
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.booking("jaures", "task") == nil)
        try await town.delete("task")
    }
}
