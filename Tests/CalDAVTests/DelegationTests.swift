import BookingCore
import HTTPTypes
import Scheduling
import StoreContract
import Testing
import WebDAVXML

@testable import CalDAV

/// Delegates of people and managers of rooms as proxy groups (Apple's caldav-proxy §5, RFC 3744 §4.3 and §4.4).
@Suite struct DelegationTests {
    static let camille = "/dav/principals/people/camille.martin/"
    static let bruno = "/dav/principals/people/bruno.petit/"
    static let names =
        "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\""
    private static let groupType = XMLName.dav("group-member-set")
    private static let itself = ["Depth": "0"]
    private static let calendarText = ["Content-Type": "text/calendar; charset=utf-8"]

    /// As Apple's Calendar writes it.
    static func members(_ hrefs: [String]) -> String {
        """
        <?xml version="1.0" encoding="utf-8"?><x0:propertyupdate xmlns:x0="DAV:"><x0:set><x0:prop><x0:group-member-set>\
        \(hrefs.map { "<x0:href>\($0)</x0:href>" }.joined())</x0:group-member-set></x0:prop></x0:set></x0:propertyupdate>
        """
    }

    /// As Apple's Calendar asks for the accounts that it may open.
    private static let expansion = """
        <A:expand-property xmlns:A="DAV:"><A:property name="calendar-proxy-read-for" namespace="http://calendarserver.org/ns/">\
        <A:property name="email-address-set" namespace="http://calendarserver.org/ns/"/>\
        <A:property name="displayname" namespace="DAV:"/>\
        <A:property name="calendar-user-address-set" namespace="urn:ietf:params:xml:ns:caldav"/></A:property>\
        <A:property name="calendar-proxy-write-for" namespace="http://calendarserver.org/ns/">\
        <A:property name="email-address-set" namespace="http://calendarserver.org/ns/"/>\
        <A:property name="displayname"/><A:property name="principal-URL"/>\
        <A:property name="calendar-home-set" namespace="urn:ietf:params:xml:ns:caldav"/></A:property></A:expand-property>
        """

    private static func ask(_ properties: String) -> String {
        "<D:propfind \(names)><D:prop>\(properties)</D:prop></D:propfind>"
    }

    private static func delegate(_ dav: DAVFixture, _ access: ProxyAccess, to hrefs: [String]) async throws {
        let path = camille + "calendar-proxy-\(access.rawValue)/"
        let answer = try await dav.send("PROPPATCH", path, body: members(hrefs))
        #expect(answer.status == 207)
        #expect(try answer.properties()[path]?[groupType] != nil, "\(answer.text)")
    }

