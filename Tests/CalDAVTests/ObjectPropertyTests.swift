import HTTPTypes
import Testing
import WebDAVXML

/// Dead properties of calendar objects: RFC 4918 §4, §9.2, §9.7.1, §9.8.2, §9.9.1.
@Suite struct ObjectPropertyTests {
    private static let path = DAVFixture.calendar + "a.ics"
    private static let note = XMLName("urn:x", "note")
    private let text = DAVFixture.event(uid: "a", start: "20261201T090000")

    private static func change(_ content: String, _ action: String = "set") -> String {
        """
        <D:propertyupdate xmlns:D="DAV:" xmlns:X="urn:x"><D:\(action)><D:prop>\(content)</D:prop></D:\(action)>\
        </D:propertyupdate>
        """
    }

    /// As allprop, propname and prop show it, and in a list of the calendar.
    private func note(_ dav: DAVFixture, _ path: String) async throws -> String? {
        let ask = "<D:propfind xmlns:D=\"DAV:\"><D:prop><X:note xmlns:X=\"urn:x\"/></D:prop></D:propfind>"
        let named = try await dav.send("PROPFIND", path, body: ask, headers: ["Depth": "0"])
        let text = try named.properties()[path]?[Self.note]?.text
        let all = try await dav.send("PROPFIND", path, headers: ["Depth": "0"])
        #expect(try all.properties()[path]?[Self.note]?.text == text)
        let parent = String(path[...(path.lastIndex(of: "/") ?? path.startIndex)])
        let list = try await dav.send("PROPFIND", parent, body: ask, headers: ["Depth": "1"])
        #expect(try list.properties()[path]?[Self.note]?.text == text)
        let names = try await dav.send(
            "PROPFIND", path, body: "<propfind xmlns=\"DAV:\"><propname/></propfind>", headers: ["Depth": "0"])
        #expect(try (names.properties()[path]?[Self.note] != nil) == (text != nil))
        return text
    }

    @Test func `a property stays with its object when that is written, copied and moved, and goes with it`()
        async throws
    {
        try await DAVFixture.run { dav in
            let etag = try #require(try await dav.send("PUT", Self.path, body: text).headers[.eTag])
            let token = try await dav.syncToken(of: DAVFixture.calendar)
            let set = try await dav.send("PROPPATCH", Self.path, body: Self.change("<X:note>é &amp; <X:b/></X:note>"))
            #expect(set.status == 207 && set.text.contains("HTTP/1.1 200"), "\(set.text)")
            #expect(try await note(dav, Self.path) == "é & ")
            // It is no part of the object.
            #expect(try await dav.send("GET", Self.path).headers[.eTag] == etag)
            #expect(try await dav.syncToken(of: DAVFixture.calendar) == token)
            let changed = text.replacing("Réunion", with: "Point")
            #expect(try await dav.send("PUT", Self.path, body: changed).status == 204)
            #expect(try await note(dav, Self.path) == "é & ")
            #expect(try await dav.send("MKCALENDAR", DAVFixture.home + "x/").status == 201)
            let copy = DAVFixture.home + "x/b.ics"
            #expect(try await dav.send("COPY", Self.path, headers: ["Destination": copy]).status == 201)
            #expect(try await note(dav, copy) == "é & ")
            let moved = DAVFixture.calendar + "c.ics"
            #expect(try await dav.send("MOVE", Self.path, headers: ["Destination": moved]).status == 201)
            #expect(try await note(dav, moved) == "é & ")
            let removed = try await dav.send("PROPPATCH", moved, body: Self.change("<X:note/>", "remove"))
            #expect(removed.text.contains("HTTP/1.1 200"))
            #expect(try await note(dav, moved) == nil)
            #expect(try await note(dav, copy) == "é & ")
            #expect(try await dav.send("DELETE", copy).status == 204)
            #expect(try await dav.send("PUT", copy, body: text).status == 201)
            #expect(try await note(dav, copy) == nil)
        }
    }

