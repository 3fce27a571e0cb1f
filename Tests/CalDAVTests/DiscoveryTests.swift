import HTTPTypes
import Testing
import WebDAVXML

@Suite struct DiscoveryTests {
    /// RFC 6764 §5.
    @Test(arguments: [
        ("GET", 301), ("HEAD", 301), ("PROPFIND", 307), ("OPTIONS", 307), ("PUT", 307), ("PROPPATCH", 307),
        ("DELETE", 307),
        ("MKCALENDAR", 307), ("MKCOL", 307), ("LOCK", 307),
    ])
    func `the well-known address leads to the door`(_ method: String, _ status: Int) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send(method, "/.well-known/caldav", user: nil)
            #expect(answer.status == status)
            #expect(answer.headers[.location] == "/dav/")
        }
    }

    /// RFC 7617 §2.
    @Test func `without a password there is a challenge`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("PROPFIND", "/dav/", headers: ["Depth": "0"], user: nil)
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate] == "Basic realm=\"Creneau\", charset=\"UTF-8\"")
        }
    }

    /// RFC 4918 §10.1, 4791 §5.1, 6638 §2.
    @Test(arguments: [
        "/dav", "/dav/", "/dav/principals/people/camille.martin/", DAVFixture.home, DAVFixture.calendar,
        "/dav/calendars/people/camille.martin/calendar/x.ics",
    ])
    func `OPTIONS says the same classes everywhere`(_ path: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("OPTIONS", path)
            #expect(answer.status == 200)
            let classes = answer.headers[.init("DAV")!]?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
            #expect(classes.first == "1")
            #expect(classes.contains("calendar-access") && classes.contains("calendar-auto-schedule"))
            #expect(answer.headers[.allow]?.contains("PROPFIND") == true)
        }
    }

    /// RFC 5397 §3, 4791 §6.2.1, 6638 §2.
    @Test func `from the root a client finds its home, inbox and outbox`() async throws {
        try await DAVFixture.run { dav in
            let root = try await dav.send(
                "PROPFIND", "/dav/",
                body:
                    "<propfind xmlns='DAV:'><prop><current-user-principal/><principal-collection-set/></prop></propfind>",
                headers: ["Depth": "0"])
            #expect(root.status == 207)
            let principal = "/dav/principals/people/camille.martin/"
            let found = try root.properties()["/dav/"]
            #expect(found?[.dav("current-user-principal")]?.first(.dav("href"))?.text == principal)
            #expect(found?[.dav("principal-collection-set")]?.first(.dav("href"))?.text == "/dav/principals/")
            let body = """
                <D:propfind xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop><C:calendar-home-set/>\
                <C:schedule-inbox-URL/><C:schedule-outbox-URL/><C:calendar-user-address-set/><C:calendar-user-type/>\
                <D:principal-URL/><D:displayname/><D:resourcetype/><D:group-membership/><C:nonsense/></D:prop></D:propfind>
                """
            let answer = try await dav.send("PROPFIND", principal, body: body, headers: ["Depth": "0"])
            let properties = try #require(try answer.properties()[principal])
            func hrefs(_ name: XMLName) -> [String] { properties[name]?.all(.dav("href")).map(\.text) ?? [] }
            #expect(hrefs(.caldav("calendar-home-set")) == [DAVFixture.home])
            #expect(hrefs(.caldav("schedule-inbox-URL")) == [DAVFixture.home + "inbox/"])
            #expect(hrefs(.caldav("schedule-outbox-URL")) == [DAVFixture.home + "outbox/"])
            #expect(hrefs(.caldav("calendar-user-address-set")).first == "mailto:camille.martin@ville.example")
            #expect(hrefs(.caldav("calendar-user-address-set")).contains(principal))
            #expect(hrefs(.dav("group-membership")) == ["/dav/principals/groups/etat-civil/"])
            #expect(properties[.caldav("calendar-user-type")]?.text == "INDIVIDUAL")
            #expect(properties[.dav("resourcetype")]?.first(.dav("principal")) != nil)
            #expect(answer.text.contains("404 Not Found"))
        }
    }

    /// RFC 4791 §4.2, 6638 §2.1.
    @Test func `the home lists calendar, inbox and outbox with their types`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("PROPFIND", DAVFixture.home, headers: ["Depth": "1"])
            let properties = try answer.properties()
            #expect(
                Set(properties.keys)
                    == [
                        DAVFixture.home, DAVFixture.calendar, DAVFixture.home + "inbox/", DAVFixture.home + "outbox/",
                    ])
            func type(_ path: String) -> [XMLName] {
                properties[path]?[.dav("resourcetype")]?.children.map(\.name) ?? []
            }
            #expect(type(DAVFixture.calendar) == [.dav("collection"), .caldav("calendar")])
            #expect(type(DAVFixture.home + "inbox/").contains(.caldav("schedule-inbox")))
            #expect(type(DAVFixture.home + "outbox/").contains(.caldav("schedule-outbox")))
        }
    }

    /// RFC 3744 §3.
    @Test func `what is hidden looks like what is missing`() async throws {
        try await DAVFixture.run { dav in
            for path in ["bruno.petit/", "bruno.petit/calendar/", "nobody/", "nobody/calendar/"] {
                let answer = try await dav.send(
                    "PROPFIND", "/dav/calendars/people/" + path, headers: ["Depth": "0"])
                #expect(answer.status == 404, "\(path)")
                let other = try await dav.send("GET", "/dav/calendars/people/" + path + "x.ics")
                #expect(other.status == 404, "\(path)")
            }
        }
    }

    /// RFC 4918 §8.2, §9.1.
    @Test func `infinite depth, bad XML and unknown methods get clear answers`() async throws {
        try await DAVFixture.run { dav in
            let deep = try await dav.send("PROPFIND", DAVFixture.home, headers: ["Depth": "infinity"])
            #expect(deep.status == 403)
            #expect(try deep.condition() == .dav("propfind-finite-depth"))
            let missing = try await dav.send("PROPFIND", DAVFixture.home)
            #expect(missing.status == 403)
            for body in ["<a", "<!DOCTYPE a><a/>", "<a xmlns='DAV:'/>", "x"] {
                let answer = try await dav.send("PROPFIND", DAVFixture.home, body: body, headers: ["Depth": "0"])
                #expect(answer.status == 400, "\(body)")
                #expect(try answer.xml().first(.dav("responsedescription")) != nil)
            }
            let locked = try await dav.send("LOCK", DAVFixture.calendar)
            #expect(locked.status == 405)
            #expect(locked.headers[.allow]?.contains("PROPFIND") == true)
        }
    }
}
