import CalendarTime
import ICalendar
import Testing

@Suite struct ReplyTests {
    @Test func `echoes organizer and attendee byte for byte`() throws {
        let request = try Town.object(
            [
                "BEGIN:VEVENT", "UID:one", "DTSTAMP:20261120T080000Z", "SEQUENCE:4", "DTSTART:20261201T090000Z",
                "ORGANIZER;CN=\"Martin, Camille\";X-A=b:MAILTO:Camille@Ville.example",
                "ATTENDEE;CN=Salle;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:MAILTO:Salle%40ville.example", "END:VEVENT",
            ], method: "REQUEST")
        let replies = ITIPBroker.reply(
            to: request, attendee: CalendarAddress("mailto:salle@ville.example"),
            answers: ReplyAnswers(master: .declined, comment: "Occupé, hélas; désolée"), context: Town.context())
        #expect(replies.count == 1)
        let reply = try #require(replies.first)
        let component = try #require(reply.object.master)
        #expect(reply.method == .reply)
        #expect(reply.object.method == "REPLY")
        #expect(component.first("ORGANIZER") == request.master?.first("ORGANIZER"))
        let attendee = try #require(component.first("ATTENDEE"))
        #expect(attendee.value == "MAILTO:Salle%40ville.example")
        #expect(attendee[parameter: "PARTSTAT"] == "DECLINED")
        #expect(component.sequence == 4)
        #expect(component.first("DTSTAMP")?.value == "20261123T080000Z")
        #expect(component.first("COMMENT")?.text == "Occupé, hélas; désolée")
        #expect(component.first("REQUEST-STATUS")?.value == "2.0;Success")
        #expect(component.all("ATTENDEE").count == 1)
    }

    @Test func `makes one reply for the series and one for each date that differs`() throws {
        let request = try Town.series()
        let declined = [Town.at("2026-10-19T08:00:00Z"), Town.at("2026-10-26T09:00:00Z")]
        let replies = ITIPBroker.reply(
            to: request, attendee: CalendarAddress("mailto:salle@ville.example"),
            answers: ReplyAnswers(
                master: .accepted, instances: declined.map { .init(recurrenceID: $0, status: .declined) }),
            context: Town.context())
        #expect(
            replies.map { $0.object.main.first?.first("RECURRENCE-ID")?.value } == [
                nil, "20261019T100000", "20261026T100000",
            ])
        #expect(replies.allSatisfy { $0.object.main.count == 1 && $0.recipient.normalized == Town.camille })
    }

    @Test func `answers an exception by itself, because not every organizer takes the series' answer for it`() throws {
        let request = try Town.object(
            Town.vevent("DTSTART:20261201T090000Z", "RRULE:FREQ=DAILY;COUNT=3", Town.room),
            Town.vevent("RECURRENCE-ID:20261202T090000Z", "DTSTART:20261202T140000Z", Town.room))
        let replies = ITIPBroker.reply(
            to: request, attendee: CalendarAddress("mailto:salle@ville.example"),
            answers: ReplyAnswers(master: .accepted), context: Town.context())
        #expect(replies.map { $0.object.main.first?.first("RECURRENCE-ID")?.value } == [nil, "20261202T090000Z"])
        #expect(replies.allSatisfy { $0.object.attendees.first?.participationStatus == .accepted })
    }

    @Test func `brings only the zones along that it uses`() throws {
        let zone = [
            "BEGIN:VTIMEZONE", "TZID:Salle", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100",
            "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE",
        ]
        let unused = zone.map { $0.replacing("Salle", with: "Autre") }
        let request = try Town.object(zone, unused, Town.vevent("DTSTART;TZID=Salle:20261201T100000", Town.room))
        let reply = ITIPBroker.reply(
            to: request, attendee: CalendarAddress("mailto:salle@ville.example"),
            answers: ReplyAnswers(master: .accepted), context: Town.context()
        ).first
        let zones = reply?.object.calendar.components(named: "VTIMEZONE").compactMap { $0.first("TZID")?.value }
        #expect(zones == ["Salle"])
    }
}
