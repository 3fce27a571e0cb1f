import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

/// A manager's own events in a room's calendar, by PUT: RFC 4791 §5.3.2, decided as RFC 6638 §3.2.1 says.
@Suite struct ManagerEventTests {
    private static let home = CollectionID.calendar(of: .resource("jaures"))

    /// An event without anybody, as a client makes it in a calendar that it may write to.
    private static func event(_ uid: String, at hour: Int, _ more: String = "") -> String {
        let lines = TestTown.event(uid, at: hour, rooms: []).split(separator: "\n").filter {
            !$0.hasPrefix("ORGANIZER") && !$0.hasPrefix("ATTENDEE")
        }
        return (lines.dropLast() + [Substring(more), "END:VEVENT"]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    @discardableResult
    private func put(
        _ name: String, _ event: String, as person: Person = TestTown.bruno, in town: TestTown,
        if preconditions: WritePreconditions = .init()
    ) async throws -> PutResult {
        let text =
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n"
            + event.split(separator: "\n").joined(separator: "\r\n") + "\r\nEND:VCALENDAR\r\n"
        return try await town.calendars.put(
            Array(text.utf8), name: name, in: Self.home, if: preconditions, as: Principal(person: person))
    }

    @Test func `a new event is the manager's booking, under the name that the client gave`() async throws {
        let town = try await TestTown()
        let result = try await put("mine.ics", Self.event("mine", at: 9), in: town)
        #expect(result.created)
        #expect(!result.storedAsSent)
        #expect(result.object.name == "mine.ics")
        #expect(result.object.text.contains("PARTSTAT=ACCEPTED"))
        #expect(try await town.booking("jaures", "mine")?.organizer.personID == "bruno")
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
        let own = try await PeopleTests.copy(of: TestTown.bruno, in: town)
        #expect(own.text.contains("ORGANIZER;CN=Bruno Petit:mailto:bruno@ville.example"))
        #expect(try PeopleTests.participation(own.text) == ["jaures ACCEPTED"])
    }

    @Test func `the engine decides for managers too`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let result = try await put("mine.ics", Self.event("mine", at: 9), in: town)
        #expect(result.object.text.contains("PARTSTAT=DECLINED"))
        #expect(result.object.text.contains("TRANSP:TRANSPARENT"))
        #expect(try await town.busy("jaures").count == 1)
    }

    @Test func `a change of time and title there moves the booking`() async throws {
        let town = try await TestTown()
        let people = "ORGANIZER:mailto:bruno@ville.example\nATTENDEE:mailto:camille@ville.example"
        try await put("mine.ics", Self.event("mine", at: 9, people), in: town)
        let copy = try await town.calendars.object("mine.ics", in: Self.home, as: Principal(person: TestTown.bruno))
        let moved = copy.text.replacingOccurrences(of: "T090000", with: "T140000")
            .replacingOccurrences(of: "T100000", with: "T150000")
            .replacingOccurrences(of: "Réunion mine", with: "Ménage")
        _ = try await town.calendars.put(
            Array(moved.utf8), name: "mine.ics", in: Self.home, if: .init(ifMatch: .oneOf([copy.etag])),
            as: Principal(person: TestTown.bruno))
        #expect(try await town.busy("jaures") == ["2027-03-02T13:00:00Z/2027-03-02T14:00:00Z"])
        #expect(try await town.booking("jaures", "mine")?.title == "Ménage")
        let own = try await PeopleTests.copy(of: TestTown.bruno, in: town)
        #expect(own.text.contains("SUMMARY:Ménage"))
        #expect(try PeopleTests.participation(own.text) == ["camille NEEDS-ACTION", "jaures ACCEPTED"])
        #expect(try await PeopleTests.copy(of: TestTown.camille, in: town).text.contains("T140000"))
    }

    @Test func `somebody else's event and somebody else's name stay theirs`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let manager = Principal(person: TestTown.bruno)
        let copy = try #require(try await town.calendars.objects(in: Self.home, names: nil, as: manager).first)
        let moved = copy.text.replacingOccurrences(of: "T090000", with: "T080000")
        await #expect(throws: SchedulingError.self) {
            try await town.calendars.put(
                Array(moved.utf8), name: copy.name, in: Self.home, if: .init(), as: manager)
        }
        let inAnothersName = Self.event("two", at: 14, "ORGANIZER:mailto:camille@ville.example")
        await #expect(throws: SchedulingError.self) { try await put("two.ics", inAnothersName, in: town) }
        await #expect(throws: SchedulingError.self) {
            try await put("three.ics", Self.event("three", at: 16), as: TestTown.camille, in: town)
        }
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
    }

    @Test func `a name, a UID and a precondition are taken as everywhere`() async throws {
        let town = try await TestTown()
        try await put("mine.ics", Self.event("mine", at: 9), in: town)
        await #expect(throws: SchedulingError.self) { try await put("other.ics", Self.event("mine", at: 9), in: town) }
        await #expect(throws: SchedulingError.self) {
            try await put("new.ics", Self.event("new", at: 12), in: town, if: .init(ifMatch: .any))
        }
        let task = "BEGIN:VTODO\nUID:task\nDTSTAMP:20261123T080000Z\nSUMMARY:Ranger\nEND:VTODO"
        await #expect(throws: SchedulingError.self) { try await put("task.ics", task, in: town) }
        #expect(try await town.busy("jaures").count == 1)
    }

    /// RFC 9110 §9.2.2: PUT is idempotent.
    @Test(arguments: ["", "ORGANIZER:mailto:jaures@ville.example"])
    func `a new event that is put twice is one booking`(organizer: String) async throws {
        let town = try await TestTown()
        let first = try await put("mine.ics", Self.event("mine", at: 9, organizer), in: town)
        let booking = try await town.booking("jaures", "mine")
        let again = try await put("mine.ics", Self.event("mine", at: 9, organizer), in: town)
        #expect(!again.created && !again.storedAsSent)
        #expect(again.object.etag == first.object.etag)
        #expect(try await town.booking("jaures", "mine") == booking)
        // A change in the same form is one of their own event.
        try await put("mine.ics", Self.event("mine", at: 14, organizer), in: town)
        #expect(try await town.busy("jaures") == ["2027-03-02T13:00:00Z/2027-03-02T14:00:00Z"])
    }
}