    /// The accounts that the person may open: href → displayname.
    private static func accounts(
        _ dav: DAVFixture, _ access: ProxyAccess, of person: String
    ) async throws -> [String: String] {
        let path = "/dav/principals/people/\(person)/"
        let answer = try await dav.send("REPORT", path, body: expansion, user: person)
        #expect(answer.status == 207)
        let value = try answer.properties()[path]?[.calendarServer("calendar-proxy-\(access.rawValue)-for")]
        var accounts: [String: String] = [:]
        for response in try #require(value).all(.dav("response")) {
            let prop = response.first(.dav("propstat"))?.first(.dav("prop"))
            accounts[response.first(.dav("href"))?.text ?? ""] = prop?.first(.dav("displayname"))?.text
        }
        return accounts
    }

    @Test func `a principal has a group for readers and one for writers, seen by who may`() async throws {
        try await DAVFixture.run { dav in
            let body = Self.ask("<D:resourcetype/><D:group-member-set/><D:principal-URL/><D:owner/>")
            let answer = try await dav.send("PROPFIND", Self.camille, body: body, headers: ["Depth": "1"])
            let found = try answer.properties()
            let groups = [Self.camille + "calendar-proxy-read/", Self.camille + "calendar-proxy-write/"]
            #expect(found.keys.sorted() == [Self.camille] + groups)
            for (path, access) in zip(groups, ["read", "write"]) {
                let types = found[path]?[.dav("resourcetype")]?.children.map(\.name)
                #expect(
                    types == [.dav("collection"), .dav("principal"), .calendarServer("calendar-proxy-\(access)")])
                #expect(found[path]?[Self.groupType]?.children.isEmpty == true)
                #expect(found[path]?[.dav("owner")]?.first(.dav("href"))?.text == Self.camille)
            }
            // For others it is as if it were not there, as with people who are not there.
            let hidden = [
                groups[0], groups[1], "/dav/principals/people/nobody/calendar-proxy-read/",
                "/dav/principals/groups/etat-civil/calendar-proxy-read/", Self.camille + "calendar-proxy-none/",
            ]
            for path in hidden {
                for (method, body) in [("PROPFIND", body), ("PROPPATCH", Self.members([Self.bruno]))] {
                    let refused = try await dav.send(
                        method, path, body: body, headers: ["Depth": "0"], user: "bruno.petit")
                    #expect(refused.status == 404, "\(method) \(path)")
                }
            }
            let options = try await dav.send("OPTIONS", Self.camille)
            #expect(options.headers[.dav]?.contains("calendar-proxy") == true)
        }
    }

    @Test(arguments: ProxyAccess.allCases)
    func `a delegate finds whom they act for, until it is taken back`(_ access: ProxyAccess) async throws {
        try await DAVFixture.run { dav in
            let home = DAVFixture.home
            #expect(try await dav.send("PROPFIND", home, headers: Self.itself, user: "bruno.petit").status == 404)
            try await Self.delegate(dav, access, to: [Self.bruno])
            #expect(try await Self.accounts(dav, access, of: "bruno.petit") == [Self.camille: "Camille Martin"])
            let other: ProxyAccess = access == .read ? .write : .read
            #expect(try await Self.accounts(dav, other, of: "bruno.petit").isEmpty)
            let group = Self.camille + "calendar-proxy-\(access.rawValue)/"
            let body = Self.ask("<D:group-membership/><D:group-member-set/><S:calendar-proxy-\(access.rawValue)-for/>")
            let own = try await dav.send(
                "PROPFIND", Self.bruno, body: body, headers: ["Depth": "0"], user: "bruno.petit")
            let membership = try own.properties()[Self.bruno]?[.dav("group-membership")]
            #expect(membership?.all(.dav("href")).map(\.text) == [group])
            // Whom somebody acts for is told to nobody else.
            let seen = try await dav.send("PROPFIND", Self.bruno, body: body, headers: ["Depth": "0"])
            #expect(try seen.properties()[Self.bruno]?[.dav("group-membership")]?.children.isEmpty == true)
            #expect(
                try seen.properties()[Self.bruno]?[.calendarServer("calendar-proxy-\(access.rawValue)-for")] == nil)
            let homes = try await dav.send(
                "PROPFIND", "/dav/calendars/people/", headers: ["Depth": "1"], user: "bruno.petit")
            #expect(try homes.properties().keys.contains(home))
            let members = try await dav.send("PROPFIND", home, headers: ["Depth": "1"], user: "bruno.petit")
            #expect(try members.properties().keys.contains(DAVFixture.calendar))
            #expect(try members.properties().keys.contains(home + "inbox/") == (access == .write))
            let match = "<D:principal-match \(Self.names)><D:self/></D:principal-match>"
            let mine = try await dav.send("REPORT", "/dav/principals/", body: match, user: "bruno.petit")
            #expect(try mine.properties().keys.sorted() == [Self.bruno, group])
            try await Self.delegate(dav, access, to: [])
            #expect(try await Self.accounts(dav, access, of: "bruno.petit").isEmpty)
            #expect(try await dav.send("PROPFIND", home, headers: Self.itself, user: "bruno.petit").status == 404)
        }
    }

    @Test func `who reads for somebody reads, and sees of what is private only when it is`() async throws {
        try await DAVFixture.run { dav in
            let open = DAVFixture.event(uid: "open", start: "20261201T090000")
            let secret = DAVFixture.event(uid: "secret", start: "20261202T090000", extra: ["CLASS:PRIVATE"])
            for (name, text) in [("open", open), ("secret", secret)] {
                #expect(try await dav.send("PUT", DAVFixture.calendar + name + ".ics", body: text).status == 201)
            }
            try await Self.delegate(dav, .read, to: [Self.bruno])
            func get(_ name: String) async throws -> DAVAnswer {
                try await dav.send("GET", DAVFixture.calendar + name + ".ics", user: "bruno.petit")
            }
            #expect(try await get("open").text.contains("SUMMARY:Réunion open"))
            let shown = try await get("secret")
            #expect(shown.status == 200)
            #expect(!shown.text.contains("Réunion") && shown.text.contains("20261202T090000"), "\(shown.text)")
            for (method, path) in [
                ("PUT", "new.ics"), ("PUT", "open.ics"), ("DELETE", "open.ics"),
            ] {
                let refused = try await dav.send(
                    method, DAVFixture.calendar + path, body: method == "PUT" ? open : nil, user: "bruno.petit")
                #expect(refused.status == 403)
                #expect(try refused.condition() == .dav("need-privileges"))
            }
            let hidden = ["inbox/", "outbox/"]
            for path in hidden {
                #expect(
                    try await dav.send("PROPFIND", DAVFixture.home + path, headers: Self.itself, user: "bruno.petit")
                        .status == 404)
            }
            let body = Self.ask("<D:current-user-privilege-set/>")
            let answer = try await dav.send(
                "PROPFIND", DAVFixture.calendar, body: body, headers: ["Depth": "0"], user: "bruno.petit")
            #expect(answer.text.contains("read-free-busy") && !answer.text.contains("write"))
            let made = try await dav.send("MKCALENDAR", DAVFixture.home + "new/", user: "bruno.petit")
            #expect([403, 404].contains(made.status))
            // A token that reads free/busy alone makes no reader of its owner.
            let token = ["Authorization": "Bearer bruno.petit+freebusy:read"]
            let scoped = try await dav.send("GET", DAVFixture.calendar + "open.ics", headers: token, user: nil)
            #expect(scoped.status == 404)
        }
    }

    /// RFC 6638 §3.2.1 and §5: the organizer is the calendar's owner, whoever writes.
    @Test func `who writes for somebody organizes and asks in their name`() async throws {
        try await DAVFixture.run { dav in
            try await Self.delegate(dav, .write, to: [Self.bruno])
            let event = DAVFixture.event(
                uid: "e", start: "20261201T090000",
                extra: ["ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:salle-jaures@ville.example"])
            let path = DAVFixture.calendar + "e.ics"
            #expect(try await dav.send("PUT", path, body: event, user: "bruno.petit").status == 201)
            let stored = try await dav.send("GET", path)
            #expect(stored.text.replacing("\r\n ", with: "").contains("PARTSTAT=ACCEPTED"), "\(stored.text)")
            let bookings = try await dav.store.withSnapshot { try $0.schedule(of: "salle-jaures").index.count }
            #expect(bookings == 1)
            // In their own name they book nothing there.
            let forged = event.replacing("UID:e", with: "UID:f").replacing("camille.martin@", with: "bruno.petit@")
            let refused = try await dav.send(
                "PUT", DAVFixture.calendar + "f.ics", body: forged, user: "bruno.petit")
            #expect(refused.status == 403)
            let lines = [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "METHOD:REQUEST", "BEGIN:VFREEBUSY", "UID:f",
                "DTSTAMP:20261101T000000Z", "DTSTART:20261201T000000Z", "DTEND:20261202T000000Z",
                "ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:salle-jaures@ville.example",
                "END:VFREEBUSY", "END:VCALENDAR", "",
            ]
            let question = lines.joined(separator: "\r\n")
            let outbox = DAVFixture.home + "outbox/"
            let asked = try await dav.send(
                "POST", outbox, body: question, headers: Self.calendarText, user: "bruno.petit")
            #expect(asked.status == 200)
            #expect(asked.text.contains("20261201T080000Z/20261201T090000Z"))
            let other = question.replacing("camille.martin@", with: "bruno.petit@")
            let notHers = try await dav.send(
                "POST", outbox, body: other, headers: Self.calendarText, user: "bruno.petit")
            #expect(try notHers.condition() == .caldav("valid-organizer"))
            #expect(try await dav.send("DELETE", path, user: "bruno.petit").status == 204)
            let left = try await dav.store.withSnapshot { try $0.schedule(of: "salle-jaures").index.count }
            #expect(left == 0)
        }
    }

    /// RFC 6638 §3.2.2: the attendee is the calendar's owner, whoever answers.
    @Test func `who writes for somebody answers invitations in their name`() async throws {
        try await DAVFixture.run { dav in
            try await Self.delegate(dav, .write, to: [Self.bruno])
            let event = DAVFixture.event(
                uid: "e", start: "20261201T090000",
                extra: [
                    "ORGANIZER:mailto:admin@ville.example",
                    "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:camille.martin@ville.example",
                ])
            let path = "/dav/calendars/people/admin/calendar/e.ics"
            #expect(try await dav.send("PUT", path, body: event, user: "admin").status == 201)
            let members = try await dav.send(
                "PROPFIND", DAVFixture.calendar, headers: ["Depth": "1"], user: "bruno.petit")
            let copy = try #require(try members.properties().keys.first { $0.hasSuffix(".ics") })
            let text = try await dav.send("GET", copy, user: "bruno.petit").text.replacing("\r\n ", with: "")
            let answer = text.replacing("NEEDS-ACTION", with: "ACCEPTED")
            let put = try await dav.send("PUT", copy, body: answer, user: "bruno.petit")
            #expect((200..<300).contains(put.status), "\(put.text)")
            let organized = try await dav.send("GET", path, user: "admin").text.replacing("\r\n ", with: "")
            let line = organized.split(separator: "\r\n").first { $0.contains("camille.martin") }
            #expect(line?.contains("PARTSTAT=ACCEPTED") == true, "\(organized)")
        }
    }

    @Test func `only the owner and administrators name delegates`() async throws {
        try await DAVFixture.run { dav in
            let group = Self.camille + "calendar-proxy-write/"
            let byAdmin = try await dav.send("PROPPATCH", group, body: Self.members([Self.bruno]), user: "admin")
            #expect(byAdmin.status == 207)
            #expect(try await Self.accounts(dav, .write, of: "bruno.petit").keys.sorted() == [Self.camille])
            // A delegate sees the group and may not change it.
            let body = Self.members([Self.bruno, "/dav/principals/people/admin/"])
            let byDelegate = try await dav.send("PROPPATCH", group, body: body, user: "bruno.petit")
            #expect(byDelegate.text.contains("403 Forbidden") && byDelegate.text.contains("need-privileges"))
            let privileges = Self.ask("<D:current-user-privilege-set/><D:group-member-set/>")
            let seen = try await dav.send(
                "PROPFIND", group, body: privileges, headers: ["Depth": "0"], user: "bruno.petit")
            #expect(!seen.text.contains("write-properties"))
            #expect(seen.text.contains(Self.bruno) && !seen.text.contains("/dav/principals/people/admin/"))
            // A credential with few scopes cannot give away what lasts.
            let token = ["Authorization": "Bearer camille.martin+bookings:write"]
            let scoped = try await dav.send("PROPPATCH", group, body: Self.members([]), headers: token, user: nil)
            #expect(scoped.text.contains("403 Forbidden"))
            #expect(try await Self.accounts(dav, .write, of: "bruno.petit").keys.sorted() == [Self.camille])
        }
    }

    @Test(
        arguments: [
            (["/dav/principals/people/nobody/"], XMLName.dav("recognized-principal")),
            ([camille], .dav("recognized-principal")),
            (["/dav/principals/resources/salle-jaures/"], .dav("recognized-principal")),
            (["mailto:bruno.petit@ville.example"], .dav("recognized-principal")),
            ([bruno, "/dav/calendars/people/bruno.petit/"], .dav("recognized-principal")),
        ])
    func `who is no other person and no group is no delegate, and nothing is changed`(
        _ hrefs: [String], _ condition: XMLName
    ) async throws {
        try await DAVFixture.run { dav in
            let path = Self.camille + "calendar-proxy-read/"
            let answer = try await dav.send("PROPPATCH", path, body: Self.members(hrefs))
            #expect(answer.status == 207)
            #expect(answer.text.contains("403 Forbidden") && answer.text.contains(condition.name), "\(answer.text)")
            #expect(try await Self.accounts(dav, .read, of: "bruno.petit").isEmpty)
        }
    }

    @Test func `members are replaced as a whole, and never with another property`() async throws {
        try await DAVFixture.run { dav in
            let path = Self.camille + "calendar-proxy-read/"
            let mixed = Self.members([Self.bruno])
                .replacing("</x0:prop></x0:set>", with: "<x0:displayname>x</x0:displayname></x0:prop></x0:set>")
            let answer = try await dav.send("PROPPATCH", path, body: mixed)
            #expect(answer.text.contains("cannot-modify-protected-property"))
            #expect(answer.text.contains("424 Failed Dependency"))
            #expect(try await Self.accounts(dav, .read, of: "bruno.petit").isEmpty)
            // One access for each: the last one counts.
            try await Self.delegate(dav, .write, to: [Self.bruno])
            try await Self.delegate(dav, .read, to: [Self.bruno, "/dav/principals/groups/etat-civil"])
            #expect(try await Self.accounts(dav, .write, of: "bruno.petit").isEmpty)
            #expect(try await Self.accounts(dav, .read, of: "bruno.petit").keys.sorted() == [Self.camille])
            let removal = """
                <D:propertyupdate xmlns:D="DAV:"><D:remove><D:prop><D:group-member-set/></D:prop></D:remove></D:propertyupdate>
                """
            #expect(try await dav.send("PROPPATCH", path, body: removal).status == 207)
            #expect(try await Self.accounts(dav, .read, of: "bruno.petit").isEmpty)
        }
    }

    @Test func `a group of people can be a delegate`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send(
                "PROPPATCH", Self.bruno + "calendar-proxy-write/",
                body: Self.members(["/dav/principals/groups/etat-civil/"]), user: "bruno.petit")
            #expect(answer.status == 207)
            #expect(try await Self.accounts(dav, .write, of: "camille.martin") == [Self.bruno: "Bruno Petit"])
            let event = DAVFixture.event(uid: "e", start: "20261201T090000")
            let path = "/dav/calendars/people/bruno.petit/calendar/e.ics"
            #expect(try await dav.send("PUT", path, body: event).status == 201)
        }
    }

    @Test func `rooms that one manages or may read are among the accounts to open`() async throws {
        try await DAVFixture.run { dav in
            try await dav.store.withTransaction(locking: [.resource("salle-jaures"), .resource("projecteur")]) {
                var room = try #require(try $0.resource("salle-jaures"))
                room.managers = ["etat-civil"]
                try $0.save(room)
                var projector = try #require(try $0.resource("projecteur"))
                projector.policy.privacy = .full
                try $0.save(projector)
            }
            let room = "/dav/principals/resources/salle-jaures/"
            let projector = "/dav/principals/resources/projecteur/"
            #expect(try await Self.accounts(dav, .write, of: "camille.martin") == [room: "Salle Jaurès"])
            #expect(try await Self.accounts(dav, .read, of: "camille.martin") == [projector: "Projecteur"])
            #expect(try await Self.accounts(dav, .write, of: "bruno.petit").isEmpty)
            // An administrator has the rights without being named.
            #expect(try await Self.accounts(dav, .write, of: "admin").isEmpty)
            let body = Self.ask("<D:group-member-set/>")
            let group = room + "calendar-proxy-write/"
            let seen = try await dav.send("PROPFIND", group, body: body, headers: ["Depth": "0"])
            #expect(
                try seen.properties()[group]?[Self.groupType]?.first(.dav("href"))?.text
                    == "/dav/principals/groups/etat-civil/")
            #expect(
                try await dav.send("PROPFIND", group, body: body, headers: Self.itself, user: "bruno.petit").status
                    == 404)
            let change = try await dav.send("PROPPATCH", group, body: Self.members([Self.bruno]))
            #expect(change.text.contains("cannot-modify-protected-property"))
            #expect(
                try await dav.send("PROPFIND", "/dav/calendars/resources/salle-jaures/", headers: Self.itself).status
                    == 207)
        }
    }
}
