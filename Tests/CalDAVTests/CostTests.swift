import Foundation
import Scheduling
import Testing
import WebDAVXML

@testable import CalDAV

/// What one request may cost, and what a credential with scopes may ask (QUALITY, Limits; I14).
@Suite struct CostTests {
    private static let names =
        "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\""

    @Test(arguments: [
        ("", "", true), ("", "a", false), ("abc", "", true), ("aaab", "aab", true), ("aabaabaaa", "aabaaa", true),
        ("ababac", "abac", true), ("ababab", "abac", false), ("abc", "abcd", false), ("Réunion", "UNION", true),
        ("abcabd", "abd", true), ("xxab", "ab", true), ("ab", "ab", true), ("ba", "ab", false),
    ])
    func `a text is found where it is`(text: String, part: String, isFound: Bool) {
        #expect(Collation.asciiCasemap.contains(text, part) == isFound)
    }

    @Test func `texts that almost match everywhere are compared in one pass`() {
        let text = String(repeating: "a", count: 200_000)
        #expect(!Collation.octet.contains(text, String(repeating: "a", count: 100_000) + "b"))
    }

    @Test func `a filter or a search asks for a bounded number of things`() async throws {
        try await DAVFixture.run { dav in
            let tests = String(repeating: "<C:prop-filter name=\"SUMMARY\"/>", count: 100)
            let query = """
                <C:calendar-query \(Self.names)><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">\
                \(tests)</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>
                """
            let refused = try await dav.send("REPORT", DAVFixture.calendar, body: query)
            #expect(refused.status == 403)
            #expect(try refused.condition() == .caldav("valid-filter"))
            let searched = String(repeating: "<D:displayname/>", count: 21)
            let search = """
                <D:principal-property-search \(Self.names)><D:property-search><D:prop>\(searched)</D:prop>\
                <D:match></D:match></D:property-search></D:principal-property-search>
                """
            let answer = try await dav.send("REPORT", "/dav/principals/", body: search)
            #expect(answer.status == 400)
        }
    }

    @Test func `a property that is asked for often is answered once`() async throws {
        try await DAVFixture.run { dav in
            let many = String(repeating: "<D:displayname/>", count: 400)
            let body = "<D:propfind \(Self.names)><D:prop>\(many)</D:prop></D:propfind>"
            let answer = try await dav.send("PROPFIND", DAVFixture.calendar, body: body, headers: ["Depth": "0"])
            #expect(answer.status == 207)
            #expect(answer.text.components(separatedBy: "displayname>").count == 3)
        }
    }

    @Test func `an object that is named often in a multiget is answered for each name`() async throws {
        try await DAVFixture.run { dav in
            for number in 0..<3 {
                let event = DAVFixture.event(uid: "e\(number)", start: "20261201T090000")
                let put = try await dav.send("PUT", DAVFixture.calendar + "e\(number).ics", body: event)
                #expect(put.status == 201)
            }
            let hrefs = (0..<450).map { "<D:href>\(DAVFixture.calendar)e\($0 % 3).ics?\($0)</D:href>" }.joined()
            let body =
                "<C:calendar-multiget \(Self.names)><D:prop><D:getetag/></D:prop>\(hrefs)</C:calendar-multiget>"
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body)
            #expect(answer.text.components(separatedBy: "<D:getetag>").count == 451)
        }
    }

    @Test(arguments: [
        ("display", 403, 403, 403), ("freebusy:read", 404, 207, 404), ("bookings:read", 207, 207, 403),
        ("bookings:write", 207, 207, 201),
    ])
    func `a token does over CalDAV what its scopes say`(
        scope: String, reading: Int, people: Int, writing: Int
    ) async throws {
        try await DAVFixture.run { dav in
            let bearer = ["Authorization": "Bearer camille.martin+\(scope)", "Depth": "0"]
            let seen = try await dav.send("PROPFIND", DAVFixture.calendar, headers: bearer, user: nil)
            #expect(seen.status == reading)
            let listed = try await dav.send("PROPFIND", "/dav/principals/", headers: bearer, user: nil)
            #expect(listed.status == people)
            let event = DAVFixture.event(uid: "e", start: "20261201T090000")
            let path = DAVFixture.calendar + "e.ics"
            let put = try await dav.send("PUT", path, body: event, headers: bearer, user: nil)
            #expect(put.status == writing)
        }
    }
}
