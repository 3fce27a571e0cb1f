import Testing
import WebDAVXML

@Suite struct PrincipalTests {
    private static let names =
        "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\""
    private static let room = "/dav/principals/resources/salle-jaures/"
    private static let camille = "/dav/principals/people/camille.martin/"

    private static func search(_ property: String, _ text: String, more: String = "", test: String = "") -> String {
        """
        <D:principal-property-search \(names) \(test)><D:property-search><D:prop><\(property)/></D:prop><D:match>\(text)</D:match>\
        </D:property-search>\(more)<D:prop><D:displayname/><C:calendar-user-type/></D:prop></D:principal-property-search>
        """
    }

    /// RFC 3744 §9.4.
    @Test(
        arguments: [
            (search("D:displayname", "jaur"), [room]), (search("D:displayname", "CAMILLE"), [camille]),
            (search("C:calendar-user-type", "ROOM"), [room]),
            (search("C:calendar-user-address-set", "MAILTO:salle-jaures@ville.example"), [room]),
            (search("C:calendar-user-address-set", "nobody@ville.example"), []),
            (search("D:nonsense", "a"), []),
            (
                search(
                    "D:displayname", "jaur",
                    more:
                        "<D:property-search><D:prop><D:displayname/></D:prop><D:match>camille</D:match></D:property-search>"
                ), []
            ),
            (
                search(
                    "D:displayname", "jaur",
                    more:
                        "<D:property-search><D:prop><D:displayname/></D:prop><D:match>camille</D:match></D:property-search>",
                    test: "test=\"anyof\""), [camille, room]
            ),
        ] as [(String, [String])])
    func `a search by properties finds principals`(_ body: String, _ expected: [String]) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("REPORT", "/dav/principals/", body: body, headers: ["Depth": "0"])
            #expect(answer.status == 207)
            #expect(try answer.properties().keys.sorted() == expected)
        }
    }

    /// Apple’s caldav-principal-search.
    @Test(
        arguments: [
            ("location", "jau", [room]), ("resource", "proj", ["/dav/principals/resources/projecteur/"]),
            ("attendee", "mart", [camille]), ("attendee", "jau", []), ("user", "camille", [camille]),
            ("location", "ja", []), ("group", "civil", ["/dav/principals/groups/etat-civil/"]),
        ] as [(String, String, [String])])
    func `Apple's search goes by context and token`(
        _ context: String, _ token: String, _ expected: [String]
    ) async throws {
        try await DAVFixture.run { dav in
            let body = """
                <S:calendarserver-principal-search \(Self.names) context="\(context)"><S:search-token>\(token)</S:search-token>\
                <D:prop><D:displayname/></D:prop></S:calendarserver-principal-search>
                """
            let answer = try await dav.send("REPORT", "/dav/principals/", body: body, headers: ["Depth": "0"])
            #expect(try answer.properties().keys.sorted() == expected)
        }
    }

    /// RFC 6638 §5, with the property that Apple's server invented for whoever moves an event: theirs alone.
    @Test func `an event is left out of busy time for its organizer alone`() async throws {
        try await DAVFixture.run { dav in
            let room = DAVFixture.event(
                uid: "r", start: "20261201T090000",
                extra: ["ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:salle-jaures@ville.example"])
            #expect(try await dav.send("PUT", DAVFixture.calendar + "r.ics", body: room).status == 201)
            for (asker, isBusy) in [("bruno.petit", true), ("camille.martin", false)] {
                let lines = [
                    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "METHOD:REQUEST", "BEGIN:VFREEBUSY",
                    "UID:f",
                    "DTSTAMP:20261101T000000Z", "DTSTART:20261201T000000Z", "DTEND:20261202T000000Z",
                    "ORGANIZER:mailto:\(asker)@ville.example", "ATTENDEE:mailto:salle-jaures@ville.example",
                    "X-CALENDARSERVER-MASK-UID:r", "END:VFREEBUSY", "END:VCALENDAR", "",
                ]
                let answer = try await dav.send(
                    "POST", "/dav/calendars/people/\(asker)/outbox/", body: lines.joined(separator: "\r\n"),
                    headers: ["Content-Type": "text/calendar; charset=utf-8"], user: asker)
                #expect(answer.text.contains("FBTYPE=BUSY:20261201T080000Z") == isBusy, "\(answer.text)")
            }
        }
    }

    /// RFC 6638 §5.
    @Test func `the outbox answers for each recipient`() async throws {
        try await DAVFixture.run { dav in
            let room = DAVFixture.event(
                uid: "r", start: "20261201T090000",
                extra: ["ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:salle-jaures@ville.example"])
            #expect(try await dav.send("PUT", DAVFixture.calendar + "r.ics", body: room).status == 201)
            let lines = [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "METHOD:REQUEST", "BEGIN:VFREEBUSY", "UID:f",
                "DTSTAMP:20261101T000000Z", "DTSTART:20261201T000000Z", "DTEND:20261202T000000Z",
                "ORGANIZER:mailto:bruno.petit@ville.example", "ATTENDEE:mailto:salle-jaures@ville.example",
                "ATTENDEE:MAILTO:Nobody@ville.example", "ATTENDEE:/dav/principals/people/camille.martin/",
                "END:VFREEBUSY", "END:VCALENDAR", "",
            ]
            let body = lines.joined(separator: "\r\n")
            let outbox = "/dav/calendars/people/bruno.petit/outbox/"
            let headers = ["Content-Type": "text/calendar; charset=utf-8"]
            let answer = try await dav.send("POST", outbox, body: body, headers: headers, user: "bruno.petit")
            #expect(answer.status == 200)
            let responses = try answer.xml().all(.caldav("response"))
            let recipients = responses.map { $0.first(.caldav("recipient"))?.first(.dav("href"))?.text }
            #expect(
                recipients == [
                    "mailto:salle-jaures@ville.example", "MAILTO:Nobody@ville.example",
                    "/dav/principals/people/camille.martin/",
                ])
            let statuses = responses.map { $0.first(.caldav("request-status"))?.text.prefix(3) }
            #expect(statuses == ["2.0", "3.7", "2.0"])
            for index in [0, 2] {
                let data = responses[index].first(.caldav("calendar-data"))?.text ?? ""
                #expect(data.contains("FREEBUSY;FBTYPE=BUSY:20261201T080000Z/20261201T090000Z"), "\(data)")
            }
            // Somebody else's outbox, somebody else's name, no attendee, no calendar.
            #expect(try await dav.send("POST", outbox, body: body, headers: headers).status == 404)
            let forged = body.replacing("ORGANIZER:mailto:bruno.petit", with: "ORGANIZER:mailto:camille.martin")
            let refusals = [
                (forged, XMLName.caldav("valid-organizer")), ("x", .caldav("valid-calendar-data")),
                (
                    lines.filter { !$0.hasPrefix("ATTENDEE") }.joined(separator: "\r\n"),
                    .caldav("valid-scheduling-message")
                ),
            ]
            for (text, condition) in refusals {
                let refused = try await dav.send("POST", outbox, body: text, headers: headers, user: "bruno.petit")
                #expect(refused.status == 403)
                #expect(try refused.condition() == condition)
            }
        }
    }

    /// RFC 3744 §9.3, 3253 §3.8.
    @Test func `expand-property follows addresses, principal-match finds oneself`() async throws {
        try await DAVFixture.run { dav in
            let expand = """
                <D:expand-property \(Self.names)><D:property name="current-user-principal"><D:property name="displayname"/>\
                </D:property></D:expand-property>
                """
            let answer = try await dav.send("REPORT", "/dav/", body: expand)
            let inner = try answer.properties()["/dav/"]?[.dav("current-user-principal")]?.first(.dav("response"))
            #expect(inner?.first(.dav("href"))?.text == Self.camille)
            let match =
                "<D:principal-match \(Self.names)><D:self/><D:prop><D:displayname/></D:prop></D:principal-match>"
            let found = try await dav.send("REPORT", "/dav/principals/", body: match)
            #expect(try found.properties().keys.sorted() == ["/dav/principals/groups/etat-civil/", Self.camille])
        }
    }

    /// RFC 6638 §2.4, 5842 §3.1.
    @Test func `a room is a room, and its calendar is shown as the policy says`() async throws {
        try await DAVFixture.run { dav in
            let ask = """
                <D:propfind \(Self.names)><D:prop><C:calendar-user-type/><D:resource-id/><D:displayname/></D:prop></D:propfind>
                """
            let answer = try await dav.send("PROPFIND", Self.room, body: ask, headers: ["Depth": "0"])
            let found = try answer.properties()[Self.room]
            #expect(found?[.caldav("calendar-user-type")]?.text == "ROOM")
            #expect(found?[.dav("resource-id")]?.first(.dav("href"))?.text.hasPrefix("urn:uuid:") == true)
            let path = "/dav/calendars/resources/salle-jaures/calendar/"
            #expect(try await dav.send("PROPFIND", path, headers: ["Depth": "1"], user: "admin").status == 207)
        }
    }
}
