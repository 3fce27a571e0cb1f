import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

/// A calendar user has several addresses, and each means them: RFC 6638 §2.4.1, `calendar-user-address-set`.
@Suite struct PeopleAddressTests {
    /// How a client may write the room `jaures`.
    static let forms = [
        "mailto:jaures@ville.example", "MAILTO:Jaures@Ville.Example", "/dav/principals/resources/jaures/",
        "https://agenda.ville.example/dav/principals/resources/jaures/", ResourceURN.text(.resource("jaures")),
        ResourceURN.text(.resource("jaures")).uppercased(),
    ]

    private func event(_ form: String, at hour: Int = 9, _ uid: String = "one") -> String {
        TestTown.event(uid, at: hour, rooms: [], more: "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:" + form)
    }

    private func status(_ form: String, _ stored: StoredObject) throws -> String {
        let object = try CalendarObject(parsing: Array(stored.text.utf8))
        let attendee = object.attendees.first { $0.property.value == form }
        return "\(attendee?.participationStatus.text ?? "absent") \(attendee?.scheduleStatus?.code ?? "")"
    }

    @Test(arguments: forms)
    func `the room books, declines, moves and is freed by whatever address it is named`(form: String) async throws {
        let town = try await TestTown()
        let first = try await town.put("one", event(form))
        #expect(try status(form, first.object) == "ACCEPTED 2.0")
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
        // The client's ACCEPTED means nothing where the room is taken.
        let second = try await town.put("two", event(form, "two"))
        #expect(try status(form, second.object) == "DECLINED 2.0")
        let moved = try await town.put("two", event(form, at: 11, "two"))
        #expect(try status(form, moved.object) == "ACCEPTED 2.0")
        // The same room under its mail address is the same booking.
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures").count == 2)
        try await town.delete("one")
        try await town.delete("two")
        #expect(try await town.busy("jaures") == [])
    }

    /// RFC 6638 §3.2.9: 3.7 where nobody has the address; and nobody can have accepted.
    @Test(arguments: [
        "mailto:perdue@ville.example", "urn:uuid:00000000-0000-8000-8000-000000000000",
        "urn:uuid:00000000-0000-4000-8000-000000000000", "/dav/principals/resources/perdue/",
    ])
    func `a room that nobody has never keeps an acceptance`(form: String) async throws {
        let town = try await TestTown()
        #expect(try status(form, try await town.put("one", event(form)).object) == "NEEDS-ACTION 3.7")
        // Neither when the client says so again.
        let again = event(form).replacingOccurrences(of: "SUMMARY:", with: "SUMMARY:Encore ")
        #expect(try status(form, try await town.put("one", again).object).hasPrefix("NEEDS-ACTION"))
    }

    @Test(arguments: ["/dav/principals/people/camille/", ResourceURN.text(.person("camille"))])
    func `an organizer and an attendee may be named by their principal`(form: String) async throws {
        let town = try await TestTown()
        let event = TestTown.event("one", at: 9, people: ["bruno"])
            .replacingOccurrences(of: "ORGANIZER:mailto:camille@ville.example", with: "ORGANIZER:" + form)
            .replacingOccurrences(of: "ACCEPTED:mailto:camille@ville.example", with: "ACCEPTED:" + form)
        try await town.put("one", event)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        let copy = try await PeopleTests.copy(of: TestTown.bruno, in: town)
        try await PeopleTests.answer("ACCEPTED", of: TestTown.bruno, from: copy, in: town)
        #expect(try await town.answers("bruno", in: "one") == ["ACCEPTED"])
    }
}
