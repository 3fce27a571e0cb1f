import Testing
import WebDAVXML

@Suite struct ReportTests {
    private static let names =
        "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\""

    /// Three events: one in December, a weekly series from November with one instance moved, an all-day one.
    private func fill(_ dav: DAVFixture) async throws {
        let series = DAVFixture.event(
            uid: "weekly", start: "20261102T100000",
            extra: ["RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Paris:20261214T100000"]
        ).replacing(
            "END:VCALENDAR",
            with: """
                BEGIN:VEVENT\r
                UID:weekly\r
                DTSTAMP:20261101T000000Z\r
                RECURRENCE-ID;TZID=Europe/Paris:20261207T100000\r
                DTSTART;TZID=Europe/Paris:20261208T140000\r
                DTEND;TZID=Europe/Paris:20261208T150000\r
                SUMMARY:Déplacée\r
                END:VEVENT\r
                END:VCALENDAR
                """)
        let day = DAVFixture.event(uid: "day", start: "20261201T090000")
            .replacing(
                "DTSTART;TZID=Europe/Paris:20261201T090000\r\nDURATION:PT1H", with: "DTSTART;VALUE=DATE:20261224")
        let alarm = DAVFixture.event(
            uid: "single", start: "20261201T090000",
            extra: [
                "CATEGORIES:Conseil,Été", "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", "TRIGGER:-PT30M",
                "END:VALARM",
            ])
        for (name, text) in [("weekly", series), ("day", day), ("single", alarm)] {
            let answer = try await dav.send("PUT", DAVFixture.calendar + name + ".ics", body: text)
            #expect(answer.status == 201, "\(answer.text)")
        }
    }

    private func query(_ filter: String, data: String = "", depth: String = "1") -> (String, [String: String]) {
        let body = """
            <C:calendar-query \(Self.names)><D:prop><D:getetag/>\(data)</D:prop><C:filter>\
            <C:comp-filter name="VCALENDAR">\(filter)</C:comp-filter></C:filter></C:calendar-query>
            """
        return (body, ["Depth": depth])
    }

    private static func event(_ inside: String) -> String { "<C:comp-filter name=\"VEVENT\">\(inside)</C:comp-filter>" }

    private static func range(_ start: String, _ end: String) -> String {
        "<C:time-range start=\"\(start)\" end=\"\(end)\"/>"
    }

