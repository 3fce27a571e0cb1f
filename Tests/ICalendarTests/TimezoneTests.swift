import CalendarTime
import ICalendar
import Testing

@Suite struct TimezoneTests {
    static let names = [
        "Europe/Paris", "Europe/London", "Europe/Dublin", "Europe/Istanbul", "America/New_York", "America/Sao_Paulo",
        "America/Nuuk", "Africa/Casablanca", "Africa/Cairo", "Asia/Kolkata", "Asia/Jerusalem", "Australia/Lord_Howe",
        "Pacific/Auckland", "Asia/Gaza", "Asia/Tokyo", "America/Santiago",
    ]

    private static func instant(_ text: String) throws -> Instant { try #require(Instant(icalendarUTC: text)) }

    @Test(
        arguments: names,
        [
            ("20200101T000000Z", "20300101T000000Z"), ("20260701T000000Z", "20270801T000000Z"),
            ("20050301T000000Z", "20150301T000000Z"),
        ])
    func `a written VTIMEZONE gives the zone's offsets`(name: String, window: (String, String)) throws {
        let zone = try #require(systemZones.zone(named: name))
        let range = TimeRange(start: try Self.instant(window.0), end: try Self.instant(window.1))
        let component = CalendarObject.vtimezone(for: zone, covering: range)
        let copy = try #require(ZoneRules(component))
        var at = range.start
        while at < range.end {
            #expect(copy.offset(at: at) == zone.offset(at: at), "\(name) at \(at)")
            if copy.offset(at: at) != zone.offset(at: at) { break }
            at = at.adding(6 * 3600)
        }
        for transition in zone.transitions(in: range) {
            #expect(copy.offset(at: transition.at) == transition.offsetAfter)
            #expect(copy.offset(at: transition.at.adding(-1)) == transition.offsetBefore)
        }
        let object = CalendarObject(components: [component, CalendarComponent("VEVENT")])
        #expect(throws: CalendarParseError.self) { try CalendarObject(parsing: object.serializedBytes()) }
        #expect(try CalendarObject(stored: object.serializedBytes()) == object)
    }

    @Test func `Paris is written as its two rules`() throws {
        let zone = try #require(systemZones.zone(named: "Europe/Paris"))
        let range = TimeRange(start: try Self.instant("20261101T000000Z"), end: try Self.instant("20271101T000000Z"))
        let expected = lines(
            """
            BEGIN:VTIMEZONE
            TZID:Europe/Paris
            BEGIN:DAYLIGHT
            DTSTART:19960331T020000
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0200
            TZNAME:CEST
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
            END:DAYLIGHT
            BEGIN:STANDARD
            DTSTART:19961027T030000
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0100
            TZNAME:CET
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
            END:STANDARD
            END:VTIMEZONE
            """)
        let later = TimeRange(start: range.start.adding(10_000_000), end: range.end.adding(10_000_000))
        for window in [range, later] {
            let object = CalendarObject(
                calendar: CalendarComponent("X", components: [CalendarObject.vtimezone(for: zone, covering: window)]))
            #expect(object.serialized().contains(expected))
        }
    }

    @Test func `Irish summer is daylight time, whatever tzdata calls it`() throws {
        let zone = try #require(systemZones.zone(named: "Europe/Dublin"))
        let range = TimeRange(start: try Self.instant("20261101T000000Z"), end: try Self.instant("20271101T000000Z"))
        let component = CalendarObject.vtimezone(for: zone, covering: range)
        let daylight = try #require(component.components(named: "DAYLIGHT").first)
        #expect(daylight.first("TZOFFSETTO")?.value == "+0100")
        #expect(component.components(named: "STANDARD").first?.first("TZOFFSETTO")?.value == "+0000")
    }

    @Test(arguments: names)
    func `no zone needs many observances`(name: String) throws {
        let zone = try #require(systemZones.zone(named: name))
        let range = TimeRange(start: try Self.instant("20261101T000000Z"), end: try Self.instant("20271201T000000Z"))
        let component = CalendarObject.vtimezone(for: zone, covering: range)
        #expect(component.components.count <= 3)
        #expect(!component.components.isEmpty)
    }

    @Test func `a fixed zone has one observance`() {
        let zone = ZoneRules(fixedOffset: -12_600, identifier: "UTC-03:30")
        let component = CalendarObject.vtimezone(
            for: zone, covering: TimeRange(start: .distantPast, end: .distantFuture))
        #expect(component.components.map(\.name) == ["STANDARD"])
        #expect(component.components.first?.first("TZOFFSETTO")?.value == "-0330")
    }

    @Test func `an object gets the zones that it uses`() throws {
        let start = EventTime.zoned(
            try #require(CivilDateTime(icalendar: "20261123T090000")),
            try #require(systemZones.zone(named: "Europe/Paris")))
        var content = EventContent(
            uid: "u", stamp: Instant(seconds: 1_795_000_000), start: start,
            length: .duration(EventDuration(seconds: 3600)))
        content.summary = "Conseil, séance"
        content.organizer = CalendarProperty(
            "ORGANIZER", address: "camille.martin@ville.example", commonName: "Camille Martin")
        content.rules = [try RecurrenceRule(parsing: "FREQ=WEEKLY")]
        let range = TimeRange(start: content.stamp, end: content.stamp.adding(400 * 86_400))
        var object = CalendarObject.event(content, zones: systemZones, covering: range)
        object.addTimezones(zones: systemZones, covering: range)
        #expect(object.calendar.components.map(\.name) == ["VTIMEZONE", "VEVENT"])
        try object.validateForStorage()
        try object.validate(zones: systemZones)
        #expect(try CalendarObject(parsing: object.serializedBytes()) == object)
        let text = object.serialized()
        #expect(text.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Creneau//Creneau 1.0//FR\r\n"))
        #expect(text.contains("ORGANIZER;CN=Camille Martin:mailto:camille.martin@ville.example\r\n"))
        #expect(try object.recurrenceSet(zones: systemZones, defaultZone: .utc).start == start)
    }
}
