import Testing
import WebDAVXML

/// The calendar that invitations are put into: RFC 6638 §9.2.
@Suite struct DefaultCalendarTests {
    private static let home = "/dav/calendars/people/bruno.petit/"
    private static let inbox = home + "inbox/"
    private static let projects = home + "projets/"

    private static func choose(_ content: String) -> String {
        """
        <D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>\
        <C:schedule-default-calendar-URL>\(content)</C:schedule-default-calendar-URL></D:prop></D:set></D:propertyupdate>
        """
    }

    private static let forget = """
        <D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:remove><D:prop>\
        <C:schedule-default-calendar-URL/></D:prop></D:remove></D:propertyupdate>
        """

    private func chosen(_ dav: DAVFixture) async throws -> String? {
        let ask = """
            <D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:schedule-default-calendar-URL/>\
            </D:prop></D:propfind>
            """
        let answer = try await dav.send(
            "PROPFIND", Self.inbox, body: ask, headers: ["Depth": "0"], user: "bruno.petit")
        let value = try answer.properties()[Self.inbox]?[.caldav("schedule-default-calendar-URL")]
        return value?.first(.dav("href"))?.text
    }

    private func members(_ dav: DAVFixture, _ path: String) async throws -> Int {
        let answer = try await dav.send("PROPFIND", path, headers: ["Depth": "1"], user: "bruno.petit")
        return try answer.properties().count - 1
    }

    @Test func `invitations go where the owner wants them, and that calendar stays`() async throws {
        try await DAVFixture.run { dav in
            #expect(try await chosen(dav) == Self.home + "calendar/")
            #expect(try await dav.send("MKCALENDAR", Self.projects, user: "bruno.petit").status == 201)
            let body = Self.choose("<D:href>\(Self.projects)</D:href>")
            let done = try await dav.send("PROPPATCH", Self.inbox, body: body, user: "bruno.petit")
            #expect(done.text.contains("HTTP/1.1 200"), "\(done.text)")
            #expect(try await chosen(dav) == Self.projects)
            for path in [Self.projects, Self.home + "calendar/"] {
                let kept = try await dav.send("DELETE", path, user: "bruno.petit")
                #expect(kept.status == 403)
                #expect(try kept.condition() == .caldav("default-calendar-needed"))
            }
            let invitation = DAVFixture.event(
                uid: "i", start: "20261201T090000",
                extra: ["ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:bruno.petit@ville.example"])
            #expect(try await dav.send("PUT", DAVFixture.calendar + "i.ics", body: invitation).status == 201)
            #expect(try await members(dav, Self.projects) == 1)
            #expect(try await members(dav, Self.home + "calendar/") == 0)
            let back = try await dav.send("PROPPATCH", Self.inbox, body: Self.forget, user: "bruno.petit")
            #expect(back.text.contains("HTTP/1.1 200"))
            #expect(try await chosen(dav) == Self.home + "calendar/")
            #expect(try await dav.send("DELETE", Self.projects, user: "bruno.petit").status == 204)
        }
    }

    @Test(arguments: [
        "", "<D:href>/dav/calendars/people/camille.martin/calendar/</D:href>", "<D:href>\(inbox)</D:href>",
        "<D:href>\(home)nothing/</D:href>", "<D:href>\(home)tasks/</D:href>", "<D:href>\(home)</D:href>",
        "<D:href>\(home)outbox/</D:href>", "<D:href>nonsense</D:href>",
        "<D:href>\(home)calendar/</D:href><D:href>\(home)calendar/</D:href>",
    ])
    func `only a calendar of one's own that takes events can be chosen`(_ content: String) async throws {
        try await DAVFixture.run { dav in
            let tasks = """
                <C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>\
                <C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set></D:prop></D:set>\
                </C:mkcalendar>
                """
            #expect(
                try await dav.send("MKCALENDAR", Self.home + "tasks/", body: tasks, user: "bruno.petit").status == 201)
            let refused = try await dav.send(
                "PROPPATCH", Self.inbox, body: Self.choose(content), user: "bruno.petit")
            #expect(refused.status == 207)
            #expect(refused.text.contains("HTTP/1.1 403"))
            #expect(refused.text.contains("valid-schedule-default-calendar-URL"))
            #expect(try await chosen(dav) == Self.home + "calendar/")
        }
    }

    @Test func `nothing but a person's inbox has the choice`() async throws {
        try await DAVFixture.run { dav in
            let body = Self.choose("<D:href>\(Self.home)calendar/</D:href>")
            let calendar = try await dav.send("PROPPATCH", Self.home + "calendar/", body: body, user: "bruno.petit")
            #expect(calendar.text.contains("cannot-modify-protected-property"))
            let room = "/dav/calendars/resources/salle-jaures/"
            let own = Self.choose("<D:href>\(room)calendar/</D:href>")
            let answer = try await dav.send("PROPPATCH", room + "inbox/", body: own, user: "admin")
            #expect(answer.text.contains("cannot-modify-protected-property"))
        }
    }

    /// RFC 4791 §5.2.3: a calendar that was made without a set of components keeps all kinds.
    @Test(arguments: ["calendar/", "new/"])
    func `a calendar keeps events, tasks and journal entries`(_ name: String) async throws {
        try await DAVFixture.run { dav in
            if name == "new/" { #expect(try await dav.send("MKCALENDAR", DAVFixture.home + name).status == 201) }
            for component in ["VEVENT", "VTODO", "VJOURNAL"] {
                let text = """
                    BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:\(component)\r\nUID:\(component)\r
                    DTSTAMP:20261101T000000Z\r\nDTSTART:20261201T090000Z\r\nEND:\(component)\r\nEND:VCALENDAR\r

                    """
                let answer = try await dav.send("PUT", DAVFixture.home + name + component + ".ics", body: text)
                #expect(answer.status == 201, "\(answer.text)")
            }
        }
    }
}
