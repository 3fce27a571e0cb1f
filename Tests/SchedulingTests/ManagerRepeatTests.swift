import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

/// A manager's PUT that changes no answer changes nothing and is no mistake: RFC 9110 §9.2.2 (PUT is idempotent), RFC
/// 4791 §5.3.4 (no entity tag where the stored octets are not the sent ones).
@Suite struct ManagerRepeatTests {
    private static func answered(_ text: String, _ status: String) -> String {
        guard var object = try? CalendarObject(parsing: Array(text.utf8)) else { return "" }
        object.updateMain { component in
            component.updateAttendee(["jaures@ville.example"]) { $0[parameter: "PARTSTAT"] = status }
        }
        return object.serialized()
    }

    /// The copy with one date refused.
    private static func refusingOne(_ text: String) -> String {
        guard var object = try? CalendarObject(parsing: Array(text.utf8)), var instance = object.master else {
            return ""
        }
        let zone = [CalendarParameter("TZID", "Europe/Paris")]
        instance.remove("RRULE")
        instance.set("RECURRENCE-ID", value: "20270309T090000", parameters: zone)
        instance.set("DTSTART", value: "20270309T090000", parameters: zone)
        instance.set("DTEND", value: "20270309T100000", parameters: zone)
        instance.setAttendee(address: "jaures@ville.example", partstat: .declined, scheduleStatus: nil)
        instance.append(CalendarProperty(text: "COMMENT", "Peinture"))
        object.main.append(instance)
        return object.serialized()
    }

    private func expectNothing(
        of put: () async throws -> PutResult, in town: TestTown, member: StoredObject
    ) async throws {
        let booking = try await town.booked("jaures", member.uid)
        let inbox = try await town.inbox(of: TestTown.camille).count
        let before = try #require(try await town.copy("jaures", member.uid))
        let result = try await put()
        #expect(!result.created && !result.storedAsSent)
        #expect(try await town.copy("jaures", member.uid) == before)
        #expect(try await town.booked("jaures", member.uid) == booking)
        #expect(try await town.inbox(of: TestTown.camille).count == inbox)
    }

    @Test(arguments: ["one date", "ACCEPTED", "DECLINED"])
    func `the same answer sent again changes nothing`(answer: String) async throws {
        let town = try await TestTown([answer == "one date" ? TestTown.room("jaures") : TestTown.askedRoom()])
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4"))
        let member = try #require(try await town.copy("jaures", "weekly"))
        let text = answer == "one date" ? Self.refusingOne(member.text) : Self.answered(member.text, answer)
        try await town.putBack(member) { _ in text }
        for _ in 0..<2 {
            try await expectNothing(of: { try await town.putBack(member) { _ in text } }, in: town, member: member)
        }
    }

    @Test(arguments: [
        "X-MOZ-LASTACK:20261123T090000Z", "CATEGORIES:Ménage", "COMMENT:Vu",
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM",
    ])
    func `what is the manager's own changes no answer`(line: String) async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let member = try #require(try await town.copy("jaures", "one"))
        let text = member.text.replacingOccurrences(of: "END:VEVENT", with: line + "\r\nEND:VEVENT")
            .replacingOccurrences(of: "DTSTAMP:2026", with: "DTSTAMP:2025")
        try await expectNothing(of: { try await town.putBack(member) { _ in text } }, in: town, member: member)
    }

    /// RFC 6638 §7.1: SCHEDULE-AGENT is for those whom the server does not answer for.
    @Test func `an answer counts whatever a client wrote about who sends it`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let member = try #require(try await town.copy("jaures", "one"))
        try await town.putBack(member) { text in
            Self.answered(text, "ACCEPTED").replacingOccurrences(
                of: "ORGANIZER", with: "ORGANIZER;SCHEDULE-AGENT=CLIENT")
        }
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
    }

    @Test func `the same answer sent again from the inbox is no second one`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let request = try #require(try await town.requests().first)
        let text = Self.answered(request.text, "ACCEPTED")
        try await town.putBack(request) { _ in text }
        try await expectNothing(of: { try await town.putBack(request) { _ in text } }, in: town, member: request)
        // Another word is another matter.
        await #expect(throws: SchedulingError.self) {
            try await town.putBack(request) { Self.answered($0, "DECLINED") }
        }
    }
}
