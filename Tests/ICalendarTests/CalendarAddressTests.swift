import ICalendar
import Testing

@Suite struct CalendarAddressTests {
    @Test(arguments: [
        ("mailto:salle@ville.example", "salle@ville.example"),
        ("MAILTO:Salle-Jaures@Ville.Example", "salle-jaures@ville.example"),
        (" Mailto: salle@ville.example ", "salle@ville.example"),
        ("mailto:jos%C3%A9@ville.example", "josé@ville.example"),
        ("mailto:a%40b@ville.example", "a@b@ville.example"),
        ("mailto:salle@ville.example?subject=x", "salle@ville.example"),
        ("Salle@Ville.Example", "salle@ville.example"),
        ("urn:uuid:0A1B2C3D-0000-0000-0000-000000000000", "urn:uuid:0a1b2c3d-0000-0000-0000-000000000000"),
        ("/dav/principals/rooms/salle%20jaures/", "/dav/principals/rooms/salle jaures/"),
        ("mailto:a%0Ab@ville.example", "a%0ab@ville.example"),
        ("mailto:a%FF@ville.example", "a%ff@ville.example"), ("mailto:50%", "50%"), ("", ""),
    ])
    func `addresses are compared in one form`(raw: String, normalized: String) {
        let address = CalendarAddress(raw)
        #expect(address.normalized == normalized)
        #expect(address.raw == raw)
    }

    @Test func `the EMAIL parameter counts where the value is no mail address`() {
        let path = CalendarAddress("urn:uuid:1", email: "Salle@Ville.Example")
        #expect(path.normalized == "salle@ville.example")
        #expect(path.uri == "urn:uuid:1")
        #expect(path.matches(["urn:uuid:1"]))
        #expect(CalendarAddress("mailto:a@ville.example", email: "b@ville.example").normalized == "a@ville.example")
        #expect(CalendarAddress("urn:uuid:1", email: "no address").normalized == "urn:uuid:1")
    }

    @Test func `an attendee's parameters have their defaults`() {
        let attendee = Attendee(CalendarProperty("ATTENDEE", value: "mailto:a@ville.example"))
        #expect(attendee.participationStatus == .needsAction)
        #expect(attendee.role == "REQ-PARTICIPANT")
        #expect(attendee.cutype == "INDIVIDUAL")
        #expect(!attendee.rsvp)
        #expect(attendee.scheduleAgent == .server)
        #expect(attendee.scheduleStatus == nil)
    }

    @Test func `an attendee's parameters are read in any case`() throws {
        let line =
            "ATTENDEE;partstat=accepted;Role=non-participant;cutype=room;rsvp=true;SCHEDULE-AGENT=client:mailto:a@b.example"
        let attendee = try #require(CalendarObject(parsing: event(line)).attendees.first)
        #expect(attendee.participationStatus == .accepted)
        #expect(attendee.role == "NON-PARTICIPANT")
        #expect(attendee.cutype == "ROOM")
        #expect(attendee.rsvp)
        #expect(attendee.scheduleAgent == .client)
    }
}
