import Testing
import WebDAVXML

@Suite struct CollectionTests {
    private let path = DAVFixture.home + "projets/"

    private let make = """
        <C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop>\
        <D:displayname>Projets &amp; chantiers</D:displayname><C:calendar-description>Étude</C:calendar-description>\
        <C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>\
        <A:calendar-color>#FF0000FF</A:calendar-color></D:prop></D:set></C:mkcalendar>
        """

    /// RFC 4791 §5.3.1.
    @Test func `a calendar is made with its properties, removed, and made again at once`() async throws {
        try await DAVFixture.run { dav in
            for _ in 0..<2 {
                #expect(try await dav.send("MKCALENDAR", path, body: make).status == 201)
                let ask = """
                    <D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/" \
                    xmlns:S="http://calendarserver.org/ns/"><D:prop><D:displayname/><C:calendar-description/>\
                    <C:supported-calendar-component-set/><A:calendar-color/><S:getctag/><D:sync-token/>\
                    <C:max-resource-size/><D:supported-report-set/><D:current-user-privilege-set/><D:owner/>\
                    <C:schedule-calendar-transp/></D:prop></D:propfind>
                    """
                let answer = try await dav.send("PROPFIND", path, body: ask, headers: ["Depth": "0"])
                let found = try #require(try answer.properties()[path])
                #expect(found.count == 11)
                #expect(found[.dav("displayname")]?.text == "Projets & chantiers")
                #expect(found[.apple("calendar-color")]?.text == "#FF0000FF")
                #expect(
                    found[.caldav("supported-calendar-component-set")]?.children.map { $0[attribute: "name"] } == [
                        "VEVENT"
                    ])
                #expect(found[.caldav("schedule-calendar-transp")]?.first(.caldav("opaque")) != nil)
                #expect(try await dav.send("MKCALENDAR", path).status == 403)
                #expect(try await dav.send("DELETE", path).status == 204)
                #expect(try await dav.send("PROPFIND", path, headers: ["Depth": "0"]).status == 404)
            }
        }
    }

    /// RFC 5689 §3.
    @Test func `extended MKCOL makes calendars and nothing else`() async throws {
        try await DAVFixture.run { dav in
            let body = """
                <D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:resourcetype>\
                <D:collection/>TYPE</D:resourcetype></D:prop></D:set></D:mkcol>
                """
            let plain = try await dav.send("MKCOL", path, body: body.replacing("TYPE", with: ""))
            #expect(plain.status == 403)
            let calendar = try await dav.send("MKCOL", path, body: body.replacing("TYPE", with: "<C:calendar/>"))
            #expect(calendar.status == 201)
            #expect(try await dav.send("MKCOL", path).status == 403)
        }
    }

    /// RFC 4918 §9.2, §4.3.
    @Test func `PROPPATCH changes all or nothing and keeps what it does not know`() async throws {
        try await DAVFixture.run { dav in
            let change = """
                <D:propertyupdate xmlns:D="DAV:" xmlns:X="urn:x"><D:set><D:prop><D:displayname>Neu</D:displayname>\
                <X:note>a &lt; <X:b c="d"/></X:note>EXTRA</D:prop></D:set></D:propertyupdate>
                """
            let refused = try await dav.send(
                "PROPPATCH", DAVFixture.calendar, body: change.replacing("EXTRA", with: "<D:getetag>x</D:getetag>"))
            #expect(refused.status == 207)
            #expect(refused.text.contains("HTTP/1.1 403") && refused.text.contains("HTTP/1.1 424"))
            let before = try await dav.send("PROPFIND", DAVFixture.calendar, headers: ["Depth": "0"])
            #expect(!before.text.contains("Neu"))
            let done = try await dav.send("PROPPATCH", DAVFixture.calendar, body: change.replacing("EXTRA", with: ""))
            #expect(done.text.contains("HTTP/1.1 200") && !done.text.contains("HTTP/1.1 4"))
            let after = try await dav.send("PROPFIND", DAVFixture.calendar, headers: ["Depth": "0"])
            let note = try after.properties()[DAVFixture.calendar]?[XMLName("urn:x", "note")]
            #expect(note?.text == "a < ")
            #expect(note?.first(XMLName("urn:x", "b"))?[attribute: "c"] == "d")
            let remove = """
                <D:propertyupdate xmlns:D="DAV:" xmlns:X="urn:x"><D:remove><D:prop><X:note/></D:prop></D:remove></D:propertyupdate>
                """
            #expect(try await dav.send("PROPPATCH", DAVFixture.calendar, body: remove).text.contains("HTTP/1.1 200"))
            let last = try await dav.send("PROPFIND", DAVFixture.calendar, headers: ["Depth": "0"])
            #expect(!last.text.contains("note"))
        }
    }

    /// RFC 4791 §5.2.2.
    @Test func `a calendar's own zone decides where floating times are`() async throws {
        try await DAVFixture.run { dav in
            let zone = """
                BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r
                DTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r
                END:VCALENDAR\r

                """
            func change(_ text: String) async throws -> DAVAnswer {
                let body = """
                    <D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>\
                    <C:calendar-timezone>\(text)</C:calendar-timezone></D:prop></D:set></D:propertyupdate>
                    """
                return try await dav.send("PROPPATCH", DAVFixture.calendar, body: body)
            }
            #expect(try await change("nonsense").text.contains("HTTP/1.1 403"))
            let done = try await change(zone)
            #expect(done.text.contains("HTTP/1.1 200"), "\(done.text)")
            let floating = DAVFixture.event(uid: "f", start: "20261201T090000").replacing(
                ";TZID=Europe/Paris", with: "")
            #expect(try await dav.send("PUT", DAVFixture.calendar + "f.ics", body: floating).status == 201)
            for (start, end, count) in [
                ("20261201T000000Z", "20261201T003000Z", 1), ("20261201T080000Z", "20261201T090000Z", 0),
            ] {
                let body = """
                    <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop><C:filter>\
                    <C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="\(start)" end="\(end)"/>\
                    </C:comp-filter></C:comp-filter></C:filter></C:calendar-query>
                    """
                let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: ["Depth": "1"])
                #expect(try answer.properties().count == count)
            }
        }
    }

    /// RFC 6638 §4.3.
    @Test func `the calendar that scheduling writes into stays`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("DELETE", DAVFixture.calendar)
            #expect(answer.status == 403)
            #expect(try answer.condition() == .caldav("default-calendar-needed"))
        }
    }

    /// RFC 6578 §3.
    @Test func `sync tells what is new, changed and gone, and continues where a limit cut it`() async throws {
        try await DAVFixture.run { dav in
            func sync(_ token: String, limit: Int? = nil) async throws -> (DAVAnswer, String) {
                let part = limit.map { "<limit><nresults>\($0)</nresults></limit>" } ?? ""
                let body = """
                    <sync-collection xmlns="DAV:"><sync-token>\(token)</sync-token><sync-level>1</sync-level>\(part)\
                    <prop><getetag/></prop></sync-collection>
                    """
                let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body)
                return (answer, answer.status == 207 ? try answer.xml().first(.dav("sync-token"))?.text ?? "" : "")
            }
            for name in ["a", "b", "c"] {
                let text = DAVFixture.event(uid: name, start: "20261201T090000")
                #expect(try await dav.send("PUT", DAVFixture.calendar + name + ".ics", body: text).status == 201)
            }
            var seen: Set<String> = []
            var token = ""
            for _ in 0..<2 {
                let (answer, next) = try await sync(token, limit: 2)
                seen.formUnion(try answer.properties().keys)
                if seen.count < 3 { #expect(try answer.statuses()[DAVFixture.calendar] == 507) }
                token = next
            }
            #expect(["a", "b", "c"].allSatisfy { seen.contains(DAVFixture.calendar + $0 + ".ics") })
            #expect(try await dav.send("DELETE", DAVFixture.calendar + "b.ics").status == 204)
            let (delta, next) = try await sync(token)
            #expect(try delta.statuses() == [DAVFixture.calendar + "b.ics": 404])
            let (nothing, same) = try await sync(next)
            #expect(try nothing.xml().all(.dav("response")).isEmpty)
            #expect(same == next)
            for bad in ["x", "urn:creneau:sync:other-1", "urn:creneau:sync:memory-999999"] {
                let (answer, _) = try await sync(bad)
                #expect(answer.status == 403)
                #expect(try answer.condition() == .dav("valid-sync-token"))
            }
        }
    }
}
