import ICalendar
import Testing

@Suite struct HostileInputTests {
    private static func fault(_ text: String) -> CalendarParseError? { fault(bytes: Array(text.utf8)) }

    private static func fault(bytes: [UInt8]) -> CalendarParseError? {
        do throws(CalendarParseError) {
            _ = try CalendarObject(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    static let values: [(String, CalendarParseError)] = [
        (
            event(start: "DTSTART:20260230T090000Z"),
            .noSuchTime(line: 5, property: "DTSTART", value: "20260230T090000Z")
        ),
        (event(start: "DTSTART;VALUE=DATE:20270229"), .noSuchTime(line: 5, property: "DTSTART", value: "20270229")),
        (
            event(start: "DTSTART:20261123T250000Z"),
            .noSuchTime(line: 5, property: "DTSTART", value: "20261123T250000Z")
        ),
        (
            event(start: "DTSTART:20261123T096000Z"),
            .noSuchTime(line: 5, property: "DTSTART", value: "20261123T096000Z")
        ),
        (event(start: "DTSTART:2026-11-23"), .invalidValue(line: 5, property: "DTSTART", value: "2026-11-23")),
        (event(start: "DTSTART:"), .invalidValue(line: 5, property: "DTSTART", value: "")),
        (event(start: "DTSTART:tomorrow"), .invalidValue(line: 5, property: "DTSTART", value: "tomorrow")),
        (
            event(start: "DTSTART;VALUE=DATE:20261123T090000"),
            .invalidValue(line: 5, property: "DTSTART", value: "20261123T090000")
        ),
        (
            event(start: "DTSTART;VALUE=DATE-TIME:20261123"),
            .invalidValue(line: 5, property: "DTSTART", value: "20261123")
        ),
        (
            event(start: "DTSTART:18991231T235959Z"),
            .beforeMinimumDate(line: 5, property: "DTSTART", value: "18991231T235959Z")
        ),
        (
            event(start: "DTSTART:21000101T000001Z"),
            .afterMaximumDate(line: 5, property: "DTSTART", value: "21000101T000001Z")
        ),
        (
            event(start: "DTSTART:99991231T000000Z"),
            .afterMaximumDate(line: 5, property: "DTSTART", value: "99991231T000000Z")
        ),
        (event("DTEND:20261123T085959Z"), .endBeforeStart(line: 6, property: "DTEND")),
        (event("DURATION:-PT1H"), .endBeforeStart(line: 6, property: "DURATION")),
        (event("DURATION:1H"), .invalidValue(line: 6, property: "DURATION", value: "1H")),
        (event("DURATION:P"), .invalidValue(line: 6, property: "DURATION", value: "P")),
        (event("DURATION:PT1H", "DTEND:20261123T100000Z"), .endAndDuration(line: 7)),
        (event("DTEND;VALUE=DATE:20261124"), .mixedValueTypes(line: 6, property: "DTEND")),
        (
            event("DTEND:20261123T100000Z", "DTEND:20261123T110000Z"),
            .repeatedProperty(line: 7, component: "VEVENT", property: "DTEND")
        ),
        (event("UID:two"), .repeatedProperty(line: 6, component: "VEVENT", property: "UID")),
        (event("SEQUENCE:abc"), .invalidValue(line: 6, property: "SEQUENCE", value: "abc")),
        (event("SEQUENCE:99999999999"), .invalidValue(line: 6, property: "SEQUENCE", value: "99999999999")),
        (event("SEQUENCE:-1"), .invalidValue(line: 6, property: "SEQUENCE", value: "-1")),
        (event("DURATION:P999999999W"), .afterMaximumDate(line: 6, property: "DURATION", value: "P999999999W")),
        (event("EXRULE:FREQ=DAILY"), .exceptionRule(line: 6)),
        (
            event("EXDATE:20261124T090000Z,20261131T090000Z"),
            .noSuchTime(line: 6, property: "EXDATE", value: "20261131T090000Z")
        ),
        (
            event("RDATE;VALUE=PERIOD:20261124T090000Z"),
            .invalidValue(line: 6, property: "RDATE", value: "20261124T090000Z")
        ),
        (
            event("RDATE;VALUE=PERIOD:20261124T090000Z/20261124T080000Z"), .endBeforeStart(line: 6, property: "RDATE")
        ),
        (event("ATTENDEE:"), .invalidValue(line: 6, property: "ATTENDEE", value: "")),
        (event(calendar: "CALSCALE:JULIAN"), .invalidValue(line: 3, property: "CALSCALE", value: "JULIAN")),
        (
            event().replacing("VERSION:2.0", with: "VERSION:1.0"),
            .invalidValue(line: 2, property: "VERSION", value: "1.0")
        ),
        (
            event().replacing("UID:one@ville.example\r\n", with: ""),
            .missingProperty(line: 3, component: "VEVENT", property: "UID")
        ),
        (event(start: "SUMMARY:no start"), .missingProperty(line: 3, component: "VEVENT", property: "DTSTART")),
    ]

    static let forms: [(String, CalendarParseError)] = [
        ("", .notACalendar(line: nil)), ("\r\n\r\n", .notACalendar(line: nil)),
        ("BEGIN:VCARD\r\nEND:VCARD\r\n", .notACalendar(line: 1)),
        ("VERSION:2.0\r\n", .notACalendar(line: 1)),
        (event() + event(), .contentAfterEnd(line: 8)), (event() + "X:1\r\n", .contentAfterEnd(line: 8)),
        (String(event().dropLast(15)), .notClosed(line: 1, component: "VCALENDAR")),
        (event("END:VALARM"), .unbalanced(line: 6, found: "VALARM", open: "VEVENT")),
        (event().replacing("END:VEVENT\r\n", with: ""), .unbalanced(line: 6, found: "VCALENDAR", open: "VEVENT")),
        ("END:VCALENDAR\r\n", .unbalanced(line: 1, found: "VCALENDAR", open: nil)),
        (event("BEGIN:VCALENDAR", "END:VCALENDAR"), .notACalendar(line: 6)),
        (event("SUMMARY"), .malformedLine(line: 6, fault: .noColon)),
        (event(":value"), .malformedLine(line: 6, fault: .noName)),
        (event("SUM MARY:x"), .malformedLine(line: 6, fault: .noColon)),
        (event("SUMMARY;=x:y"), .malformedLine(line: 6, fault: .parameterWithoutName)),
        (event("SUMMARY;LANGUAGE:y"), .malformedLine(line: 6, fault: .parameterWithoutValue("LANGUAGE"))),
        (event("ATTENDEE;CN=\"open:mailto:x"), .malformedLine(line: 6, fault: .openQuote("CN"))),
        (event("ATTENDEE;CN=\"a\"b:mailto:x"), .malformedLine(line: 6, fault: .textAfterQuote("CN"))),
        (" BEGIN:VCALENDAR\r\n", .malformedLine(line: 1, fault: .continuesNothing)),
        (event("SUMMARY:a\u{0}b"), .controlCharacter(line: 6, code: 0)),
        (event("SUMMARY:a\u{B}b"), .controlCharacter(line: 6, code: 11)),
        (event("SUMMARY:a\u{7F}b"), .controlCharacter(line: 6, code: 127)),
        (event("SUMMARY:a\rb"), .controlCharacter(line: 6, code: 13)),
    ]

    static let limits: [(String, CalendarParseError)] = [
        (
            event("DESCRIPTION:" + String(repeating: "x", count: 1 << 20)),
            .tooLarge(bytes: event("DESCRIPTION:").utf8.count + 1 << 20, limit: 1 << 20)
        ),
        (event("DESCRIPTION:" + String(repeating: "x", count: 70_000)), .lineTooLong(line: 6, limit: 65_536)),
        (
            event(calendar: (1...8).map { _ in "BEGIN:X" }.joined(separator: "\r\n")),
            .nestedTooDeep(line: 10, limit: 8)
        ),
        (
            event((1...1_999).map { "X-A:\($0)" }.joined(separator: "\r\n")),
            .tooManyProperties(line: 2004, limit: 2_000)
        ),
        (
            event((1...21).map { _ in "BEGIN:VALARM\r\nEND:VALARM" }.joined(separator: "\r\n")),
            .tooManyAlarms(line: 46, limit: 20)
        ),
        (
            event((1...501).map { "ATTENDEE:mailto:a\($0)@b.example" }.joined(separator: "\r\n")),
            .tooManyAttendees(line: 506, limit: 500)
        ),
        (
            event((1...20_000).map { _ in "BEGIN:X\r\nEND:X" }.joined(separator: "\r\n")),
            .tooManyProperties(line: 39_996, limit: 20_000)
        ),
        (
            event(calendar: (1...65).map { _ in "BEGIN:VTIMEZONE\r\nEND:VTIMEZONE" }.joined(separator: "\r\n")),
            .tooManyTimezones(line: 131, limit: 64)
        ),
    ]

    @Test(arguments: values + forms)
    func `bad data is refused with its line`(text: String, expected: CalendarParseError) {
        let fault = Self.fault(text)
        #expect(fault == expected)
        #expect(fault.map { $0.line.map { "\(fault!)".hasPrefix("Line \($0): ") } ?? true } == true)
    }

    @Test func `everything over a limit is refused`() {
        for (text, expected) in Self.limits { #expect(Self.fault(text) == expected) }
    }

    @Test(arguments: [
        "FREQ=SOMETIMES", "INTERVAL=2", "FREQ=DAILY;COUNT=2;UNTIL=20270101", "FREQ=WEEKLY;RSCALE=CHINESE",
        "FREQ=YEARLY;BYMONTHDAY=99", ";;;",
    ])
    func `a bad rule is refused with its reason`(rule: String) throws {
        let fault = try #require(Self.fault(event("RRULE:" + rule)))
        guard case .invalidRule(6, rule, let reason) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(reason.hasSuffix("."))
    }

    @Test func `invalid UTF-8 is refused with its line`() {
        for bad: [UInt8] in [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
            var bytes = Array(event("SUMMARY:@").utf8)
            let place = bytes.lastIndex(of: UInt8(ascii: "@")) ?? 0
            bytes.replaceSubrange(place...place, with: bad)
            #expect(Self.fault(bytes: bytes) == .invalidUTF8(line: 6))
        }
    }

    @Test(arguments: [
        event("DTEND:20261123T090000Z"), event("LOCATION:", "SUMMARY: ", "X-EMPTY:", "DESCRIPTION:"), event("GEO:"),
        event("SEQUENCE:0"),
        event(start: "DTSTART:21000101T000000Z"), event(start: "DTSTART:19000101T000000Z"),
        event("CREATED:00001231T000000Z"), event("X-DATE:20260230"), event("SCHEDULE-FUTURE:x"),
        event(start: "SUMMARY:cancelled", calendar: "METHOD:CANCEL"), event(start: "DTSTART:20261123T235960Z"),
        event("STATUS:X-FLOATING", "ACTION:NONE", "CLASS:SECRET"), event("TRIGGER:-PT15M"),
        event("ATTENDEE;CN=a,b;RSVP=maybe:mailto:a@b.example"), event("RRULE:FREQ=DAILY;UNTIL=99991231T000000Z"),
    ])
    func `odd but harmless data is accepted`(text: String) {
        #expect(Self.fault(text) == nil)
    }

    @Test func `a date override of a timed series is refused, a moved all-day instance is not`() {
        let override = "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:one@ville.example\r\nDTSTART:20261124T090000Z\r\n"
        #expect(
            Self.fault(event(override + "RECURRENCE-ID;VALUE=DATE:20261124"))
                == .mixedValueTypes(line: 10, property: "RECURRENCE-ID"))
        #expect(Self.fault(event(override + "RECURRENCE-ID:20261124T090000Z")) == nil)
    }
}
