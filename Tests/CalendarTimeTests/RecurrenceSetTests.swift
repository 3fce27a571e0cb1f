import CalendarTime
import Testing

@Suite struct RecurrenceSetTests {
    let paris: ZoneRules
    let hour = EventLength.duration(EventDuration(seconds: 3600))

    init() throws {
        // The rules of Europe/Paris as they have been since 1996.
        paris = try ZoneRules(tzif: TZifBytes.file(footer: "CET-1CEST,M3.5.0,M10.5.0/3"), identifier: "Test/Paris")
    }

    private func zoned(_ text: String) throws -> EventTime {
        .zoned(try #require(CivilDateTime(icalendar: text)), paris)
    }

    private func date(_ text: String) throws -> EventTime { .date(try #require(CivilDate(icalendar: text))) }

    private func series(_ start: EventTime, _ rules: String..., length: EventLength? = nil) throws -> RecurrenceSet {
        RecurrenceSet(
            start: start, length: length ?? hour, rules: try rules.map { try RecurrenceRule(parsing: $0) }, zone: paris)
    }

    private func locals(_ set: RecurrenceSet, _ count: Int = 20) -> [String] {
        set.first(count).map { paris.civil(at: $0.range.start).icalendar }
    }

    private func starts(_ set: RecurrenceSet, _ count: Int = 20) -> [String] {
        set.first(count).map { $0.range.start.icalendarUTC }
    }

    @Test func `keeps the wall clock over a change of offset`() throws {
        let set = try series(zoned("20270322T090000"), "FREQ=WEEKLY;COUNT=2")
        #expect(starts(set) == ["20270322T080000Z", "20270329T070000Z"])
    }

    @Test func `moves an instance out of the gap and reads a fold as the first time`() throws {
        let gap = try series(zoned("20270327T023000"), "FREQ=DAILY;COUNT=3")
        #expect(starts(gap) == ["20270327T013000Z", "20270328T013000Z", "20270329T003000Z"])
        #expect(locals(gap)[1] == "20270328T033000")
        let fold = try series(zoned("20271030T023000"), "FREQ=DAILY;COUNT=3")
        #expect(starts(fold) == ["20271030T003000Z", "20271031T003000Z", "20271101T013000Z"])
    }

    @Test func `counts two wall-clock times that meet behind a gap once, in order`() throws {
        let set = try series(zoned("20270328T010000"), "FREQ=MINUTELY;INTERVAL=30;COUNT=8")
        #expect(
            starts(set) == [
                "20270328T000000Z", "20270328T003000Z", "20270328T010000Z", "20270328T013000Z", "20270328T020000Z",
                "20270328T023000Z",
            ])
    }

    @Test func `gives DTSTART first even where the rule does not match it, and counts it`() throws {
        let set = try series(zoned("20260105T090000"), "FREQ=WEEKLY;BYDAY=WE;COUNT=3")
        #expect(locals(set) == ["20260105T090000", "20260107T090000", "20260114T090000"])
        let monthly = try series(zoned("20260105T090000"), "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2")
        #expect(locals(monthly) == ["20260105T090000", "20260130T090000"])
    }

    @Test(arguments: [
        ("20260107", ["20260105T090000", "20260106T090000", "20260107T090000"]),
        ("20260106T090000", ["20260105T090000", "20260106T090000"]),
        ("20260106T085959", ["20260105T090000"]),
        ("20260106T080000Z", ["20260105T090000", "20260106T090000"]),
        ("20260106T075959Z", ["20260105T090000"]),
    ])
    func `ends at UNTIL as a date, a local time or UTC`(until: String, wanted: [String]) throws {
        #expect(locals(try series(zoned("20260105T090000"), "FREQ=DAILY;UNTIL=\(until)")) == wanted)
    }

    @Test(arguments: ["20260107", "20260107T000000Z", "20260106T230000Z", "20260107T000000"])
    func `ends a series of dates at its last day however UNTIL is written`(until: String) throws {
        let set = try series(
            date("20260105"), "FREQ=DAILY;UNTIL=\(until)", length: .duration(EventDuration(days: 1)))
        #expect(set.first(9).count == 3)
    }

    @Test func `gives nominal days to dates and DURATION, exact seconds to DTEND`() throws {
        let day = try series(date("20270327"), "FREQ=DAILY;COUNT=2", length: .end(date("20270328")))
        #expect(day.first(2).map(\.range.duration) == [86_400, 82_800])
        let nominal = try series(
            zoned("20270327T120000"), "FREQ=DAILY;COUNT=1", length: .duration(EventDuration(days: 1, seconds: 60)))
        #expect(nominal.first(1).map(\.range.duration) == [82_860])
        let exact = try series(zoned("20270320T120000"), "FREQ=WEEKLY;COUNT=2", length: .end(zoned("20270321T120000")))
        #expect(exact.first(2).map(\.range.duration) == [86_400, 86_400])
        let backwards = try series(zoned("20270320T120000"), length: .end(zoned("20270319T120000")))
        #expect(backwards.first(1).map(\.range.duration) == [0])
    }

    @Test func `adds RDATEs and leaves out EXDATEs, compared as instants`() throws {
        var set = try series(zoned("20260105T090000"), "FREQ=DAILY;COUNT=4")
        set.dates = [
            .time(try zoned("20260120T100000")), .time(try zoned("20260105T090000")), .time(try date("20260110")),
            .period(start: try zoned("20260115T080000"), end: try zoned("20260115T123000")),
            .periodDuration(start: try zoned("20260116T080000"), EventDuration(seconds: 600)),
        ]
        set.excluded = [.utc(try #require(Instant(icalendarUTC: "20260106T080000Z"))), try date("20260107")]
        #expect(
            locals(set) == [
                "20260105T090000", "20260108T090000", "20260110T090000", "20260115T080000", "20260116T080000",
                "20260120T100000",
            ])
        #expect(set.first(9).map(\.range.duration) == [3600, 3600, 3600, 16200, 600, 3600])
    }

    @Test func `merges several rules and gives each start once`() throws {
        let set = try series(
            zoned("20260105T090000"), "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;INTERVAL=7;COUNT=2", "FREQ=DAILY;COUNT=2")
        #expect(locals(set) == ["20260105T090000", "20260106T090000", "20260112T090000", "20260119T090000"])
    }

    @Test func `puts overrides in place and stays sorted`() throws {
        var set = try series(zoned("20260105T090000"), "FREQ=DAILY;COUNT=4")
        set.overrides = [
            RecurrenceOverride(
                recurrenceID: try zoned("20260106T090000"), start: try zoned("20260108T070000"), length: hour, tag: 1),
            RecurrenceOverride(
                recurrenceID: try zoned("20260107T090000"), start: try zoned("20260107T090000"), length: hour,
                blocks: false, tag: 2),
        ]
        let found = set.first(9)
        #expect(locals(set) == ["20260105T090000", "20260107T090000", "20260108T070000", "20260108T090000"])
        #expect(found.map(\.overrideTag) == [nil, 2, 1, nil])
        #expect(found.map(\.blocks) == [true, false, true, true])
        #expect(found[2].recurrenceID.icalendarUTC == "20260106T080000Z")
        set.hasMaster = false
        #expect(locals(set) == ["20260107T090000", "20260108T070000"])
    }

    @Test func `applies THISANDFUTURE to all later instances, on the wall clock`() throws {
        var set = try series(zoned("20270315T090000"), "FREQ=WEEKLY;COUNT=5")
        set.overrides = [
            RecurrenceOverride(
                recurrenceID: try zoned("20270322T090000"), thisAndFuture: true, start: try zoned("20270323T100000"),
                length: .duration(EventDuration(seconds: 7200)), tag: 7),
            RecurrenceOverride(
                recurrenceID: try zoned("20270405T090000"), start: try zoned("20270405T180000"), length: hour, tag: 8),
        ]
        #expect(
            locals(set) == [
                "20270315T090000", "20270323T100000", "20270330T100000", "20270405T180000", "20270413T100000",
            ])
        #expect(set.first(9).map(\.range.duration) == [3600, 7200, 7200, 3600, 7200])
        #expect(set.first(9).map(\.overrideTag) == [nil, 7, 7, 8, 7])
        #expect(set.first(9)[2].recurrenceID.icalendarUTC == "20270329T070000Z")
    }

    @Test func `yields what ends after the asked instant, near and far`() throws {
        let set = try series(zoned("20260105T090000"), "FREQ=WEEKLY")
        var near = set.instances(from: try #require(Instant(icalendarUTC: "20260112T083000Z")))
        #expect(near.next()?.range.start.icalendarUTC == "20260112T080000Z")
        var after = set.instances(from: try #require(Instant(icalendarUTC: "20260112T090000Z")))
        #expect(after.next()?.range.start.icalendarUTC == "20260119T080000Z")
        var far = set.instances(from: try #require(Instant(icalendarUTC: "20990101T000000Z")), budget: 50)
        #expect(far.next()?.range.start.icalendarUTC == "20990105T080000Z")
        #expect(set.isEndless)
    }

    @Test func `ends at the last day that is expanded`() throws {
        let set = try series(.utc(try #require(Instant(icalendarUTC: "20991230T000000Z"))), "FREQ=DAILY")
        #expect(set.first(9).count == 2)
    }

    @Test(arguments: [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;BYMONTHDAY=-31;BYMONTH=2;BYSETPOS=3", "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=YEARLY;INTERVAL=999999999", "FREQ=SECONDLY;INTERVAL=999999999;BYMONTH=2;BYMONTHDAY=30",
    ])
    func `comes to the end of rules that never match`(rule: String) throws {
        var iterator = try series(zoned("20260105T090000"), rule).instances()
        #expect(iterator.next() != nil)
        #expect(iterator.next() == nil)
        #expect(!iterator.isExhausted)
    }

    @Test func `stops at its budget and says so`() throws {
        var endless = try series(zoned("20260105T090000"), "FREQ=SECONDLY").instances(budget: 1000)
        var count = 0
        while endless.next() != nil { count += 1 }
        #expect(count > 900 && count <= 1000)
        #expect(endless.isExhausted)
        var missing = try series(zoned("20260105T090000"), "FREQ=SECONDLY;INTERVAL=60;BYSECOND=7").instances(
            budget: 1000)
        while missing.next() != nil {}
        #expect(missing.isExhausted)
    }

    @Test func `takes a union of weekdays with and without numbers`() throws {
        let set = try series(zoned("20260601T090000"), "FREQ=MONTHLY;BYDAY=1MO,FR;COUNT=6")
        #expect(
            locals(set) == [
                "20260601T090000", "20260605T090000", "20260612T090000", "20260619T090000", "20260626T090000",
                "20260703T090000",
            ])
    }

    @Test func `holds one event without a rule`() throws {
        let range = TimeRange(start: Instant(seconds: 10), end: Instant(seconds: 20))
        let set = RecurrenceSet(single: range)
        #expect(set.first(9) == [Instance(recurrenceID: range.start, range: range)])
        #expect(!set.isRecurring && !set.isEndless)
    }
}
