import CalendarTime
import ICalendar
import Testing

@Suite struct OrganizerMessagesTests {
    private func change(_ old: CalendarObject?, _ new: CalendarObject?) throws -> OrganizerChange {
        try ITIPBroker.organizerMessages(from: old, to: new, organizer: Town.organizer, context: Town.context())
    }

    private func recipients(_ change: OrganizerChange) -> [String] {
        change.messages.map { "\($0.method.rawValue) \($0.recipient.normalized)" }
    }

    @Test func `an event without guests sends nothing`() throws {
        let alone = try Town.object(
            Town.vevent("DTSTART:20261201T090000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:Camille@Ville.example"))
        #expect(try change(nil, alone).messages.isEmpty)
        #expect(try change(alone, nil).messages.isEmpty)
    }

    @Test(arguments: [
        "CREATED:20261123T080000Z", "X-MOZ-GENERATION:4", "TRANSP:OPAQUE", "PRIORITY:0", "CLASS:PUBLIC",
        "STATUS:CONFIRMED", "LAST-MODIFIED:20261123T080000Z", "SEQUENCE:0",
    ])
    func `what nobody can see sends nothing`(line: String) throws {
        let old = try Town.series()
        let result = try change(old, try Town.series(line))
        #expect(result.messages.isEmpty)
    }

    @Test(arguments: ["SUMMARY:Autre", "LOCATION:Ailleurs", "DESCRIPTION:Texte", "TRANSP:TRANSPARENT", "CLASS:PRIVATE"])
    func `a change of text tells everybody and asks nobody`(line: String) throws {
        let result = try change(try Town.series(), try Town.series(line))
        #expect(recipients(result) == ["REQUEST \(Town.bruno)", "REQUEST \(Town.salle)"])
        #expect(result.messages.allSatisfy { !$0.significant })
        #expect(result.object?.sequence == 0)
    }

    @Test(arguments: [
        ("RRULE", "FREQ=WEEKLY;COUNT=9", true), ("RDATE", "20261224T090000Z", true), ("STATUS", "TENTATIVE", false),
    ])
    func `a change of the recurrence raises SEQUENCE`(name: String, value: String, asks: Bool) throws {
        let old = try Town.series()
        var new = old
        new.updateMain { $0.set(name, value: value) }
        let result = try change(old, new)
        #expect(result.object?.sequence == 1)
        #expect(result.messages.allSatisfy { $0.sequence == 1 && $0.significant == asks })
        #expect(result.messages.count == 2)
    }

    /// Who is invited to one date alone has left no series: sent again without SEQUENCE, the event is the same (I4).
    @Test func `an event sent again stays as it is, also where somebody is invited to one date alone`() throws {
        let sent = try Town.object(
            Town.vevent(
                "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY;COUNT=4",
                "ATTENDEE:mailto:\(Town.bruno)"),
            Town.vevent(
                "RECURRENCE-ID:20261202T090000Z", "DTSTART:20261202T090000Z", "DTEND:20261202T100000Z",
                "ATTENDEE:mailto:\(Town.bruno)", "ATTENDEE:mailto:\(Town.salle)"))
        var stored = sent
        stored.updateMain { $0.sequence = $0.first("RECURRENCE-ID") == nil ? 1 : 2 }
        let result = try change(stored, sent)
        #expect(result.messages.isEmpty)
        #expect(result.object?.main.map(\.sequence) == [1, 2])
    }

    @Test func `a longer series keeps the answers of exceptions that did not move`() throws {
        let context = Town.context()
        let declined = ReplyAnswers(
            master: .accepted, instances: [.init(recurrenceID: Town.at("2026-10-26T09:00:00Z"), status: .declined)])
        let old = ITIPBroker.setAnswers(
            declined, of: [Town.salle], in: try Town.series(), scheduleStatus: "2.0", context: context)
        var new = old
        new.updateMain { if $0.first("RRULE") != nil { $0.set("RRULE", value: "FREQ=WEEKLY;COUNT=9") } }
        let result = try #require(try change(old, new).object)
        #expect(Town.answer(result, of: Town.salle) == "NEEDS-ACTION")
        #expect(Town.answer(result, of: Town.salle, at: "20261026T100000") == "DECLINED")
    }

    @Test func `overrides that only hold an answer are no change`() throws {
        let plain = try Town.series()
        let answered = ITIPBroker.setAnswers(
            ReplyAnswers(
                master: .accepted,
                instances: [.init(recurrenceID: Town.at("2026-10-26T09:00:00Z"), status: .declined)]),
            of: [Town.salle], in: plain, scheduleStatus: "2.0", context: Town.context())
        #expect(try change(plain, answered).messages.isEmpty)
        #expect(try change(answered, plain).messages.isEmpty)
    }

