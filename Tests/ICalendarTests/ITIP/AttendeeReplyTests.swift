import CalendarTime
import ICalendar
import Testing

@Suite struct AttendeeReplyTests {
    private let bruno: Set<String> = [Town.bruno]

    private func change(_ edit: (inout CalendarComponent) -> Void) throws -> AttendeeChange {
        let old = try Town.series("SUMMARY:Conseil", "DESCRIPTION:Ordre du jour")
        var new = old
        new.updateMain(edit)
        return try ITIPBroker.attendeeReply(from: old, to: new, attendee: bruno, context: Town.context())
    }

    /// RFC 6638 §3.2.2.1, §3.2.4.4.
    @Test(arguments: [
        ("SUMMARY", "Autre"), ("LOCATION", "Ailleurs"), ("DESCRIPTION", ""), ("RRULE", "FREQ=DAILY"),
        ("RDATE", "20261224T090000Z"), ("STATUS", "TENTATIVE"), ("DURATION", "PT2H"),
    ])
    func `refuses a change of what is the organizer's`(name: String, value: String) throws {
        #expect(throws: ITIPError.self) {
            _ = try change { component in
                if name == "DURATION" { component.remove("DTEND") }
                component.set(name, value: value)
            }
        }
    }

    /// RFC 6638 §3.2.2.1.
    @Test(arguments: [
        ("TRANSP", "TRANSPARENT"), ("CATEGORIES", "Travail"), ("X-MOZ-LASTACK", "1"), ("PERCENT-COMPLETE", "40"),
        ("DURATION", "PT1H"), ("COMMENT", "Bonjour"), ("LAST-MODIFIED", "20261123T090000Z"),
    ])
    func `lets an attendee change their own, and sends nothing for it`(name: String, value: String) throws {
        let result = try change { component in
            if name == "DURATION" { component.remove("DTEND") }
            component.set(name, value: value)
        }
        #expect(result.messages.isEmpty)
    }

    @Test func `names the instance and the property that are not theirs`() throws {
        let old = try Town.series()
        var new = old
        new.main.append(
            CalendarComponent(
                "VEVENT",
                properties: (old.master?.properties ?? []).filter { !["RRULE", "DTSTART", "DTEND"].contains($0.name) }
                    + [
                        CalendarProperty("RECURRENCE-ID", value: "20261026T090000Z"),
                        CalendarProperty("DTSTART", value: "20261026T120000Z"),
                        CalendarProperty("DTEND", value: "20261026T130000Z"),
                    ]))
        let refusal = ITIPError.attendeeChangeNotAllowed(
            property: "DTSTART", recurrenceID: Town.at("2026-10-26T09:00:00Z"))
        #expect(throws: refusal) {
            _ = try ITIPBroker.attendeeReply(from: old, to: new, attendee: bruno, context: Town.context())
        }
    }

    @Test func `an organizer served by a client gets nothing from the server`() throws {
        var old = try Town.series()
        old.updateMain { component in
            guard var organizer = component.first("ORGANIZER") else { return }
            organizer[parameter: "SCHEDULE-AGENT"] = "CLIENT"
            component.set(organizer)
        }
        var new = old
        new.updateMain { $0.setAttendee(address: Town.bruno, partstat: .accepted) }
        let result = try ITIPBroker.attendeeReply(from: old, to: new, attendee: bruno, context: Town.context())
        #expect(result.messages.isEmpty)
    }

    @Test func `a declined or cancelled copy is deleted in silence`() throws {
        var declined = try Town.series()
        declined.updateMain { $0.setAttendee(address: Town.bruno, partstat: .declined) }
        let cancelled = try Town.series("STATUS:CANCELLED")
        for old in [declined, cancelled] {
            let result = try ITIPBroker.attendeeReply(from: old, to: nil, attendee: bruno, context: Town.context())
            #expect(result.messages.isEmpty)
        }
    }
}
