import HTTPTypes
import Testing
import WebDAVXML

/// Conditions of requests: RFC 9110 §13.1, RFC 4918 §10.4, RFC 6578 §5, RFC 6638 §3.2.10.
@Suite struct ConditionTests {
    private static let path = DAVFixture.calendar + "a.ics"
    private static let other = DAVFixture.home + "projets/"
    private let text = DAVFixture.event(uid: "a", start: "20261201T090000")
    private let changed = DAVFixture.event(uid: "a", start: "20261201T100000")

    private static let rename = """
        <D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:displayname>Neu</D:displayname></D:prop></D:set>\
        </D:propertyupdate>
        """

    /// RFC 9110 §13.1.1, §13.1.2: a calendar has no entity tag.
    @Test(arguments: [
        ("DELETE", "If-Match", "\"x\"", 412), ("PROPPATCH", "If-Match", "\"x\"", 412),
        ("PROPPATCH", "If-Match", "*", 207), ("PROPPATCH", "If-None-Match", "*", 412),
        ("MKCALENDAR", "If-None-Match", "*", 412), ("DELETE", "If-Schedule-Tag-Match", "\"x\"", 412),
        ("DELETE", "If", "(<urn:x:lock>)", 412), ("PROPPATCH", "If", "(<urn:x:lock>)", 412),
        ("MKCALENDAR", "If", "(<urn:x:lock>)", 412), ("DELETE", "If-None-Match", "\"x\"", 204),
        ("DELETE", "If-Match", "*", 204),
    ])
    func `a condition on a calendar that does not hold leaves it as it is`(
        _ method: String, _ field: String, _ value: String, _ status: Int
    ) async throws {
        try await DAVFixture.run { dav in
            #expect(try await dav.send("MKCALENDAR", Self.other).status == 201)
            let body = method == "PROPPATCH" ? Self.rename : nil
            let answer = try await dav.send(method, Self.other, body: body, headers: [field: value])
            #expect(answer.status == status)
            let after = try await dav.send("PROPFIND", Self.other, headers: ["Depth": "0"])
            #expect(after.status == (status == 204 ? 404 : 207))
            #expect(after.text.contains("Neu") == (status == 207))
        }
    }

    /// RFC 4918 §10.4: lists are alternatives, the tests in one are all needed, a tag names the resource. ETAG, TOKEN and CAL
    /// stand for the object's entity tag, the calendar's sync token and its path.
    @Test(arguments: [
        ("([\"ETAG\"])", true), ("([\"x\"])", false), ("(Not [\"x\"])", true), ("(Not [\"ETAG\"])", false),
        ("(<urn:uuid:lock>)", false), ("(Not <DAV:no-lock>)", true), ("([\"x\"]) ([\"ETAG\"])", true),
        ("([\"ETAG\"] <urn:uuid:lock>)", false), ("([\"ETAG\"] Not <urn:uuid:lock>)", true),
        ("([W/\"ETAG\"])", false), ("<CAL> (<TOKEN>)", true), ("<http://127.0.0.1CAL> (<TOKEN>)", true),
        ("<CAL> (<TOKEN>) (<urn:x:y>)", true), ("<CAL>(<urn:creneau:sync:memory-1>)", false),
        ("<CALa.ics> ([\"ETAG\"])", true), ("<CAL> ([\"ETAG\"])", false), ("<CALb.ics> ([\"ETAG\"])", false),
        ("<CALb.ics> (Not [\"ETAG\"])", true), ("(<TOKEN>)", false),
        ("<CAL> (<urn:x:y>) <CALa.ics> ([\"ETAG\"])", true),
        ("</dav/calendars/people/bruno.petit/calendar/> (<TOKEN>)", false), ("<mailto:x> (Not <urn:x:y>)", true),
    ])
    func `the field If decides by the states of resources`(_ field: String, _ holds: Bool) async throws {
        try await DAVFixture.run { dav in
            let etag = try #require(try await dav.send("PUT", Self.path, body: text).headers[.eTag])
            let token = try await dav.syncToken(of: DAVFixture.calendar)
            let value = field.replacing("\"ETAG\"", with: etag).replacing("TOKEN", with: token)
                .replacing("CAL", with: DAVFixture.calendar)
            let read = try await dav.send("GET", Self.path, headers: ["If": value])
            #expect(read.status == (holds ? 200 : 412))
            let written = try await dav.send("PUT", Self.path, body: changed, headers: ["If": value])
            #expect(written.status == (holds ? 204 : 412))
            #expect(try await dav.send("GET", Self.path).text == (holds ? changed : text))
        }
    }

