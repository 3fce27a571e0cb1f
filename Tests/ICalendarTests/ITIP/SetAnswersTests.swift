import CalendarTime
import ICalendar
import Testing

@Suite struct SetAnswersTests {
    /// 10:00 in Paris before and after the clocks go back on 25 October 2026.
    private let summer = Town.at("2026-10-19T08:00:00Z")
    private let winter = Town.at("2026-10-26T09:00:00Z")

    private func answers(_ declined: [Instant]) -> ReplyAnswers {
        ReplyAnswers(
            master: .accepted, instances: declined.map { .init(recurrenceID: $0, status: .declined) })
    }

    @Test func `writes the override of a declined instance in the master's own zone, over a change of the clocks`()
        throws
    {
        let object = try Town.series("SUMMARY:Conseil")
        let result = ITIPBroker.setAnswers(
            answers([summer, winter]), of: [Town.salle], in: object, scheduleStatus: "2.0", context: Town.context())
        #expect(Town.answer(result, of: Town.salle) == "ACCEPTED")
        #expect(result.overrides.count == 2)
        for (index, day) in ["20261019", "20261026"].enumerated() {
            let override = try #require(result.overrides.dropFirst(index).first)
            #expect(override.first("RECURRENCE-ID")?.value == "\(day)T100000")
            #expect(override.first("RECURRENCE-ID")?[parameter: "TZID"] == "Europe/Paris")
            #expect(override.first("DTSTART")?.value == "\(day)T100000")
            #expect(override.first("DTEND")?.value == "\(day)T110000")
            #expect(override.first("RRULE") == nil)
            #expect(override.summary == "Conseil")
            #expect(override.attendee([Town.salle])?.scheduleStatus == .success)
            #expect(override.attendee([Town.bruno])?.participationStatus == .needsAction)
        }
    }

    @Test func `takes an override away that says nothing else any more`() throws {
        let object = try Town.series()
        let context = Town.context()
        let mixed = ITIPBroker.setAnswers(
            answers([winter]), of: [Town.salle], in: object, scheduleStatus: nil, context: context)
        #expect(mixed.overrides.count == 1)
        let plain = ITIPBroker.setAnswers(
            answers([]), of: [Town.salle], in: mixed, scheduleStatus: nil, context: context)
        #expect(plain.overrides.isEmpty)
        #expect(Town.answer(plain, of: Town.salle) == "ACCEPTED")
    }

    @Test func `keeps an override that somebody wrote`() throws {
        var object = try Town.series()
        let context = Town.context()
        object = ITIPBroker.setAnswers(
            answers([winter]), of: [Town.salle], in: object, scheduleStatus: nil, context: context)
        object.updateMain { if $0.first("RECURRENCE-ID") != nil { $0.summary = "Autre sujet" } }
        let result = ITIPBroker.setAnswers(
            answers([]), of: [Town.salle], in: object, scheduleStatus: nil, context: context)
        #expect(Town.answer(result, of: Town.salle, at: "20261026T100000") == "ACCEPTED")
    }

    @Test func `leaves what is cancelled and what is other people's alone`() throws {
        let object = try Town.series("EXDATE;TZID=Europe/Paris:20261026T100000")
        let result = ITIPBroker.setAnswers(
            ReplyAnswers(master: .declined), of: [Town.salle], in: object, scheduleStatus: "", context: Town.context())
        #expect(Town.answer(result, of: Town.bruno) == "NEEDS-ACTION")
        #expect(Town.answer(result, of: Town.salle) == "DECLINED")
        #expect(result.overrides.isEmpty)
    }

    @Test func `finds the room by any of its addresses, in any case`() throws {
        let object = try Town.object(
            Town.vevent(
                "DTSTART:20261201T090000Z", "ATTENDEE;EMAIL=salle@ville.example:urn:uuid:1",
                "ATTENDEE:MAILTO:Jaures@Ville.example"))
        let result = ITIPBroker.setAnswers(
            ReplyAnswers(master: .accepted), of: [Town.salle, "jaures@ville.example"], in: object, scheduleStatus: nil,
            context: Town.context())
        #expect(result.attendees.allSatisfy { $0.participationStatus == .accepted })
        #expect(result.serialized().contains("MAILTO:Jaures@Ville.example"))
    }

    @Test func `follows THISANDFUTURE and the length of an RDATE period`() throws {
        let object = try Town.object(
            Town.vevent(
                "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY;COUNT=5",
                "RDATE;VALUE=PERIOD:20261220T090000Z/PT3H", Town.room),
            Town.vevent(
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T090000Z", "DTSTART:20261203T110000Z",
                "DTEND:20261203T113000Z", Town.room))
        let declined = [Town.at("2026-12-04T09:00:00Z"), Town.at("2026-12-20T09:00:00Z")]
        let result = ITIPBroker.setAnswers(
            answers(declined), of: [Town.salle], in: object, scheduleStatus: nil, context: Town.context())
        let later = result.overrides.first { $0.first("RECURRENCE-ID")?.value == "20261204T090000Z" }
        #expect(later?.first("DTSTART")?.value == "20261204T110000Z")
        #expect(later?.first("DTEND")?.value == "20261204T113000Z")
        #expect(later?.first("RECURRENCE-ID")?[parameter: "RANGE"] == nil)
        let period = result.overrides.first { $0.first("RECURRENCE-ID")?.value == "20261220T090000Z" }
        #expect(period?.first("DURATION")?.value == "PT3H")
        #expect(period?.first("DTEND") == nil)
    }

    @Test(arguments: [
        ([ParticipationStatus.accepted, .accepted, .declined], ParticipationStatus.accepted),
        ([.accepted, .declined], .declined), ([.tentative, .accepted], .tentative), ([.declined], .declined),
    ])
    func `gives the series the most frequent answer, the more cautious one when equal`(
        all: [ParticipationStatus], chosen: ParticipationStatus
    ) {
        let answers = ReplyAnswers.mostFrequent(
            all.enumerated().map { .init(recurrenceID: Instant(seconds: Int64($0.offset)), status: $0.element) })
        #expect(answers.master == chosen)
        #expect(answers.instances.allSatisfy { $0.status != chosen })
        #expect(answers.instances.count == all.filter { $0 != chosen }.count)
    }
}
