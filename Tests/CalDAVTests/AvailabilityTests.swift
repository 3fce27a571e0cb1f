import Testing
import WebDAVXML

/// Working hours in free/busy: RFC 7953 §3.1, §3.2, §4, §5.1, §7.2.4.
@Suite struct AvailabilityTests {
    private static let inbox = DAVFixture.home + "inbox/"

    private static func change(_ text: String, _ name: String = "C:calendar-availability") -> String {
        """
        <D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/">\
        <D:set><D:prop><\(name)><![CDATA[\(text)]]></\(name)></D:prop></D:set></D:propertyupdate>
        """
    }

    private static func calendar(_ lines: [String]) -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"] + lines + ["END:VCALENDAR", ""])
            .joined(separator: "\r\n")
    }

    private static func available(_ lines: String...) -> [String] {
        ["BEGIN:AVAILABLE", "UID:\(lines.joined().hashValue)", "DTSTAMP:20261101T000000Z"] + lines + ["END:AVAILABLE"]
    }

    private static func availability(_ lines: [String], _ available: [String] = []) -> [String] {
        ["BEGIN:VAVAILABILITY", "UID:v", "DTSTAMP:20261101T000000Z"] + lines + available + ["END:VAVAILABILITY"]
    }

    private static let weekdays = available(
        "DTSTART;TZID=Europe/Paris:20261102T090000", "DTEND;TZID=Europe/Paris:20261102T170000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")

    private static let mornings = available(
        "DTSTART:20261124T080000Z", "DURATION:PT4H", "RRULE:FREQ=DAILY;COUNT=30", "EXDATE:20261125T080000Z")

    /// Bruno asks about Camille's Tuesday, 24 November 2026, and what is after it.
    private func ask(
        _ dav: DAVFixture, from: String = "20261124T000000Z", to: String = "20261125T000000Z"
    ) async throws -> [String] {
        let body = Self.calendar([
            "METHOD:REQUEST", "BEGIN:VFREEBUSY", "UID:f", "DTSTAMP:20261101T000000Z", "DTSTART:\(from)", "DTEND:\(to)",
            "ORGANIZER:mailto:bruno.petit@ville.example", "ATTENDEE:mailto:camille.martin@ville.example",
            "END:VFREEBUSY",
        ])
        let answer = try await dav.send(
            "POST", "/dav/calendars/people/bruno.petit/outbox/", body: body, headers: ["Content-Type": "text/calendar"],
            user: "bruno.petit")
        let data = try answer.xml().first(.caldav("response"))?.first(.caldav("calendar-data"))?.text ?? ""
        let lines = data.replacing("\r\n ", with: "").split(separator: "\r\n").filter { $0.hasPrefix("FREEBUSY") }
        return lines.map { line in
            line.dropFirst("FREEBUSY;FBTYPE=".count).replacing("202611", with: "").replacing("0000Z", with: "")
        }.map { String($0) }
    }

    @Test(
        arguments: [
            // Weekdays from nine to five in Paris; the times below are UTC.
            (availability([], weekdays), ["BUSY-UNAVAILABLE:24T00/24T08", "BUSY-UNAVAILABLE:24T16/25T00"]),
            // All of one week is away, and nothing before or after it.
            (
                availability(["DTSTART:20261124T100000Z", "DTEND:20261130T000000Z", "BUSYTYPE:BUSY"]),
                ["BUSY:24T10/25T00"]
            ),
            (availability(["DTSTART:20261124T200000Z", "BUSYTYPE:BUSY-TENTATIVE"]), ["BUSY-TENTATIVE:24T20/25T00"]),
            (availability(["DTEND:20261124T030000Z", "BUSYTYPE:X-AWAY"]), ["BUSY-UNAVAILABLE:24T00/24T03"]),
            (availability(["DTSTART:20261124T010000Z", "DURATION:PT2H"]), ["BUSY-UNAVAILABLE:24T01/24T03"]),
            (availability(["DTSTART:20261126T000000Z"]), []),
            (availability([], mornings), ["BUSY-UNAVAILABLE:24T00/24T08", "BUSY-UNAVAILABLE:24T12/25T00"]),
            (availability([], available("DTSTART:20261124T090000Z")), ["BUSY-UNAVAILABLE:24T00/24T09"]),
            // The higher priority (the lower number) replaces what the other says of its time; no number is the lowest.
            (
                availability([], weekdays)
                    + availability([
                        "PRIORITY:5", "DTSTART:20261124T060000Z", "DTEND:20261124T120000Z", "BUSYTYPE:BUSY",
                    ]),
                ["BUSY:24T06/24T12", "BUSY-UNAVAILABLE:24T00/24T06", "BUSY-UNAVAILABLE:24T16/25T00"]
            ),
            (
                availability(["PRIORITY:9", "BUSYTYPE:BUSY"])
                    + availability(
                        ["PRIORITY:1", "DTSTART:20261124T060000Z", "DTEND:20261124T120000Z"],
                        available("DTSTART:20261124T070000Z", "DTEND:20261124T110000Z")),
                [
                    "BUSY:24T00/24T06", "BUSY:24T12/25T00", "BUSY-UNAVAILABLE:24T06/24T07",
                    "BUSY-UNAVAILABLE:24T11/24T12",
                ]
            ),
            // Among equals the stronger type counts.
            (
                availability(["DTEND:20261124T020000Z", "BUSYTYPE:BUSY-TENTATIVE"])
                    + availability(["DTEND:20261124T010000Z"]),
                ["BUSY-TENTATIVE:24T01/24T02", "BUSY-UNAVAILABLE:24T00/24T01"]
            ),
        ] as [([String], [String])])
    func `time outside the working hours is taken`(_ lines: [String], _ expected: [String]) async throws {
        try await DAVFixture.run { dav in
            let text = Self.calendar(lines)
            let done = try await dav.send("PROPPATCH", Self.inbox, body: Self.change(text))
            #expect(done.text.contains("HTTP/1.1 200"), "\(done.text)")
            #expect(try await ask(dav) == expected)
            let free = try await dav.send(
                "REPORT", "/dav/principals/people/camille.martin/",
                body: """
                    <C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">\
                    <C:time-range start="20261124T000000Z" end="20261125T000000Z"/></C:free-busy-query>
                    """, user: "bruno.petit")
            #expect(free.text.contains("FREEBUSY;") == !expected.isEmpty)
        }
    }

    @Test func `events count for more than working hours, and these can be read and taken back`() async throws {
        try await DAVFixture.run { dav in
            let text = Self.calendar(Self.availability([], Self.weekdays))
            for name in ["C:calendar-availability", "S:calendar-availability"] {
                let done = try await dav.send("PROPPATCH", Self.inbox, body: Self.change(text, name))
                #expect(done.text.contains("HTTP/1.1 200"))
            }
            let event = DAVFixture.event(uid: "a", start: "20261124T163000")
            #expect(try await dav.send("PUT", DAVFixture.calendar + "a.ics", body: event).status == 201)
            let busy = try await ask(dav)
            #expect(busy.contains("BUSY:24T153000Z/24T163000Z"))
            #expect(busy.contains("BUSY-UNAVAILABLE:24T163000Z/25T00"))
            let find = """
                <D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-availability/></D:prop></D:propfind>
                """
            let found = try await dav.send("PROPFIND", Self.inbox, body: find, headers: ["Depth": "0"])
            let value = try found.properties()[Self.inbox]?[.caldav("calendar-availability")]?.text
            #expect(value?.contains("BEGIN:AVAILABLE") == true)
            let remove = """
                <D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:remove><D:prop>\
                <C:calendar-availability/></D:prop></D:remove></D:propertyupdate>
                """
            #expect(try await dav.send("PROPPATCH", Self.inbox, body: remove).text.contains("HTTP/1.1 200"))
            #expect(try await ask(dav) == ["BUSY:24T153000Z/24T163000Z"])
            #expect(try await dav.send("OPTIONS", DAVFixture.home).text.isEmpty)
        }
    }

    /// RFC 7953 §7.2.4: anything else is no availability.
    @Test(arguments: [
        "nonsense", calendar([]), DAVFixture.event(uid: "a", start: "20261201T090000"),
        calendar(availability(["DTSTART;VALUE=DATE:20261124"])), calendar(availability(["DURATION:PT1H"])),
        calendar(availability(["DTSTART:20261124T100000Z", "DTEND:20261124T090000Z"])),
        calendar(availability([], available("DURATION:PT1H"))),
        calendar(availability([], available("DTSTART:20261124T090000Z", "DTEND:20261124T080000Z"))),
        calendar(availability([], available("DTSTART:20261124T090000Z", "DURATION:PT1H", "RRULE:FREQ=NEVER"))),
        calendar(availability([], available("DTSTART;TZID=Mars/Olympus:20261124T090000", "DURATION:PT1H"))),
        calendar(availability([], ["BEGIN:VEVENT", "UID:x", "DTSTART:20261124T090000Z", "END:VEVENT"])),
        calendar((0..<101).flatMap { _ in availability([]) }),
    ])
    func `what cannot be read as working hours is refused`(_ text: String) async throws {
        try await DAVFixture.run { dav in
            let refused = try await dav.send("PROPPATCH", Self.inbox, body: Self.change(text))
            #expect(refused.status == 207)
            #expect(refused.text.contains("HTTP/1.1 403") && refused.text.contains("valid-calendar-data"))
            #expect(try await ask(dav).isEmpty)
        }
    }

    /// RFC 7953 §7.2.4: hours that repeat without end and without use cost no more than others.
    @Test func `an availability that is long to follow counts as not there`() async throws {
        try await DAVFixture.run { dav in
            let lines = Self.available(
                "DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
            let text = Self.calendar(Self.availability([], Array((0..<99).map { _ in lines }.joined())))
            let done = try await dav.send("PROPPATCH", Self.inbox, body: Self.change(text))
            #expect(done.status == 207)
            _ = try await ask(dav, to: "20281124T000000Z")
        }
    }
}