    @Test func `all changes are made or none, and only by who may write`() async throws {
        try await DAVFixture.run { dav in
            #expect(try await dav.send("PUT", Self.path, body: text).status == 201)
            let both = Self.change("<X:note>x</X:note><D:getetag>y</D:getetag>")
            let refused = try await dav.send("PROPPATCH", Self.path, body: both)
            #expect(refused.text.contains("HTTP/1.1 403") && refused.text.contains("HTTP/1.1 424"))
            #expect(refused.text.contains("cannot-modify-protected-property"))
            #expect(try await note(dav, Self.path) == nil)
            let one = Self.change("<X:note>x</X:note>")
            #expect(try await dav.send("PROPPATCH", Self.path, body: one, headers: ["If-Match": "\"x\""]).status == 412)
            #expect(try await dav.send("PROPPATCH", Self.path, body: one, user: "bruno.petit").status == 404)
            #expect(try await dav.send("PROPPATCH", DAVFixture.calendar + "z.ics", body: one).status == 404)
            #expect(try await note(dav, Self.path) == nil)
        }
    }

    /// QUALITY I13: Camille lets Bruno read her calendar; her private events show him their times and nothing else.
    @Test func `what a reader may not see is in no copy and in no property`() async throws {
        try await DAVFixture.run { dav in
            let group = "/dav/principals/people/camille.martin/calendar-proxy-read/"
            let members = """
                <D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:group-member-set>\
                <D:href>/dav/principals/people/bruno.petit/</D:href></D:group-member-set></D:prop></D:set></D:propertyupdate>
                """
            #expect(try await dav.send("PROPPATCH", group, body: members).text.contains("HTTP/1.1 200"))
            let secret = text.replacing("SUMMARY", with: "CLASS:PRIVATE\r\nSUMMARY")
            let open = DAVFixture.event(uid: "b", start: "20261202T090000")
            for (name, content) in [("a.ics", secret), ("b.ics", open)] {
                #expect(try await dav.send("PUT", DAVFixture.calendar + name, body: content).status == 201)
                let set = Self.change("<X:note>secret</X:note>")
                #expect(try await dav.send("PROPPATCH", DAVFixture.calendar + name, body: set).status == 207)
                let target = "/dav/calendars/people/bruno.petit/calendar/" + name
                let copied = try await dav.send(
                    "COPY", DAVFixture.calendar + name,
                    headers: ["Destination": target, "Prefer": "return=representation"], user: "bruno.petit")
                #expect(copied.status == 201)
                let read = try await dav.send("GET", target, user: "bruno.petit")
                let found = try await dav.send("PROPFIND", target, headers: ["Depth": "0"], user: "bruno.petit")
                let seen = try await dav.send(
                    "PROPFIND", DAVFixture.calendar + name, headers: ["Depth": "0"], user: "bruno.petit")
                let listed = try await dav.send(
                    "PROPFIND", DAVFixture.calendar, headers: ["Depth": "1"], user: "bruno.petit")
                let isOpen = name == "b.ics"
                for answer in [copied, read] { #expect(answer.text.contains("Réunion") == isOpen) }
                for answer in [found, seen, listed] { #expect(answer.text.contains("secret") == isOpen) }
                let taken = try await dav.send(
                    "MOVE", DAVFixture.calendar + name, headers: ["Destination": target], user: "bruno.petit")
                #expect(taken.status == 403)
            }
        }
    }

    @Test func `properties are limited in size and number`() async throws {
        try await DAVFixture.run { dav in
            #expect(try await dav.send("PUT", Self.path, body: text).status == 201)
            let long = Self.change("<X:note>\(String(repeating: "x", count: 70_000))</X:note>")
            let many = Self.change((0..<101).map { "<X:n\($0)/>" }.joined())
            for body in [long, many] {
                #expect(try await dav.send("PROPPATCH", Self.path, body: body).text.contains("HTTP/1.1 507"))
            }
            let after = try await dav.send("PROPFIND", Self.path, headers: ["Depth": "0"])
            #expect(!after.text.contains("urn:x"))
        }
    }
}
