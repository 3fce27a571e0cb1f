import HTTPTypes
import Testing
import WebDAVXML

@testable import CalDAV

/// Who may do what, as properties (RFC 3744 §5.3 to §5.7, §9.2).
@Suite struct AccessTests {
    private static let body = """
        <D:propfind xmlns:D="DAV:"><D:prop><D:acl/><D:supported-privilege-set/><D:acl-restrictions/><D:inherited-acl-set/>\
        <D:current-user-privilege-set/></D:prop></D:propfind>
        """
    private static let paths = [
        "/dav/", "/dav/principals/", DelegationTests.camille, DelegationTests.camille + "calendar-proxy-read/",
        DAVFixture.home, DAVFixture.calendar, DAVFixture.home + "inbox/", DAVFixture.home + "outbox/",
    ]

    private static func privileges(_ elements: [XMLElement]) -> [XMLName] {
        elements.flatMap { $0.all(.dav("privilege")) }.flatMap(\.children).map(\.name)
    }

    /// A privilege with all those that it contains.
    private static func supported(_ element: XMLElement) -> [XMLName] {
        privileges([element]) + element.all(.dav("supported-privilege")).flatMap(supported)
    }

    @Test(arguments: paths)
    func `every resource tells its privileges and who has them`(_ path: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("PROPFIND", path, body: Self.body, headers: ["Depth": "0"])
            let found = try #require(try answer.properties()[path])
            #expect(found.count == 5, "\(answer.text)")
            let all = try #require(found[.dav("supported-privilege-set")]?.children.first)
            let known = Set(Self.supported(all))
            #expect(known.contains(.dav("all")))
            let mine = Self.privileges([try #require(found[.dav("current-user-privilege-set")])])
            #expect(mine.contains(.dav("read")) && known.isSuperset(of: mine), "\(mine)")
            let entries = found[.dav("acl")]?.all(.dav("ace")) ?? []
            #expect(!entries.isEmpty)
            for entry in entries {
                let granted = Self.privileges(entry.all(.dav("grant")))
                #expect(!granted.isEmpty && known.isSuperset(of: granted))
                #expect(entry.first(.dav("principal"))?.children.count == 1)
                #expect(entry.first(.dav("protected")) != nil)
            }
            #expect(
                found[.dav("acl-restrictions")]?.children.map(\.name) == [.dav("grant-only"), .dav("no-invert")])
            #expect(try await dav.send("ACL", path, body: "<D:acl xmlns:D='DAV:'/>").status == 405)
        }
    }

    @Test func `the owner's principals are found by the list of who has access`() async throws {
        try await DAVFixture.run { dav in
            let body = """
                <D:acl-principal-prop-set xmlns:D="DAV:"><D:prop><D:displayname/></D:prop></D:acl-principal-prop-set>
                """
            let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: ["Depth": "0"])
            let camille = DelegationTests.camille
            #expect(
                try answer.properties().keys.sorted() == [
                    camille, camille + "calendar-proxy-read/", camille + "calendar-proxy-write/",
                ])
            #expect(
                try await dav.send("REPORT", DAVFixture.calendar, body: body, user: "bruno.petit").status == 404)
        }
    }

    /// RFC 4918 §10.1: a client that knows the host alone.
    @Test func `the root of the host tells what the server can do`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("OPTIONS", "/", user: nil)
            #expect(answer.status == 200)
            #expect(answer.headers[.dav]?.hasPrefix("1, ") == true)
            #expect(try await dav.send("PROPFIND", "/", user: nil).status == 307)
        }
    }
}