    /// RFC 4918 §10.4.2.
    @Test(arguments: [
        "x", "()", "(<a)", "<CAL>", "([\"a\")", "([a])", "(Not)", "(Not Not <a:b>)", "([\"a\"]) <CAL> ([\"b\"])",
        "<CAL> <CAL> ([\"a\"])", "(<a:b>) x", "(<a:b>", "(no <a:b>)",
        String(repeating: "(<a:b>)", count: 101),
    ])
    func `a field If that cannot be read is an error and no condition`(_ field: String) async throws {
        try await DAVFixture.run { dav in
            let value = field.replacing("CAL", with: DAVFixture.calendar)
            let answer = try await dav.send("PUT", Self.path, body: text, headers: ["If": value])
            #expect(answer.status == 400)
            #expect(try await dav.send("GET", Self.path).status == 404)
        }
    }

    /// RFC 9110 §13.1.1, RFC 4918 §9.8, §9.9: a condition is on what is copied or moved.
    @Test(arguments: ["COPY", "MOVE"])
    func `a transfer whose condition does not hold leaves both ends as they are`(_ method: String) async throws {
        try await DAVFixture.run { dav in
            #expect(try await dav.send("MKCALENDAR", Self.other).status == 201)
            let etag = try #require(try await dav.send("PUT", Self.path, body: text).headers[.eTag])
            let target = Self.other + "b.ics"
            for (field, value) in [
                ("If-Match", "\"x\""), ("If-None-Match", etag), ("If-None-Match", "*"), ("If", "([\"x\"])"),
                ("If-Schedule-Tag-Match", "\"x\""),
            ] {
                let answer = try await dav.send(method, Self.path, headers: ["Destination": target, field: value])
                #expect(answer.status == 412, "\(field)")
            }
            #expect(try await dav.send("GET", target).status == 404)
            #expect(try await dav.send("GET", Self.path).status == 200)
            let done = try await dav.send(method, Self.path, headers: ["Destination": target, "If-Match": etag])
            #expect(done.status == 201)
        }
    }

    /// RFC 9110 §13.1.4.
    @Test(arguments: [("Mon, 23 Nov 2026 08:00:00 GMT", 204), ("Sun, 22 Nov 2026 08:00:00 GMT", 412)])
    func `what was changed since is not overwritten`(_ date: String, _ status: Int) async throws {
        try await DAVFixture.run { dav in
            #expect(try await dav.send("PUT", Self.path, body: text).status == 201)
            let answer = try await dav.send("PUT", Self.path, body: changed, headers: ["If-Unmodified-Since": date])
            #expect(answer.status == status)
        }
    }

    /// RFC 6638 §3.2.10: a MOVE is the client's own change.
    @Test func `a scheduling object that is moved has another schedule tag, and its answer tells it`() async throws {
        try await DAVFixture.run { dav in
            #expect(try await dav.send("MKCALENDAR", Self.other).status == 201)
            let invitation = DAVFixture.event(
                uid: "a", start: "20261201T090000",
                extra: ["ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:bruno.petit@ville.example"])
            let created = try await dav.send("PUT", Self.path, body: invitation)
            let before = try #require(created.headers[.scheduleTag])
            let target = Self.other + "b.ics"
            let stale = try await dav.send(
                "MOVE", Self.path, headers: ["Destination": target, "If-Schedule-Tag-Match": "\"x\""])
            #expect(stale.status == 412)
            let moved = try await dav.send(
                "MOVE", Self.path, headers: ["Destination": target, "If-Schedule-Tag-Match": before])
            #expect(moved.status == 201)
            let after = try #require(moved.headers[.scheduleTag])
            #expect(after != before)
            #expect(try await dav.send("GET", target).headers[.scheduleTag] == after)
        }
    }
}

extension HTTPField.Name {
    fileprivate static let scheduleTag = HTTPField.Name("Schedule-Tag")!
}

extension DAVFixture {
    /// The state of a collection.
    func syncToken(of path: String) async throws -> String {
        let ask = "<propfind xmlns=\"DAV:\"><prop><sync-token/></prop></propfind>"
        let answer = try await send("PROPFIND", path, body: ask, headers: ["Depth": "0"])
        return try answer.properties()[path]?[.dav("sync-token")]?.text ?? ""
    }
}
