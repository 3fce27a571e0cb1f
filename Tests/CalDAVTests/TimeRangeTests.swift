import CalendarTime
import ICalendar
import Testing

@testable import CalDAV
@testable import StoreContract

/// The tables of RFC 4791 §9.9, row by row: which components overlap a time range.
@Suite struct TimeRangeTests {
    private static let paris = DAVFixture.zones.zone(named: "Europe/Paris") ?? .utc

    /// An object with one component, or several that are divided by a line `-`.
    private static func object(_ name: String, _ lines: [String]) throws -> CalendarObject {
        let parts = lines.split(separator: "-", omittingEmptySubsequences: false)
        let components = parts.flatMap { part in
            ["BEGIN:\(name)", "UID:u", "DTSTAMP:20260101T000000Z"] + part + ["END:\(name)"]
        }
        let all = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"] + components + ["END:VCALENDAR", ""]
        return try CalendarObject(parsing: all.joined(separator: "\r\n"))
    }

    /// `20260304T090000Z/20260305T000000Z`; a side may be missing.
    private static func range(_ text: String) throws -> TimeRange {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(sides[0].isEmpty ? .distantPast : Instant(icalendarUTC: sides[0]))
        let end = try #require(sides[1].isEmpty ? .distantFuture : Instant(icalendarUTC: sides[1]))
        return TimeRange(start: start, end: end)
    }

    private static func overlaps(_ name: String, _ lines: [String], _ text: String) throws -> Bool {
        let occurrences = ObjectOccurrences(
            try object(name, lines), zones: DAVFixture.zones, defaultZone: paris)
        return try !occurrences.components(touching: range(text)).isEmpty
    }

