import Testing
import WebDAVXML

@testable import CalDAV

/// What is refused says what is wrong with it, by the element that its RFC has for it, or by none.
@Suite struct SmallAnswerTests {
    private static let home = "/dav/calendars/people/camille.martin/"

    /// RFC 3744 §7.1.1; `default-calendar-needed` (RFC 6638 §4.3) is about calendars.
    @Test func `an inbox stays, and is no calendar`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("DELETE", Self.home + "inbox/")
            #expect(answer.status == 403)
            #expect(try answer.condition() == .dav("need-privileges"))
        }
    }

    /// RFC 4918 §9.8.5, §9.9.4: 403 without a precondition of its own.
    @Test(arguments: ["COPY", "MOVE"])
    func `a calendar is neither copied nor moved, and the answer says so`(method: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send(
                method, DAVFixture.calendar, headers: ["Destination": Self.home + "other/"])
            #expect(answer.status == 403)
            #expect(try answer.condition() == nil)
            #expect(answer.text.contains("Seuls les événements peuvent être copiés ou déplacés."))
        }
    }

    /// RFC 4791 §5.3.1.1.
    @Test func `a calendar that is there already is named as one`() async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("MKCALENDAR", DAVFixture.calendar)
            #expect(answer.status == 403)
            #expect(try answer.condition() == .dav("resource-must-be-null"))
            #expect(answer.text.contains("Il y a déjà un agenda à cette adresse."))
        }
    }

    /// RFC 9110 §15.5.1: a name that nothing can ever have is no missing object.
    @Test(arguments: [String(repeating: "a", count: 300), "%00", "%ff", "a%2Fb", "%"])
    func `a name that nothing can have is refused as such`(name: String) async throws {
        try await DAVFixture.run { dav in
            let body = DAVFixture.event(uid: "u", start: "20261201T090000")
            let put = try await dav.send("PUT", DAVFixture.calendar + name, body: body)
            #expect(put.status == 400)
            #expect(put.text.contains("Un nom a de 1 à 255 octets"))
            #expect(try await dav.send("MKCALENDAR", Self.home + name).status == 400)
            #expect(try await dav.send("GET", DAVFixture.calendar + name).status == 404)
        }
    }

    /// RFC 4791 §7.10, RFC 3253 §3.1.5.
    @Test func `a group has no free and busy of its own`() async throws {
        try await DAVFixture.run { dav in
            let body = """
                <C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">\
                <C:time-range start="20261201T000000Z" end="20261202T000000Z"/></C:free-busy-query>
                """
            let group = try await dav.send("REPORT", "/dav/principals/groups/etat-civil/", body: body)
            #expect(group.status == 403)
            #expect(try group.condition() == .dav("supported-report"))
            #expect(try await dav.send("REPORT", "/dav/principals/groups/personne/", body: body).status == 404)
        }
    }

    /// RFC 5545 §3.3.10: what a rule lacks is said in the reader's language, and so is what no XML is.
    @Test(arguments: [
        ("FREQ=FOO", "FREQ ne peut pas valoir « FOO »"), ("FREQ=DAILY;INTERVAL=0", "INTERVAL ne peut pas valoir « 0 »"),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS : demande une autre partie BY parmi laquelle choisir"),
        ("RSCALE=CHINESE;FREQ=DAILY", "RSCALE (RFC 7529) n’est pas accepté ; utilisez une règle sans cette partie"),
    ])
    func `a reason is told in one language`(rule: String, words: String) async throws {
        try await DAVFixture.run { dav in
            let event = DAVFixture.event(uid: "r", start: "20261201T090000").replacing(
                "END:VEVENT", with: "RRULE:\(rule)\r\nEND:VEVENT")
            let put = try await dav.send("PUT", DAVFixture.calendar + "r.ics", body: event)
            #expect(put.status == 403)
            #expect(put.text.contains("n’est pas valable (\(words))."), "\(put.text)")
            let report = try await dav.send("REPORT", DAVFixture.calendar, body: "<a/><b/>")
            #expect(report.status == 400)
            #expect(report.text.contains("Le contenu n’est pas du XML valable, ligne 1."), "\(report.text)")
        }
    }
}