    @Test func `an object deleted with answers cancels the series once for each guest`() throws {
        let result = try change(try Town.series("SEQUENCE:3"), nil)
        #expect(recipients(result) == ["CANCEL \(Town.bruno)", "CANCEL \(Town.salle)"])
        #expect(result.messages.allSatisfy { $0.sequence == 4 && $0.object.main.count == 1 })
        #expect(result.object == nil)
    }

    /// RFC 6638 §7.3.
    @Test func `messages carry no answers' bookkeeping and no alarms`() throws {
        let new = try Town.object(
            Town.vevent(
                "DTSTART:20261201T090000Z",
                "ATTENDEE;SCHEDULE-STATUS=1.2;X-CRENEAU-ANSWERED=20261101T080000Z:mailto:b@x",
                "ATTENDEE;SCHEDULE-AGENT=SERVER;SCHEDULE-FORCE-SEND=REQUEST:mailto:a@x", "BEGIN:VALARM",
                "ACTION:DISPLAY", "TRIGGER:-PT15M", "DESCRIPTION:x", "END:VALARM"))
        let result = try change(nil, new)
        for message in result.messages {
            let text = message.object.serialized()
            for word in ["SCHEDULE-", "X-CRENEAU", "VALARM"] { #expect(!text.contains(word)) }
            #expect(text.contains("METHOD:REQUEST"))
        }
        #expect(result.messages.count == 2)
        #expect(result.object?.serialized().contains("FORCE-SEND") == false)
    }

    @Test func `another spelling of an address is the same guest`() throws {
        let old = try Town.object(Town.vevent("DTSTART:20261201T090000Z", "ATTENDEE:mailto:salle@ville.example"))
        let new = try Town.object(Town.vevent("DTSTART:20261201T090000Z", "ATTENDEE:MAILTO:Salle@Ville.EXAMPLE"))
        #expect(try change(old, new).messages.isEmpty)
    }

    @Test func `an alias of the same person may take the organizer's place`() throws {
        let old = try Town.series()
        var new = old
        new.updateMain { $0.set("ORGANIZER", value: "mailto:c.martin@ville.example") }
        let both: Set<String> = [Town.camille, "c.martin@ville.example"]
        let result = try ITIPBroker.organizerMessages(
            from: old, to: new, organizer: both, context: Town.context())
        #expect(result.messages.isEmpty)
        #expect(throws: ITIPError.self) { _ = try change(old, new) }
    }

    @Test func `whoever acts for the organizer by SENT-BY may write`() throws {
        var object = try Town.series()
        object.updateMain { component in
            guard var organizer = component.first("ORGANIZER") else { return }
            organizer[parameter: "SENT-BY"] = "mailto:assistante@ville.example"
            component.set(organizer)
        }
        let result = try ITIPBroker.organizerMessages(
            from: nil, to: object, organizer: ["assistante@ville.example"], context: Town.context())
        #expect(result.messages.count == 2)
        #expect(throws: ITIPError.self) {
            _ = try ITIPBroker.organizerMessages(
                from: nil, to: object, organizer: [Town.bruno], context: Town.context())
        }
    }
}

@Suite struct LargeInvitationTests {
    /// Near the largest object that is stored: many guests in many exceptions. The limit on work is 1 s per input
    /// (QUALITY.md); what grows with guests times exceptions times guests would run for minutes here.
    @Test func `many guests in many exceptions cost one look at each line`() throws {
        let guests = (0..<100).map { "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:guest\($0)@ville.example" }
        var components = [
            Town.vevent("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY;COUNT=60")
        ]
        let days = (1...40).map { Town.at("2026-12-01T09:00:00Z").adding(Int64($0) * 86_400).icalendarUTC }
        components += days.map { Town.vevent("RECURRENCE-ID:\($0)", "DTSTART:\($0)", "SUMMARY:Exception") }
        let lines = components.flatMap { component in component.dropLast() + guests + ["END:VEVENT"] }
        let old = try ITIPScriptPlayer.object(lines)
        var new = old
        new.updateMain { $0.location = "Ailleurs" }
        let result = try ITIPBroker.organizerMessages(
            from: old, to: new, organizer: Town.organizer, context: Town.context())
        #expect(result.messages.count == 100)
        #expect(result.messages.allSatisfy { $0.object == result.messages.first?.object })
    }
}