    /// RFC 4791 §9.7.
    @Test(
        arguments: [
            ("", ["day", "single", "weekly"]),
            ("<C:comp-filter name=\"VTODO\"/>", []),
            ("<C:comp-filter name=\"VTODO\"><C:is-not-defined/></C:comp-filter>", ["day", "single", "weekly"]),
            (event(range("20261201T000000Z", "20261202T000000Z")), ["single"]),
            // 09:00 to 10:00 in Paris is 08:00Z to 09:00Z: both ends touch and do not overlap.
            (event(range("20261201T090000Z", "20261201T100000Z")), []),
            (event(range("20261201T070000Z", "20261201T080000Z")), []),
            (event(range("20261201T085959Z", "20261201T090000Z")), ["single"]),
            // The moved instance at its new place, not at its old one; the excluded one nowhere.
            (event(range("20261207T000000Z", "20261208T000000Z")), []),
            (event(range("20261208T120000Z", "20261209T000000Z")), ["weekly"]),
            (event(range("20261214T000000Z", "20261215T000000Z")), []),
            (event("<C:time-range start=\"20350101T000000Z\"/>"), ["weekly"]),
            (event("<C:time-range end=\"20261110T000000Z\"/>"), ["weekly"]),
            // All day is read in the site's zone: the 24th begins at 23:00Z the day before.
            (event(range("20261223T230000Z", "20261223T233000Z")), ["day"]),
            (event(range("20261224T230000Z", "20261224T233000Z")), []),
            (event("<C:prop-filter name=\"SUMMARY\"><C:text-match>RÉUNION SINGLE</C:text-match></C:prop-filter>"), []),
            (
                event("<C:prop-filter name=\"SUMMARY\"><C:text-match>union SINGLE</C:text-match></C:prop-filter>"),
                ["single"]
            ),
            (
                event(
                    "<C:prop-filter name=\"SUMMARY\"><C:text-match collation=\"i;unicode-casemap\">RÉUNION S</C:text-match></C:prop-filter>"
                ),
                ["single"]
            ),
            (
                event(
                    "<C:prop-filter name=\"SUMMARY\"><C:text-match collation=\"i;octet\">SINGLE</C:text-match></C:prop-filter>"
                ), []
            ),
            (
                event(
                    "<C:prop-filter name=\"SUMMARY\"><C:text-match negate-condition=\"yes\">single</C:text-match></C:prop-filter>"
                ),
                ["day", "weekly"]
            ),
            (
                event("<C:prop-filter name=\"CATEGORIES\"><C:text-match>conseil</C:text-match></C:prop-filter>"),
                ["single"]
            ),
            (event("<C:prop-filter name=\"CATEGORIES\"><C:is-not-defined/></C:prop-filter>"), ["day", "weekly"]),
            (
                event(
                    "<C:prop-filter name=\"DTSTART\"><C:param-filter name=\"TZID\"><C:text-match>paris</C:text-match></C:param-filter></C:prop-filter>"
                ),
                ["single", "weekly"]
            ),
            (
                event(
                    "<C:prop-filter name=\"DTSTART\"><C:param-filter name=\"TZID\"><C:is-not-defined/></C:param-filter></C:prop-filter>"
                ), ["day"]
            ),
            (event("<C:comp-filter name=\"VALARM\"/>"), ["single"]),
            (
                event(
                    "<C:comp-filter name=\"VALARM\">\(range("20261201T073000Z", "20261201T073001Z"))</C:comp-filter>"),
                ["single"]
            ),
            (
                event(
                    "<C:comp-filter name=\"VALARM\">\(range("20261201T073001Z", "20261201T080000Z"))</C:comp-filter>"),
                []
            ),
            // Time and text must hold in the same component.
            (
                event(
                    range("20261208T120000Z", "20261209T000000Z")
                        + "<C:prop-filter name=\"SUMMARY\"><C:text-match>union</C:text-match></C:prop-filter>"), []
            ),
        ] as [(String, [String])])
    func `a query finds what its filter says`(_ filter: String, _ expected: [String]) async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let (body, headers) = query(filter)
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: headers)
            #expect(answer.status == 207, "\(answer.text)")
            let found = try answer.properties().keys.map {
                $0.split(separator: "/").last?.dropLast(4).description ?? ""
            }
            #expect(found.sorted() == expected, "\(filter)")
        }
    }

    /// RFC 4791 §7.5, §7.8.
    @Test(arguments: [
        ("<C:comp-filter name=\"VEVENT\"><C:time-range/></C:comp-filter>", XMLName.caldav("valid-filter")),
        (event(range("20261202T000000Z", "20261201T000000Z")), .caldav("valid-filter")),
        (event("<C:time-range start=\"2026-12-01\"/>"), .caldav("valid-filter")),
        (event("<C:time-range start=\"99999999T999999Z\"/>"), .caldav("valid-filter")),
        (event("<C:nonsense/>"), .caldav("supported-filter")),
        (
            event("<C:prop-filter name=\"SUMMARY\"><C:text-match collation=\"i;x\">a</C:text-match></C:prop-filter>"),
            .caldav("supported-collation")
        ),
    ])
    func `a filter that cannot be served is refused by name`(_ filter: String, _ condition: XMLName) async throws {
        try await DAVFixture.run { dav in
            let (body, headers) = query(filter)
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: headers)
            #expect(answer.status == 403)
            #expect(try answer.condition() == condition)
        }
    }

    /// RFC 4791 §9.6.5–§9.6.7.
    @Test func `expand gives one component for each instance, in UTC`() async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let data =
                "<C:calendar-data><C:expand start=\"20261201T000000Z\" end=\"20261222T000000Z\"/></C:calendar-data>"
            let (body, headers) = query(Self.event(Self.range("20261202T000000Z", "20261222T000000Z")), data: data)
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: headers)
            let text = try #require(
                try answer.properties()[DAVFixture.calendar + "weekly.ics"]?[.caldav("calendar-data")]?.text)
            let starts = text.split(separator: "\r\n").filter {
                $0.hasPrefix("DTSTART") || $0.hasPrefix("RECURRENCE-ID")
            }
            #expect(
                starts.sorted() == [
                    "DTSTART:20261208T130000Z", "DTSTART:20261221T090000Z", "RECURRENCE-ID:20261207T090000Z",
                    "RECURRENCE-ID:20261221T090000Z",
                ])
            #expect(!text.contains("RRULE") && !text.contains("TZID") && !text.contains("VTIMEZONE"))
        }
    }

    /// RFC 4791 §9.6.
    @Test func `a part of the data is sent where a part is asked for`() async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let data = """
                <C:calendar-data><C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VEVENT">\
                <C:prop name="UID"/><C:prop name="SUMMARY" novalue="yes"/></C:comp></C:comp></C:calendar-data>
                """
            let (body, headers) = query(Self.event(Self.range("20261201T000000Z", "20261202T000000Z")), data: data)
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: headers)
            let text = try answer.properties()[DAVFixture.calendar + "single.ics"]?[.caldav("calendar-data")]?.text
            #expect(
                text
                    == "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:single\r\nSUMMARY:\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            )
        }
    }

    /// RFC 4791 §7.9.
    @Test func `multiget gives the stored octets and names what is missing`() async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let body = """
                <C:calendar-multiget \(Self.names)><D:prop><C:calendar-data/></D:prop><D:href>\(DAVFixture.calendar)day.ics</D:href>\
                <D:href>\(DAVFixture.calendar)none.ics</D:href><D:href>/dav/calendars/people/bruno.petit/calendar/x.ics</D:href>\
                <D:href>http://elsewhere.example\(DAVFixture.calendar)single.ics</D:href></C:calendar-multiget>
                """
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body)
            #expect(try answer.statuses().values.sorted() == [404, 404])
            let stored = try await dav.send("GET", DAVFixture.calendar + "day.ics").text
            let found = try answer.properties()
            #expect(found[DAVFixture.calendar + "day.ics"]?[.caldav("calendar-data")]?.text == stored)
            #expect(found[DAVFixture.calendar + "single.ics"] != nil)
        }
    }

    /// RFC 4791 §7.10.
    @Test func `free and busy of a calendar and of a principal`() async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let body =
                "<C:free-busy-query \(Self.names)>\(Self.range("20261201T000000Z", "20261209T000000Z"))</C:free-busy-query>"
            for path in [DAVFixture.calendar, "/dav/principals/people/camille.martin/"] {
                let answer = try await dav.send("REPORT", path, body: body)
                #expect(answer.status == 200)
                #expect(answer.text.contains("FREEBUSY;FBTYPE=BUSY:20261201T080000Z/20261201T090000Z"))
                #expect(answer.text.contains("FREEBUSY;FBTYPE=BUSY:20261208T130000Z/20261208T140000Z"))
                #expect(!answer.text.contains("Réunion"))
            }
        }
    }

    @Test func `hostile reports get an answer`() async throws {
        try await DAVFixture.run { dav in
            let bodies = [
                "", "<x/>", "<C:calendar-query \(Self.names)/>", "<C:calendar-multiget \(Self.names)/>",
                "<C:free-busy-query \(Self.names)/>", "<D:sync-collection \(Self.names)/>",
                "<D:principal-property-search \(Self.names)/>",
                "<D:expand-property \(Self.names)><D:property name=\"a b&lt;\"/></D:expand-property>",
                "<C:calendar-multiget \(Self.names)>" + String(repeating: "<D:href>/x</D:href>", count: 5_001)
                    + "</C:calendar-multiget>",
                "<D:sync-collection \(Self.names)><D:sync-token/><D:sync-level>infinite</D:sync-level></D:sync-collection>",
                "<D:sync-collection \(Self.names)><D:limit><D:nresults>-1</D:nresults></D:limit></D:sync-collection>",
            ]
            for body in bodies {
                for path in ["/dav/", DAVFixture.home, DAVFixture.calendar, DAVFixture.calendar + "none.ics"] {
                    let answer = try await dav.send("REPORT", path, body: body)
                    #expect(
                        [207, 400, 403, 404].contains(answer.status), "\(body.prefix(80)) \(path) \(answer.status)")
                }
            }
        }
    }
}
