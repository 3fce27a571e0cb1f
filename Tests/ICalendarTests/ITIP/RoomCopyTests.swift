import ICalendar
import Testing

@Suite struct RoomCopyTests {
    private func object(_ answer: String) throws -> CalendarObject {
        try Town.object(
            Town.vevent(
                "DTSTART:20261201T090000Z", "SUMMARY:Conseil", "DESCRIPTION:Secret", "ATTACH:https://ville.example/a",
                Town.guests, "ATTENDEE;PARTSTAT=\(answer);SCHEDULE-STATUS=2.0:mailto:\(Town.salle)",
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:\(Town.camille)", "BEGIN:VALARM", "ACTION:DISPLAY",
                "TRIGGER:-PT15M", "DESCRIPTION:x", "END:VALARM"))
    }

    /// RFC 5545 §3.8.2.7.
    @Test(arguments: [
        ("ACCEPTED", "OPAQUE"), ("TENTATIVE", "OPAQUE"), ("DECLINED", "TRANSPARENT"), ("NEEDS-ACTION", "TRANSPARENT"),
    ])
    func `takes time only once the room said yes`(answer: String, transparency: String) throws {
        let copy = ITIPBroker.roomCopy(of: try object(answer), room: [Town.salle])
        #expect(copy.master?.first("TRANSP")?.value == transparency)
    }

    @Test func `a pending answer that does not block takes no time`() throws {
        let copy = ITIPBroker.roomCopy(
            of: try object("TENTATIVE"), room: [Town.salle], form: RoomCopyForm(pendingBlocks: false))
        #expect(copy.master?.transparent == true)
    }

    @Test func `holds no alarms, no attachments and nothing of the organizer's copy`() throws {
        let text = ITIPBroker.roomCopy(of: try object("ACCEPTED"), room: [Town.salle]).serialized()
        for word in ["VALARM", "ATTACH", "SCHEDULE-STATUS"] { #expect(!text.contains(word)) }
        #expect(text.contains("DESCRIPTION:Secret"))
        #expect(text.contains(Town.bruno))
    }

    @Test func `can leave guests and description out`() throws {
        let form = RoomCopyForm(keepsAttendees: false, keepsDescription: false)
        let copy = ITIPBroker.roomCopy(of: try object("ACCEPTED"), room: [Town.salle], form: form)
        #expect(copy.attendees.map(\.address.normalized) == [Town.salle, Town.camille])
        #expect(copy.master?.descriptionText == nil)
    }
}
