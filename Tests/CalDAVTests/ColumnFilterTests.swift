import CalendarTime
import ICalendar
import Testing
import WebDAVXML

@testable import CalDAV
@testable import Scheduling
@testable import StoreContract

/// What the store's columns decide about a filter (RFC 4791 §9.7, §9.9) is what the text says.
@Suite struct ColumnFilterTests {
    private static let collection = CollectionID.calendar(of: .person("camille.martin"))

    private static func filter(_ inside: String) throws -> CalendarFilter {
        let xml = """
            <C:filter xmlns:C="urn:ietf:params:xml:ns:caldav"><C:comp-filter name="VCALENDAR">\(inside)</C:comp-filter></C:filter>
            """
        return try CalendarFilter(XMLElement(parsing: Array(xml.utf8)))
    }

    private static func stored(_ name: String, uid: String = "u-1", _ lines: [String]) throws -> StoredObject {
        let all =
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:\(name)", "UID:\(uid)"]
            + ["DTSTAMP:20260101T000000Z"] + lines + ["END:\(name)", "END:VCALENDAR", ""]
        let text = all.joined(separator: "\r\n")
        return try StoredObject(
            CalendarObject(parsing: text), text: text, name: "x.ics", collection: collection, scheduleTag: nil,
            zones: DAVFixture.zones, now: DAVFixture.now)
    }

    private static func event(_ inside: String) -> String { "<C:comp-filter name=\"VEVENT\">\(inside)</C:comp-filter>" }

    @Test(
        arguments: [
            ("", true), ("<C:prop-filter name=\"VERSION\"/>", nil), (event(""), true),
            ("<C:comp-filter name=\"VTODO\"/>", false),
            ("<C:comp-filter name=\"VTODO\"><C:is-not-defined/></C:comp-filter>", true),
            ("<C:comp-filter name=\"VEVENT\"><C:is-not-defined/></C:comp-filter>", false),
            ("<C:comp-filter name=\"VTIMEZONE\"/>", nil), (event("") + "<C:comp-filter name=\"VTODO\"/>", false),
            (event("<C:time-range start=\"20260304T090000Z\" end=\"20260304T090001Z\"/>"), true),
            (event("<C:time-range start=\"20260304T100000Z\" end=\"20260304T100001Z\"/>"), false),
            (event("<C:time-range start=\"20260304T100000Z\"/>"), false),
            (event("<C:comp-filter name=\"VALARM\"/>"), nil), (event("<C:prop-filter name=\"SUMMARY\"/>"), nil),
            (event("<C:prop-filter name=\"UID\"><C:text-match>U-1</C:text-match></C:prop-filter>"), true),
            (
                event(
                    "<C:prop-filter name=\"UID\"><C:text-match collation=\"i;octet\">U-1</C:text-match></C:prop-filter>"
                ),
                false
            ),
            (
                event(
                    "<C:prop-filter name=\"UID\"><C:text-match negate-condition=\"yes\">u</C:text-match></C:prop-filter>"
                ),
                false
            ),
        ] as [(String, Bool?)])
    func `columns decide where they can`(_ inside: String, _ expected: Bool?) throws {
        let object = try Self.stored("VEVENT", ["DTSTART:20260304T090000Z", "DURATION:PT1H"])
        #expect(try Self.filter(inside).decides(ObjectOutline(object)) == expected)
    }

    /// RFC 4791 §9.9: an exact instance only where no zone of a report changes it.
    @Test(
        arguments: [
            (["DTSTART:20260304T090000Z", "DURATION:PT1H"], true),
            (["DTSTART;TZID=Europe/Paris:20260304T090000", "DTEND;TZID=Europe/Paris:20260304T100000"], true),
            (["DTSTART:20260304T090000"], false), (["DTSTART;VALUE=DATE:20260304"], false),
            (["DTSTART:20260304T090000Z", "DTEND:20260304T100000"], false),
            (["DTSTART:20260304T090000Z", "RRULE:FREQ=DAILY;COUNT=2"], false),
        ] as [([String], Bool)])
    func `an instance is known where it is one and the same for all`(_ lines: [String], _ isKnown: Bool) throws {
        #expect(try (Self.stored("VEVENT", lines).instance != nil) == isKnown)
    }

    @Test func `random objects and ranges: the index finds what matches, and columns never say otherwise than texts`()
        throws
    {
        let seed = SplitMix.seed()
        var random = SplitMix(seed: seed)
        var decided = 0
        for round in 0..<1_500 {
            let (name, lines) = Self.randomLines(&random)
            let object = try Self.stored(name, lines)
            let from = Instant(seconds: 1_772_323_200 + Int64.random(in: -40...40, using: &random) * 21_600)
            let to = from.adding(Int64.random(in: 1...120, using: &random) * 7_200)
            let end = Bool.random(using: &random) ? " end=\"\(to.icalendarUTC)\"" : ""
            let text = "<C:time-range start=\"\(from.icalendarUTC)\"\(end)/>"
            let filter = try Self.filter("<C:comp-filter name=\"\(name)\">\(text)</C:comp-filter>")
            let zone = try #require(
                DAVFixture.zones.zone(
                    named: ["Europe/Paris", "Pacific/Auckland", "Pacific/Honolulu"].randomElement(using: &random) ?? "")
            )
            let evaluation = FilterEvaluation(try object.parsed(), zones: DAVFixture.zones, defaultZone: zone)
            let matches = evaluation.matches(filter)
            let clue = "CRENEAU_SEED=\(seed), round \(round): \(name) \(lines) \(text) \(zone.identifier)"
            if matches { #expect(filter.query.matches(object), "\(clue)") }
            if let said = filter.decides(ObjectOutline(object)) {
                decided += 1
                #expect(said == matches, "\(clue)")
            }
        }
        #expect(decided > 500)
    }

    private static func randomLines(_ random: inout SplitMix) -> (String, [String]) {
        let name = ["VEVENT", "VTODO", "VJOURNAL"].randomElement(using: &random) ?? "VEVENT"
        let start = Instant(seconds: 1_772_323_200 + Int64.random(in: 0...60, using: &random) * 10_800)
        let utc = start.icalendarUTC
        let forms = [
            ":\(utc)", ":\(utc.dropLast())", ";TZID=America/New_York:\(utc.dropLast())", ";VALUE=DATE:\(utc.prefix(8))",
        ]
        let form = forms.randomElement(using: &random) ?? forms[0]
        let isDate = form.hasPrefix(";VALUE")
        var lines: [String] = []
        switch (name, Int.random(in: 0..<6, using: &random)) {
        case ("VTODO", 0): lines = ["DUE\(form)"]
        case ("VTODO", 1): return (name, ["CREATED:\(utc)"])
        case ("VTODO", 2): return (name, ["COMPLETED:\(utc)", "CREATED:\(start.adding(-86_400 * 3).icalendarUTC)"])
        case ("VTODO", 3): return (name, ["COMPLETED:\(utc)"])
        case ("VJOURNAL", 0): return (name, [])
        default:
            lines = ["DTSTART\(form)"]
            if name != "VJOURNAL", Bool.random(using: &random) {
                lines.append(isDate ? "DURATION:P2D" : "DURATION:PT5H")
            }
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            lines.append(
                ["RRULE:FREQ=DAILY;INTERVAL=3;COUNT=4", "RRULE:FREQ=WEEKLY"].randomElement(using: &random) ?? "")
        }
        return (name, lines)
    }
}
