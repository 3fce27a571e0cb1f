import HTTPTypes
import Testing
import WebDAVXML

@testable import CalDAV

/// What clients prefer: RFC 7240 §2, RFC 8144.
@Suite struct PreferTests {
    private static let path = DAVFixture.calendar + "a.ics"
    private let minimal = ["Prefer": "return=minimal"]
    private let whole = ["Prefer": "return=representation"]

    /// RFC 7240 §2: the first of one name counts, parameters and unknown names do not.
    @Test(
        arguments: [
            ("return=minimal", .minimal, false), ("Return = \"Representation\"", .representation, false),
            ("return=minimal, return=representation", .minimal, false), ("depth-noroot", nil, true),
            ("foo=\"a,return=minimal\", depth-noroot;x=1 , return=representation;y", .representation, true),
            ("return=everything, return=minimal", nil, false), ("", nil, false), (",;=,", nil, false),
        ] as [(String, Preferences.Content?, Bool)])
    func `preferences are read`(_ text: String, _ content: Preferences.Content?, _ noRoot: Bool) {
        let preferences = Preferences([.prefer: text])
        #expect(preferences.content == content)
        #expect(preferences.leavesRootOut == noRoot)
    }

    /// RFC 8144 §3: the stored object comes back with its own validators, also where the server wrote into it.
    @Test func `a write shows what is stored now to who prefers it`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(
                uid: "r", start: "20261201T090000",
                extra: [
                    "ORGANIZER:mailto:camille.martin@ville.example",
                    "ATTENDEE;CUTYPE=ROOM:mailto:salle-jaures@ville.example",
                ])
            let created = try await dav.send("PUT", Self.path, body: text, headers: whole)
            #expect(created.status == 201)
            #expect(created.headers[.preferenceApplied] == "return=representation")
            #expect(created.headers[.contentLocation] == Self.path)
            #expect(created.text.replacing("\r\n ", with: "").contains("PARTSTAT=ACCEPTED"))
            let read = try await dav.send("GET", Self.path)
            #expect(created.text == read.text)
            #expect(created.headers[.eTag] == read.headers[.eTag])
            #expect(created.headers[.scheduleTag] == read.headers[.scheduleTag])
            #expect(created.headers[.contentType] == read.headers[.contentType])
            let again = try await dav.send(
                "PUT", Self.path, body: text.replacing("Réunion", with: "Point"), headers: whole)
            #expect(again.status == 200)
            #expect(again.text.contains("Point"))
            let plain = DAVFixture.event(uid: "p", start: "20261202T090000")
            let added = try await dav.send("POST", DAVFixture.calendar + "?add-member", body: plain, headers: whole)
            #expect(added.status == 201 && added.text == plain)
            #expect(added.headers[.contentLocation] == added.headers[.location])
            let target = DAVFixture.calendar + "moved.ics"
            let moved = try await dav.send(
                "MOVE", try #require(added.headers[.location]),
                headers: ["Destination": target, "Prefer": "return=representation"])
            #expect(moved.status == 201 && moved.text == plain)
            #expect(moved.headers[.location] == target && moved.headers[.contentLocation] == target)
        }
    }

    /// RFC 8144 §3.2.
    @Test func `a write that comes too late is shown what is there`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            let etag = try await dav.send("PUT", Self.path, body: text).headers[.eTag]
            let late = try await dav.send(
                "PUT", Self.path, body: text.replacing("Réunion", with: "x"),
                headers: ["Prefer": "return=representation", "If-Match": "\"x\""])
            #expect(late.status == 412)
            #expect(late.text == text && late.headers[.eTag] == etag)
            // Nothing is shown of what the reader may not see.
            let hidden = try await dav.send(
                "PUT", Self.path, body: text, headers: ["Prefer": "return=representation", "If-Match": "\"x\""],
                user: "bruno.petit")
            #expect(hidden.status == 404 && !hidden.text.contains("Réunion"))
        }
    }

    /// RFC 8144 §2.1: what is not there is left out, and at least one propstat stays.
    @Test(arguments: [("Prefer", "return=minimal"), ("Brief", "t")])
    func `an answer about properties leaves out what is not there`(_ field: String, _ value: String) async throws {
        try await DAVFixture.run { dav in
            let ask = "<propfind xmlns=\"DAV:\"><prop><displayname/><x xmlns=\"urn:x\"/></prop></propfind>"
            let nothing = "<propfind xmlns=\"DAV:\"><prop><x xmlns=\"urn:x\"/></prop></propfind>"
            let headers = ["Depth": "0", field: value]
            let full = try await dav.send("PROPFIND", DAVFixture.calendar, body: ask, headers: ["Depth": "0"])
            #expect(full.text.contains("404 Not Found"))
            #expect(full.headers[.preferenceApplied] == nil)
            let short = try await dav.send("PROPFIND", DAVFixture.calendar, body: ask, headers: headers)
            #expect(!short.text.contains("404"))
            #expect(try short.properties()[DAVFixture.calendar]?.count == 1)
            #expect(short.headers[.preferenceApplied] == (field == "Prefer" ? "return=minimal" : nil))
            let empty = try await dav.send("PROPFIND", DAVFixture.calendar, body: nothing, headers: headers)
            let response = try #require(try empty.xml().first(.dav("response")))
            #expect(response.all(.dav("propstat")).count == 1)
            #expect(response.first(.dav("propstat"))?.first(.dav("status"))?.text == "HTTP/1.1 200 OK")
        }
    }

    /// RFC 8144 §2.1: reports as well.
    @Test func `a report leaves out what is not there`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            #expect(try await dav.send("PUT", Self.path, body: text).status == 201)
            let body = """
                <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><D:owner2/></D:prop>\
                <C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>
                """
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: minimal)
            #expect(!answer.text.contains("404"))
            #expect(answer.headers[.preferenceApplied] == "return=minimal")
        }
    }

    /// RFC 8144 §2.2, §2.3.
    @Test func `changes that went well need no words`() async throws {
        try await DAVFixture.run { dav in
            func change(_ content: String) -> String {
                "<propertyupdate xmlns=\"DAV:\"><set><prop>\(content)</prop></set></propertyupdate>"
            }
            let good = change("<displayname>Neu</displayname>")
            let done = try await dav.send("PROPPATCH", DAVFixture.calendar, body: good, headers: minimal)
            #expect(done.status == 200 && done.text.isEmpty)
            #expect(done.headers[.preferenceApplied] == "return=minimal")
            let bad = change("<displayname>Nie</displayname><getetag>x</getetag>")
            let refused = try await dav.send("PROPPATCH", DAVFixture.calendar, body: bad, headers: minimal)
            #expect(refused.status == 207 && refused.text.contains("403"))
            let made = try await dav.send("MKCALENDAR", DAVFixture.home + "x/", headers: minimal)
            #expect(made.status == 201 && made.text.isEmpty)
            #expect(made.headers[.preferenceApplied] == "return=minimal")
        }
    }

    /// RFC 8144 §4.
    @Test func `members are listed without their collection`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            #expect(try await dav.send("PUT", Self.path, body: text).status == 201)
            let headers = ["Depth": "1", "Prefer": "depth-noroot, return=minimal"]
            let answer = try await dav.send("PROPFIND", DAVFixture.calendar, headers: headers)
            #expect(try answer.properties().keys.sorted() == [Self.path])
            #expect(answer.headers[.preferenceApplied] == "return=minimal, depth-noroot")
            // Depth 0 asks about the collection and nothing else.
            let alone = try await dav.send(
                "PROPFIND", DAVFixture.calendar, headers: ["Depth": "0", "Prefer": "depth-noroot"])
            #expect(try alone.properties().keys.sorted() == [DAVFixture.calendar])
        }
    }
}
