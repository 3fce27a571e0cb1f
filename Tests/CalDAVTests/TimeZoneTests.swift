import Testing
import WebDAVXML

/// Zones by their names: RFC 7809 §5.2, §5.3; local times in free/busy requests: RFC 5545 §3.6.4, RFC 5546 §3.6.
@Suite struct TimeZoneTests {
    private static func change(_ content: String, _ action: String = "set") -> String {
        """
        <D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:\(action)><D:prop>\(content)</D:prop>\
        </D:\(action)></D:propertyupdate>
        """
    }

    private static func query(_ zone: String, _ start: String, _ end: String) -> String {
        """
        <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop><C:filter>\
        <C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="\(start)" end="\(end)"/>\
        </C:comp-filter></C:comp-filter></C:filter>\(zone)</C:calendar-query>
        """
    }

    private func zone(_ dav: DAVFixture) async throws -> (name: String?, text: String?) {
        let ask = """
            <D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-timezone-id/>\
            <C:calendar-timezone/></D:prop></D:propfind>
            """
        let answer = try await dav.send("PROPFIND", DAVFixture.calendar, body: ask, headers: ["Depth": "0"])
        let found = try answer.properties()[DAVFixture.calendar]
        return (found?[.caldav("calendar-timezone-id")]?.text, found?[.caldav("calendar-timezone")]?.text)
    }

    @Test func `a calendar's zone is set by its name, and both properties say the same`() async throws {
        try await DAVFixture.run { dav in
            let named = Self.change("<C:calendar-timezone-id>Asia/Tokyo</C:calendar-timezone-id>")
            let done = try await dav.send("PROPPATCH", DAVFixture.calendar, body: named)
            #expect(done.text.contains("HTTP/1.1 200"), "\(done.text)")
            let set = try await zone(dav)
            #expect(set.name == "Asia/Tokyo")
            #expect(
                set.text?.contains("TZID:Asia/Tokyo\r\n") == true || set.text?.contains("TZID:Asia/Tokyo\n") == true)
            let floating = DAVFixture.event(uid: "f", start: "20261201T090000").replacing(
                ";TZID=Europe/Paris", with: "")
            #expect(try await dav.send("PUT", DAVFixture.calendar + "f.ics", body: floating).status == 201)
            let body = Self.query("", "20261201T000000Z", "20261201T003000Z")
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: ["Depth": "1"])
            #expect(try answer.properties().count == 1)
            for name in ["Mars/Olympus", "", "Romance Standard Time", "../../etc/passwd"] {
                let bad = Self.change("<C:calendar-timezone-id>\(name)</C:calendar-timezone-id>")
                let refused = try await dav.send("PROPPATCH", DAVFixture.calendar, body: bad)
                #expect(refused.text.contains("HTTP/1.1 403") && refused.text.contains("valid-timezone"))
            }
            #expect(try await zone(dav).name == "Asia/Tokyo")
            let remove = Self.change("<C:calendar-timezone-id/>", "remove")
            #expect(try await dav.send("PROPPATCH", DAVFixture.calendar, body: remove).text.contains("HTTP/1.1 200"))
            #expect(try await zone(dav) == (nil, nil))
        }
    }

    @Test(arguments: [
        ("<C:timezone-id>Asia/Tokyo</C:timezone-id>", 1), ("<C:timezone-id>Europe/Paris</C:timezone-id>", 0),
        ("<C:timezone-id> Asia/Tokyo </C:timezone-id>", 1), ("", 0),
    ])
    func `a query reads floating times in the zone that it names`(_ zone: String, _ count: Int) async throws {
        try await DAVFixture.run { dav in
            let floating = DAVFixture.event(uid: "f", start: "20261201T090000").replacing(
                ";TZID=Europe/Paris", with: "")
            #expect(try await dav.send("PUT", DAVFixture.calendar + "f.ics", body: floating).status == 201)
            let body = Self.query(zone, "20261201T000000Z", "20261201T003000Z")
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: ["Depth": "1"])
            #expect(try answer.properties().count == count)
        }
    }

    @Test(arguments: ["Mars/X", "", "/etc/passwd", String(repeating: "x", count: 10_000)])
    func `a query in an unknown zone is refused`(_ name: String) async throws {
        try await DAVFixture.run { dav in
            let body = Self.query("<C:timezone-id>\(name)</C:timezone-id>", "20261201T000000Z", "20261202T000000Z")
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: ["Depth": "1"])
            #expect(answer.status == 403)
            #expect(try answer.condition() == .caldav("valid-timezone"))
        }
    }

    @Test(arguments: [
        ("DTSTART:20261201T080000", "DTEND:20261201T120000", "DTSTART:20261201T070000Z"),
        ("DTSTART;TZID=Asia/Tokyo:20261201T160000", "DTEND:20261201T110000Z", "DTSTART:20261201T070000Z"),
    ])
    func `local times in a free/busy request are read in their zone or the site's`(
        _ start: String, _ end: String, _ expected: String
    ) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.askFreeBusy([start, end, "ATTENDEE:mailto:bruno.petit@ville.example"])
            let data = try answer.xml().first(.caldav("response"))?.first(.caldav("calendar-data"))?.text ?? ""
            #expect(data.contains(expected), "\(answer.text)")
            #expect(data.contains("DTEND:20261201T110000Z"))
        }
    }

    @Test(arguments: [
        ("mailto:nobody@ville.example", "3.7"), ("mailto:somebody@elsewhere.example", "5.3"),
        ("mailto:bruno.petit@ville.example", "2.0"), ("/dav/principals/people/nobody/", "3.7"),
        ("/dav/principals/groups/etat-civil/", "3.7"),
    ])
    func `whoever is elsewhere is told from whoever does not exist`(_ address: String, _ status: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.askFreeBusy([
                "DTSTART:20261201T080000Z", "DTEND:20261201T120000Z", "ATTENDEE:\(address)",
            ])
            let found = try answer.xml().first(.caldav("response"))?.first(.caldav("request-status"))?.text
            #expect(found?.hasPrefix(status) == true, "\(found ?? answer.text)")
        }
    }
}

extension DAVFixture {
    /// A free/busy request by Camille.
    fileprivate func askFreeBusy(_ lines: [String]) async throws -> DAVAnswer {
        let all =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "METHOD:REQUEST", "BEGIN:VFREEBUSY", "UID:f",
                "DTSTAMP:20261101T000000Z", "ORGANIZER:mailto:camille.martin@ville.example",
            ] + lines + ["END:VFREEBUSY", "END:VCALENDAR", ""]
        return try await send(
            "POST", DAVFixture.home + "outbox/", body: all.joined(separator: "\r\n"),
            headers: ["Content-Type": "text/calendar"])
    }
}
