import CalendarTime
import ICalendar
import Testing

@Suite struct RecurrenceReadingTests {
    private static let paris = systemZones.zone(named: "Europe/Paris") ?? .utc

    private static func set(_ text: String) throws -> RecurrenceSet {
        try CalendarObject(parsing: text).recurrenceSet(zones: systemZones, defaultZone: paris)
    }

    private static func local(_ text: String) throws -> CivilDateTime { try #require(CivilDateTime(icalendar: text)) }

    private static func utc(_ text: String) throws -> Instant { try #require(Instant(icalendarUTC: text)) }

    @Test func `a zoned event with a weekly rule`() throws {
        let set = try Self.set(
            event(
                "DTEND;TZID=Europe/Paris:20261123T100000", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=YEARLY",
                "EXDATE;TZID=Europe/Paris:20261130T090000,20261207T090000",
                "RDATE;VALUE=PERIOD:20261124T090000Z/PT1H,20261125T090000Z/20261125T103000Z",
                "RDATE;VALUE=DATE:20261201", start: "DTSTART;TZID=Europe/Paris:20261123T090000"))
        #expect(set.start == .zoned(try Self.local("20261123T090000"), Self.paris))
        #expect(set.length == .end(.zoned(try Self.local("20261123T100000"), Self.paris)))
        #expect(set.rules.map(\.frequency) == [.weekly, .yearly])
        #expect(set.excluded.count == 2)
        let first = RecurrenceDate.periodDuration(
            start: .utc(try Self.utc("20261124T090000Z")), EventDuration(seconds: 3600))
        #expect(set.dates.first == first)
        #expect(set.dates.count == 3)
        #expect(set.blocks)
        #expect(set.hasMaster)
    }

    /// RFC 5545 §3.6.1.
    @Test(arguments: [
        ("DTSTART:20261123T090000Z", EventDuration()), ("DTSTART;VALUE=DATE:20261123", EventDuration(days: 1)),
        ("DTSTART:20261123", EventDuration(days: 1)),
        ("DTSTART:20261123T090000Z\r\nDURATION:P1DT2H", EventDuration(days: 1, seconds: 7200)),
    ])
    func `the length without DTEND`(start: String, length: EventDuration) throws {
        #expect(try Self.set(event(start: start)).length == .duration(length))
    }

    @Test(arguments: ["STATUS:CANCELLED", "status:cancelled", "TRANSP:TRANSPARENT"])
    func `cancelled and transparent events take no time`(line: String) throws {
        #expect(try !Self.set(event(line)).blocks)
    }

    @Test func `overrides carry their place among the components`() throws {
        let set = try Self.set(TrickySamples.order)
        let override = try #require(set.overrides.first)
        #expect(override.thisAndFuture)
        #expect(override.tag == 0)
        #expect(override.recurrenceID == .utc(try Self.utc("20261130T090000Z")))
        #expect(override.start == .utc(try Self.utc("20261130T100000Z")))
    }

    @Test func `overrides alone make a set without a master`() throws {
        let set = try Self.set(event("RECURRENCE-ID:20261123T080000Z", "DURATION:PT1H"))
        #expect(!set.hasMaster)
        #expect(set.overrides.count == 1)
    }

    @Test func `an unknown zone is refused with its name`() {
        #expect(throws: CalendarObjectError.unknownZone("Mars/Olympus")) {
            try Self.set(event(start: "DTSTART;TZID=Mars/Olympus:20261123T090000"))
        }
        #expect(throws: CalendarObjectError.unknownZone("Mars/Olympus")) {
            try CalendarObject(parsing: event("EXDATE;TZID=Mars/Olympus:20261123T090000")).validate(zones: systemZones)
        }
    }

    @Test func `an end before the start is found across zones`() throws {
        let object = try CalendarObject(
            parsing: event(
                "DTEND;TZID=America/New_York:20261123T030000", start: "DTSTART;TZID=Europe/Paris:20261123T100000"))
        #expect(throws: CalendarObjectError.endBeforeStart(recurrenceID: nil)) {
            try object.validate(zones: systemZones)
        }
        #expect(throws: CalendarObjectError.endBeforeStart(recurrenceID: nil)) {
            try object.recurrenceSet(zones: systemZones, defaultZone: Self.paris)
        }
    }

    @Test func `one instance in two spellings is one instance`() throws {
        let override =
            "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:one@ville.example\r\nDTSTART:20261124T090000Z\r\nRECURRENCE-ID"
        let text = event(override + ":20261124T090000Z\r\n" + override + ";TZID=Europe/Paris:20261124T100000")
        #expect(throws: CalendarObjectError.duplicateRecurrenceID("20261124T100000")) { try Self.set(text) }
    }

    @Test func `a name that is IANA is read from tzdata even where the object defines it`() throws {
        let definition = """
            BEGIN:VTIMEZONE\r\nTZID:NAME\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r
            TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE
            """
        for (name, offset, isPrivate) in [
            ("Europe/Paris", 3600, false), ("Romance Standard Time", 18_000, true), ("My zone", 18_000, true),
            ("/mozilla.org/20050126_1/Europe/Paris", 18_000, true),
        ] {
            let object = try CalendarObject(
                parsing: event(
                    start: "DTSTART;TZID=\(name):20261123T090000", calendar: definition.replacing("NAME", with: name)))
            let zone = try #require(object.zone(named: name, zones: systemZones))
            #expect(zone.offset(at: try Self.utc("20261123T090000Z")) == offset)
            #expect(zone.isPrivate == isPrivate)
        }
        let bare = try CalendarObject(parsing: event())
        #expect(bare.zone(named: "Romance Standard Time", zones: systemZones)?.identifier == "Europe/Paris")
    }

    @Test func `an Outlook series in its own zone is expanded with that zone's changes of offset`() throws {
        let text = TrickySamples.outlook.replacing("CLASS:PUBLIC", with: "RRULE:FREQ=WEEKLY;COUNT=20")
        let instances = try Self.set(text).first(30)
        #expect(instances.count == 20)
        #expect(instances.first?.range.start == (try Self.utc("20261123T080000Z")))
        #expect(instances.last?.range.start == (try Self.utc("20270405T070000Z")))
        #expect(instances.last?.range.duration == 3600)
    }
}
