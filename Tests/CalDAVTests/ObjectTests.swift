import HTTPTypes
import Testing
import WebDAVXML

@Suite struct ObjectTests {
    private let path = DAVFixture.calendar + "a.ics"

    /// RFC 4791 §5.3.2, 9110 §8.8.3.
    @Test func `an event is created, read, changed and removed`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            let created = try await dav.send(
                "PUT", path, body: text,
                headers: ["If-None-Match": "*", "Content-Type": "text/calendar; charset=utf-8"])
            #expect(created.status == 201)
            let etag = try #require(created.headers[.eTag])
            let read = try await dav.send("GET", path)
            #expect(read.status == 200)
            #expect(read.text == text)
            #expect(read.headers[.eTag] == etag)
            #expect(read.headers[.contentType] == "text/calendar; charset=utf-8; component=VEVENT")
            #expect(try await dav.send("GET", path, headers: ["If-None-Match": etag]).status == 304)
            let head = try await dav.send("HEAD", path)
            #expect(head.status == 200 && head.text.isEmpty)
            #expect(head.headers[.contentLength] == String(text.utf8.count))
            let other = DAVFixture.event(uid: "a", start: "20261201T100000")
            #expect(try await dav.send("PUT", path, body: other, headers: ["If-None-Match": "*"]).status == 412)
            #expect(try await dav.send("PUT", path, body: other, headers: ["If-Match": "\"x\""]).status == 412)
            let changed = try await dav.send("PUT", path, body: other, headers: ["If-Match": etag])
            #expect(changed.status == 204)
            #expect(changed.headers[.eTag] != etag)
            #expect(try await dav.send("DELETE", path, headers: ["If-Match": etag]).status == 412)
            #expect(try await dav.send("DELETE", path).status == 204)
            #expect(try await dav.send("GET", path).status == 404)
            #expect(try await dav.send("DELETE", path).status == 404)
        }
    }

    /// RFC 4791 §5.3.2.1.
    @Test(arguments: [
        ("x", XMLName.caldav("valid-calendar-data")),
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", .caldav("valid-calendar-object-resource")),
        (
            DAVFixture.event(uid: "a", start: "20261201T090000")
                .replacing("VERSION:2.0", with: "VERSION:2.0\r\nMETHOD:REQUEST"),
            .caldav("valid-calendar-object-resource")
        ),
        (DAVFixture.event(uid: "a", start: "20260230T090000"), .caldav("valid-calendar-data")),
        (DAVFixture.event(uid: "a", start: "20261201T090000", zone: "Mars/Olympus"), .caldav("valid-calendar-data")),
    ])
    func `bad calendar data is refused with its condition and a sentence`(
        _ text: String, _ condition: XMLName
    ) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("PUT", path, body: text)
            #expect(answer.status == 403)
            #expect(try answer.condition() == condition)
            #expect(try answer.xml().first(.dav("responsedescription"))?.text.isEmpty == false)
            #expect(try await dav.send("GET", path).status == 404)
        }
    }

    /// RFC 4791 §5.3.2.1.
    @Test func `a second event with the same UID is refused and the first one named`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            #expect(try await dav.send("PUT", path, body: text).status == 201)
            let answer = try await dav.send("PUT", DAVFixture.calendar + "b.ics", body: text)
            #expect(answer.status == 403)
            let condition = try answer.xml().first(.caldav("no-uid-conflict"))
            #expect(condition?.first(.dav("href"))?.text == path)
        }
    }

    /// RFC 3986 §2, 4918 §5.2.
    @Test(arguments: [
        "réunion d'été.ics", "100% sûr.ics", "a b+c&d=e;f,g.ics", "uid@host:1.ics", "日本.ics", "a?b#c.ics",
    ])
    func `any name that can be written comes back as the same address`(_ name: String) async throws {
        try await DAVFixture.run { dav in
            let encoded = name.utf8.map { octet in
                let isPlain = octet < 128 && (Character(Unicode.Scalar(octet)).isLetter || octet == UInt8(ascii: "."))
                return isPlain ? String(Unicode.Scalar(octet)) : "%" + hex(octet)
            }.joined()
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            #expect(try await dav.send("PUT", DAVFixture.calendar + encoded, body: text).status == 201)
            let list = try await dav.send("PROPFIND", DAVFixture.calendar, headers: ["Depth": "1"])
            let href = try #require(try list.properties().keys.first { $0 != DAVFixture.calendar })
            #expect(try await dav.send("GET", href).text == text)
            let multiget = """
                <C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop>\
                <D:href>\(DAVFixture.calendar)\(encoded)</D:href></C:calendar-multiget>
                """
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: multiget)
            #expect(try answer.properties()[href]?[.dav("getetag")] != nil)
        }
    }

    private func hex(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true) }

    /// RFC 4918 §9.8, §9.9, 5995 §3.
    @Test func `an event is copied, moved and added by POST`() async throws {
        try await DAVFixture.run { dav in
            let made = try await dav.send("MKCALENDAR", DAVFixture.home + "second/")
            #expect(made.status == 201)
            let text = DAVFixture.event(uid: "a", start: "20261201T090000")
            #expect(try await dav.send("PUT", path, body: text).status == 201)
            let target = DAVFixture.home + "second/b.ics"
            let copied = try await dav.send(
                "COPY", path, headers: ["Destination": "http://127.0.0.1\(target)", "Host": "127.0.0.1"])
            #expect(copied.status == 201)
            #expect(try await dav.send("GET", target).text == text)
            let kept = try await dav.send("COPY", path, headers: ["Destination": target, "Overwrite": "F"])
            #expect(kept.status == 412)
            #expect(try await dav.send("MOVE", path, headers: ["Destination": target]).status == 204)
            #expect(try await dav.send("GET", path).status == 404)
            let added = try await dav.send(
                "POST", DAVFixture.calendar + "?add-member", body: DAVFixture.event(uid: "n", start: "20261202T090000"),
                headers: ["Content-Type": "text/calendar"])
            #expect(added.status == 201)
            #expect(try await dav.send("GET", try #require(added.headers[.location])).status == 200)
        }
    }

    /// RFC 4791 §5.3.4.
    @Test func `an event with a room gets the room's answer and no entity tag`() async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(
                uid: "r", start: "20261201T090000",
                extra: [
                    "ORGANIZER:mailto:camille.martin@ville.example",
                    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:camille.martin@ville.example",
                    "ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION:MAILTO:Salle-Jaures@ville.example",
                ])
            let answer = try await dav.send("PUT", path, body: text)
            #expect(answer.status == 201)
            #expect(answer.headers[.eTag] == nil)
            let tag = try #require(answer.headers[HTTPField.Name("Schedule-Tag")!])
            let read = try await dav.send("GET", path)
            let unfolded = read.text.replacing("\r\n ", with: "")
            let room = try #require(unfolded.split(separator: "\r\n").first { $0.contains("Salle-Jaures") })
            #expect(room.contains("PARTSTAT=ACCEPTED"))
            #expect(room.contains("SCHEDULE-STATUS"))
            let stale = try await dav.send("PUT", path, body: text, headers: ["If-Schedule-Tag-Match": "\"x\""])
            #expect(stale.status == 412)
            #expect(try await dav.send("DELETE", path, headers: ["If-Schedule-Tag-Match": tag]).status == 204)
        }
    }
}
