import CalendarTime
import ICalendar
import Testing

@Suite struct MergeTests {
    private func stored() throws -> CalendarObject {
        let answers = ReplyAnswers(
            master: .accepted, instances: [.init(recurrenceID: Town.at("2026-10-26T09:00:00Z"), status: .declined)])
        return ITIPBroker.setAnswers(
            answers, of: [Town.salle], in: try Town.series("SUMMARY:Conseil"), scheduleStatus: "2.0",
            context: Town.context())
    }

    /// RFC 6638 §3.2.10.
    @Test func `a stale put reverts no answer and brings the declined date back with the new title`() throws {
        let stale = try Town.series("SUMMARY:Autre")
        let merged = ITIPBroker.mergingReplies(
            from: try stored(), into: stale, writers: Town.organizer, context: Town.context())
        #expect(Town.answer(merged, of: Town.salle) == "ACCEPTED")
        #expect(Town.answer(merged, of: Town.salle, at: "20261026T100000") == "DECLINED")
        #expect(merged.overrides.first?.summary == "Autre")
        #expect(merged.master?.attendee([Town.salle])?.scheduleStatus == .success)
        #expect(Town.answer(merged, of: Town.bruno) == "NEEDS-ACTION")
    }

    @Test func `a reschedule takes no old answer over`() throws {
        var moved = try Town.series("SUMMARY:Conseil")
        moved.updateMain { $0.set("RRULE", value: "FREQ=WEEKLY;COUNT=6;INTERVAL=2") }
        let merged = ITIPBroker.mergingReplies(
            from: try stored(), into: moved, writers: Town.organizer, context: Town.context())
        #expect(merged == moved)
    }

    @Test func `a date that the organizer took out does not come back`() throws {
        let without = try Town.series("SUMMARY:Conseil", "EXDATE;TZID=Europe/Paris:20261026T100000")
        let merged = ITIPBroker.mergingReplies(
            from: try stored(), into: without, writers: Town.organizer, context: Town.context())
        #expect(merged.overrides.isEmpty)
        #expect(Town.answer(merged, of: Town.salle) == "ACCEPTED")
    }

    @Test func `a new exception at the same time keeps the answer to the series`() throws {
        var new = try stored()
        new.updateMain { if $0.first("RECURRENCE-ID") == nil { $0.summary = "Autre" } }
        var override = try #require(new.overrides.first)
        override.set("RECURRENCE-ID", value: "20261019T100000", parameters: [CalendarParameter("TZID", "Europe/Paris")])
        override.set("DTSTART", value: "20261019T100000", parameters: [CalendarParameter("TZID", "Europe/Paris")])
        override.set("DTEND", value: "20261019T110000", parameters: [CalendarParameter("TZID", "Europe/Paris")])
        new.main.append(override)
        let merged = ITIPBroker.mergingReplies(
            from: try stored(), into: new, writers: Town.organizer, context: Town.context())
        #expect(Town.answer(merged, of: Town.salle, at: "20261019T100000") == "ACCEPTED")
    }

    @Test func `the writer's own answer is theirs`() throws {
        var mine = try stored()
        mine.updateMain { $0.setAttendee(address: Town.bruno, partstat: .accepted) }
        let merged = ITIPBroker.mergingReplies(
            from: try stored(), into: mine, writers: [Town.bruno], context: Town.context())
        #expect(Town.answer(merged, of: Town.bruno) == "ACCEPTED")
    }
}