    /// The table of VEVENT.
    @Test(
        arguments: [
            // DTEND: start < DTEND and end > DTSTART.
            (["DTSTART:20260304T090000Z", "DTEND:20260304T100000Z"], "20260304T095959Z/20260304T120000Z", true),
            (["DTSTART:20260304T090000Z", "DTEND:20260304T100000Z"], "20260304T100000Z/20260304T120000Z", false),
            (["DTSTART:20260304T090000Z", "DTEND:20260304T100000Z"], "20260304T080000Z/20260304T090001Z", true),
            (["DTSTART:20260304T090000Z", "DTEND:20260304T100000Z"], "20260304T080000Z/20260304T090000Z", false),
            // DURATION over zero.
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], "20260304T095959Z/20260304T120000Z", true),
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], "20260304T100000Z/20260304T120000Z", false),
            // DURATION of zero, and neither: start <= DTSTART and end > DTSTART.
            (["DTSTART:20260304T090000Z", "DURATION:PT0S"], "20260304T090000Z/20260304T090001Z", true),
            (["DTSTART:20260304T090000Z", "DURATION:PT0S"], "20260304T080000Z/20260304T090000Z", false),
            (["DTSTART:20260304T090000Z"], "20260304T090000Z/", true),
            (["DTSTART:20260304T090000Z"], "20260304T090001Z/", false),
            // A date lasts a day, in the zone of the report: from 23:00Z.
            (["DTSTART;VALUE=DATE:20260304"], "20260304T225959Z/20260305T120000Z", true),
            (["DTSTART;VALUE=DATE:20260304"], "20260304T230000Z/20260305T120000Z", false),
            (["DTSTART;VALUE=DATE:20260304"], "/20260303T230001Z", true),
            (["DTSTART;VALUE=DATE:20260304"], "/20260303T230000Z", false),
        ] as [([String], String, Bool)])
    func `an event overlaps as its row says`(_ lines: [String], _ range: String, _ expected: Bool) throws {
        #expect(try Self.overlaps("VEVENT", lines, range) == expected)
    }

    /// The table of VTODO, its eight rows.
    @Test(
        arguments: [
            // DTSTART and DURATION: start <= end of it and (end > DTSTART or end >= end of it).
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], "20260304T100000Z/20260304T120000Z", true),
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], "20260304T100001Z/20260304T120000Z", false),
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], "20260304T080000Z/20260304T090001Z", true),
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], "20260304T080000Z/20260304T090000Z", false),
            (["DTSTART:20260304T090000Z", "DURATION:PT0S"], "20260304T080000Z/20260304T090000Z", true),
            // DTSTART and DUE: (start < DUE or start <= DTSTART) and (end > DTSTART or end >= DUE).
            (["DTSTART:20260304T090000Z", "DUE:20260304T100000Z"], "20260304T095959Z/20260304T120000Z", true),
            (["DTSTART:20260304T090000Z", "DUE:20260304T100000Z"], "20260304T100000Z/20260304T120000Z", false),
            (["DTSTART:20260304T090000Z", "DUE:20260304T100000Z"], "20260304T080000Z/20260304T090001Z", true),
            (["DTSTART:20260304T090000Z", "DUE:20260304T100000Z"], "20260304T080000Z/20260304T090000Z", false),
            (["DTSTART:20260304T090000Z", "DUE:20260304T090000Z"], "20260304T090000Z/20260304T120000Z", true),
            (["DTSTART:20260304T090000Z", "DUE:20260304T090000Z"], "20260304T080000Z/20260304T090000Z", true),
            // DTSTART alone: start <= DTSTART and end > DTSTART, a date as well.
            (["DTSTART:20260304T090000Z"], "20260304T090000Z/20260304T120000Z", true),
            (["DTSTART:20260304T090000Z"], "20260304T090001Z/20260304T120000Z", false),
            (["DTSTART:20260304T090000Z"], "20260304T080000Z/20260304T090000Z", false),
            (["DTSTART;VALUE=DATE:20260304"], "20260303T230000Z/20260304T000000Z", true),
            (["DTSTART;VALUE=DATE:20260304"], "20260303T230001Z/20260304T230000Z", false),
            // DUE alone: start < DUE and end >= DUE.
            (["DUE:20260304T100000Z"], "20260304T095959Z/20260304T120000Z", true),
            (["DUE:20260304T100000Z"], "20260304T100000Z/20260304T120000Z", false),
            (["DUE:20260304T100000Z"], "20260304T080000Z/20260304T100000Z", true),
            (["DUE:20260304T100000Z"], "20260304T080000Z/20260304T095959Z", false),
            // COMPLETED and CREATED.
            (
                ["CREATED:20260302T000000Z", "COMPLETED:20260304T000000Z"], "20260304T000000Z/20260305T000000Z", true
            ),
            (
                ["CREATED:20260302T000000Z", "COMPLETED:20260304T000000Z"], "20260304T000001Z/20260305T000000Z", false
            ),
            (
                ["CREATED:20260302T000000Z", "COMPLETED:20260304T000000Z"], "20260301T000000Z/20260302T000000Z", true
            ),
            (
                ["CREATED:20260302T000000Z", "COMPLETED:20260304T000000Z"], "20260301T000000Z/20260301T235959Z", false
            ),
            // COMPLETED alone: start <= COMPLETED and end >= COMPLETED.
            (["COMPLETED:20260304T000000Z"], "20260304T000000Z/20260305T000000Z", true),
            (["COMPLETED:20260304T000000Z"], "20260303T000000Z/20260304T000000Z", true),
            (["COMPLETED:20260304T000000Z"], "20260304T000001Z/20260305T000000Z", false),
            // CREATED alone: end > CREATED.
            (["CREATED:20260304T000000Z"], "20260303T000000Z/20260304T000001Z", true),
            (["CREATED:20260304T000000Z"], "20260303T000000Z/20260304T000000Z", false),
            (["CREATED:20260304T000000Z"], "20300101T000000Z/", true),
            // Nothing: always.
            (["SUMMARY:x"], "20260303T000000Z/20260304T000000Z", true),
        ] as [([String], String, Bool)])
    func `a task overlaps as its row says`(_ lines: [String], _ range: String, _ expected: Bool) throws {
        #expect(try Self.overlaps("VTODO", lines, range) == expected)
    }

    /// The table of VJOURNAL, and that of VFREEBUSY.
    @Test(
        arguments: [
            ("VJOURNAL", ["DTSTART:20260304T090000Z"], "20260304T090000Z/20260304T120000Z", true),
            ("VJOURNAL", ["DTSTART:20260304T090000Z"], "20260304T080000Z/20260304T090000Z", false),
            ("VJOURNAL", ["DTSTART;VALUE=DATE:20260304"], "20260304T225959Z/20260306T000000Z", true),
            ("VJOURNAL", ["DTSTART;VALUE=DATE:20260304"], "20260304T230000Z/20260306T000000Z", false),
            ("VJOURNAL", ["SUMMARY:x"], "20260304T000000Z/20260306T000000Z", false),
            (
                "VFREEBUSY", ["DTSTART:20260304T000000Z", "DTEND:20260305T000000Z"], "20260305T000000Z/", true
            ),
            (
                "VFREEBUSY", ["DTSTART:20260304T000000Z", "DTEND:20260305T000000Z"], "20260305T000001Z/", false
            ),
            (
                "VFREEBUSY", ["DTSTART:20260304T000000Z", "DTEND:20260305T000000Z"], "/20260304T000000Z", false
            ),
            ("VFREEBUSY", ["FREEBUSY:20260304T090000Z/PT1H"], "20260304T095959Z/20260304T120000Z", true),
            ("VFREEBUSY", ["FREEBUSY:20260304T090000Z/PT1H"], "20260304T100000Z/20260304T120000Z", false),
            ("VFREEBUSY", ["SUMMARY:x"], "20260304T100000Z/20260304T120000Z", false),
        ] as [(String, [String], String, Bool)])
    func `journal entries and busy times overlap as their rows say`(
        _ name: String, _ lines: [String], _ range: String, _ expected: Bool
    ) throws {
        #expect(try Self.overlaps(name, lines, range) == expected)
    }

    /// §9.9: every recurrence instance is considered, with the effective DTSTART, DURATION and DUE of its override.
    @Test(
        arguments: [
            ("VTODO", ["DTSTART:20260101T090000Z", "DUE:20260101T100000Z", "RRULE:FREQ=WEEKLY"], "0305", true),
            ("VTODO", ["DTSTART:20260101T090000Z", "DUE:20260101T100000Z", "RRULE:FREQ=WEEKLY"], "0306", false),
            ("VTODO", ["DTSTART:20260101T090000Z", "DURATION:P2D", "RRULE:FREQ=WEEKLY"], "0307", true),
            ("VTODO", ["DUE:20260101T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"], "0115", true),
            ("VTODO", ["DUE:20260101T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"], "0122", false),
            ("VTODO", ["DTSTART:20260101T090000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20260305T090000Z"], "0305", false),
            ("VTODO", ["DTSTART:20260101T090000Z", "RDATE:20260307T090000Z"], "0307", true),
            (
                "VTODO",
                [
                    "DTSTART:20260101T090000Z", "RRULE:FREQ=WEEKLY", "-", "RECURRENCE-ID:20260305T090000Z",
                    "DTSTART:20260307T090000Z",
                ], "0307", true
            ),
            (
                "VTODO",
                [
                    "DTSTART:20260101T090000Z", "RRULE:FREQ=WEEKLY", "-", "RECURRENCE-ID:20260305T090000Z",
                    "DTSTART:20260307T090000Z",
                ], "0305", false
            ),
            ("VJOURNAL", ["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=MONTHLY"], "0301", true),
            ("VJOURNAL", ["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=MONTHLY"], "0303", false),
        ] as [(String, [String], String, Bool)])
    func `every instance of a series counts`(
        _ name: String, _ lines: [String], _ day: String, _ expected: Bool
    ) throws {
        #expect(try Self.overlaps(name, lines, "2026\(day)T000000Z/2026\(day)T235959Z") == expected)
    }

    /// §9.9, VALARM: `start <= trigger-time` and `end > trigger-time`, for each repetition and each instance of the parent.
    @Test(
        arguments: [
            ("VTODO", ["DTSTART:20260304T090000Z"], ["TRIGGER:-PT30M"], "083000", true),
            ("VTODO", ["DTSTART:20260304T090000Z"], ["TRIGGER:-PT30M"], "083001", false),
            ("VTODO", ["DUE:20260304T090000Z"], ["TRIGGER;RELATED=END:-PT30M"], "083000", true),
            ("VTODO", ["DUE:20260304T090000Z"], ["TRIGGER:-PT30M"], "083000", true),
            (
                "VTODO", ["DTSTART:20260304T080000Z", "DURATION:PT1H"], ["TRIGGER;RELATED=END:-PT30M"], "083000", true
            ),
            ("VTODO", ["DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY"], ["TRIGGER:-PT30M"], "083000", true),
            ("VTODO", ["SUMMARY:x"], ["TRIGGER;VALUE=DATE-TIME:20260304T083000Z"], "083000", true),
            ("VTODO", ["SUMMARY:x"], ["TRIGGER:-PT30M"], "083000", false),
            ("VEVENT", ["DTSTART:20260304T080000Z"], ["TRIGGER:PT0S", "REPEAT:6", "DURATION:PT5M"], "083000", true),
            ("VEVENT", ["DTSTART:20260304T080000Z"], ["TRIGGER:PT0S", "REPEAT:5", "DURATION:PT5M"], "083000", false),
            ("VEVENT", ["DTSTART:20260304T080000Z"], ["TRIGGER:PT0S", "REPEAT:6", "DURATION:PT7M"], "083000", false),
            (
                "VEVENT", ["DTSTART:20260101T080000Z", "RRULE:FREQ=DAILY"],
                ["TRIGGER:PT0S", "REPEAT:999999999", "DURATION:PT1S"], "083000", true
            ),
        ] as [(String, [String], [String], String, Bool)])
    func `an alarm goes off in a range`(
        _ name: String, _ lines: [String], _ alarm: [String], _ time: String, _ expected: Bool
    ) throws {
        let alarm = ["BEGIN:VALARM", "ACTION:AUDIO"] + alarm + ["END:VALARM"]
        let occurrences = ObjectOccurrences(
            try Self.object(name, lines + alarm), zones: DAVFixture.zones, defaultZone: Self.paris)
        let start = try #require(Instant(icalendarUTC: "20260304T\(time)Z"))
        let parsed = try #require(occurrences.object.main.first?.components.first)
        let found = occurrences.alarm(parsed, of: 0, touches: TimeRange(start: start, end: start.adding(1)))
        #expect(found == expected)
    }

    /// Instances taken one by one, each put through the row of the table as the RFC writes it, find what the search finds.
    @Test func `random series of tasks agree with a naive reading of the table`() throws {
        let seed = SplitMix.seed()
        var random = SplitMix(seed: seed)
        for round in 0..<300 {
            let start = Int64.random(in: 0..<(60 * 24), using: &random) * 60
            let length = Int64.random(in: 0..<3, using: &random) * 3_600
            let kind = Int.random(in: 0..<4, using: &random)
            let days = Int64.random(in: 1...5, using: &random)
            let step = days * 86_400
            let count = Int64.random(in: 1...8, using: &random)
            let base = Instant(seconds: 1_772_323_200)  // 2026-03-01T00:00:00Z
            let first = base.adding(start)
            var lines = ["RRULE:FREQ=DAILY;INTERVAL=\(days);COUNT=\(count)"]
            if kind != 3 { lines.append("DTSTART:\(first.icalendarUTC)") }
            if kind == 0 { lines.append("DURATION:PT\(length)S") }
            if kind == 1 { lines.append("DUE:\(first.adding(length).icalendarUTC)") }
            if kind == 3 { lines.append("DUE:\(first.icalendarUTC)") }
            let from = base.adding(Int64.random(in: -24...(24 * 20), using: &random) * 3_600)
            let range = TimeRange(start: from, end: from.adding(Int64.random(in: 1...48, using: &random) * 3_600))
            let expected = (0..<count).contains { index in
                let own = first.adding(index * step)
                let end = own.adding(length)
                return switch kind {
                case 0: range.start <= end && (range.end > own || range.end >= end)
                case 1: (range.start < end || range.start <= own) && (range.end > own || range.end >= end)
                case 2: range.start <= own && range.end > own
                default: range.start < own && range.end >= own
                }
            }
            let text = "\(range.start.icalendarUTC)/\(range.end.icalendarUTC)"
            #expect(
                try Self.overlaps("VTODO", lines, text) == expected,
                "CRENEAU_SEED=\(seed), round \(round): \(lines) \(text)")
        }
    }
}
