import BookingCore
import HTTPTypes
import Testing
import WebDAVXML

@testable import CalDAV

/// The reports of the address book (RFC 6352 §8, RFC 6578).
@Suite struct AddressBookReportTests {
    private typealias Book = AddressBookFixture
    private static let projector = Book.book + "projecteur.vcf"

    private static func text(_ name: String, _ attributes: String, _ text: String) -> String {
        "<C:prop-filter name='\(name)'><C:text-match \(attributes)>\(text)</C:text-match></C:prop-filter>"
    }

    /// RFC 6352 §10.5.
    @Test(
        arguments: [
            ("", "", [Book.room, projector]), (text("FN", "", "jaur"), "", [Book.room]),
            (text("FN", "", "SALLE JAURÈS"), "", [Book.room]),
            (text("FN", "", "salle jaure\u{300}s"), "", [Book.room]),
            (text("fn", "collation='i;unicode-casemap' match-type='equals'", "salle jaurès"), "", [Book.room]),
            (text("FN", "match-type='equals'", "salle"), "", []),
            (text("FN", "match-type='starts-with'", "Salle"), "", [Book.room]),
            (text("FN", "match-type='ends-with'", "JAURÈS"), "", [Book.room]),
            (text("FN", "match-type='starts-with'", "Jaurès"), "", []),
            (text("FN", "collation='i;ascii-casemap'", "JAURÈS"), "", []),
            (text("FN", "collation='i;octet'", "salle"), "", []),
            (text("FN", "negate-condition='yes'", "salle"), "", [projector]),
            (text("KIND", "match-type='equals'", "thing"), "", [projector]),
            (text("EMAIL", "", "@ville.example"), "", [Book.room, projector]),
            ("<C:prop-filter name='EMAIL'/>", "", [Book.room, projector]),
            ("<C:prop-filter name='NICKNAME'/>", "", []),
            ("<C:prop-filter name='NICKNAME'><C:is-not-defined/></C:prop-filter>", "", [Book.room, projector]),
            ("<C:prop-filter name='X-CAPACITY'><C:is-not-defined/></C:prop-filter>", "", [projector]),
            (text("FN", "", "jaur") + text("FN", "", "proj"), "", [Book.room, projector]),
            (text("FN", "", "jaur") + text("FN", "", "proj"), "test='allof'", []),
            (text("FN", "", "jaur") + text("KIND", "", "location"), "test='allof'", [Book.room]),
            (
                "<C:prop-filter name='EMAIL' test='allof'><C:text-match>jaures</C:text-match><C:param-filter name='TYPE'>"
                    + "<C:text-match match-type='equals'>pref</C:text-match></C:param-filter></C:prop-filter>", "",
                [Book.room]
            ),
            (
                "<C:prop-filter name='EMAIL'><C:param-filter name='X-NONE'><C:is-not-defined/></C:param-filter>"
                    + "</C:prop-filter>", "", [Book.room, projector]
            ),
            ("<C:prop-filter name='EMAIL'><C:param-filter name='LANGUAGE'/></C:prop-filter>", "", []),
        ] as [(String, String, [String])])
    func `a query finds cards`(_ filter: String, _ test: String, _ expected: [String]) async throws {
        try await DAVFixture.run { dav in
            try await Book.change("salle-jaures", in: dav) { $0.capacity = 8 }
            let answer = try await dav.send(
                "REPORT", Book.book, body: Book.query(filter, test: test), headers: ["Depth": "1"])
            #expect(answer.status == 207)
            #expect(try answer.properties().keys.sorted() == expected.sorted())
        }
    }

    /// RFC 6352 §8.6: conditions, and the answers to what is asked wrongly.
    @Test(
        arguments: [
            (text("FN", "collation='i;basic'", "x"), "supported-collation"),
            (text("FN", "match-type='sounds-like'", "x"), "supported-filter"),
            ("<C:comp-filter name='VCARD'/>", "supported-filter"), ("<C:prop-filter/>", "supported-filter"),
            (String(repeating: text("FN", "", "x"), count: 60), "supported-filter"),
            (
                "<C:prop-filter name='FN'><C:is-not-defined/><C:text-match>x</C:text-match></C:prop-filter>",
                "supported-filter"
            ),
        ])
    func `a query that cannot be answered is refused`(_ filter: String, _ condition: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("REPORT", Book.book, body: Book.query(filter), headers: ["Depth": "1"])
            #expect(answer.status == 403)
            #expect(try answer.condition() == .carddav(condition))
        }
    }

    /// RFC 6352 §8.6.1, §8.6.2.
    @Test func `a limit cuts the answer and says so`() async throws {
        try await DAVFixture.run { dav in
            for (limit, isCut) in [(1, true), (2, false)] {
                let answer = try await dav.send(
                    "REPORT", Book.book,
                    body: Book.query(
                        Self.text("KIND", "", ""), more: "<C:limit><C:nresults>\(limit)</C:nresults></C:limit>"),
                    headers: ["Depth": "1"])
                #expect(try answer.statuses()[Book.book] == (isCut ? 507 : nil))
                #expect(answer.text.contains("number-of-matches-within-limits") == isCut)
                #expect(try answer.properties().filter { !$0.value.isEmpty }.count == limit)
            }
        }
    }

    /// RFC 6352 §8.7, §10.4: versions, parts of cards, and what is not there.
    @Test func `a multiget answers with the cards that are asked for`() async throws {
        try await DAVFixture.run { dav in
            let body = """
                <C:addressbook-multiget \(Book.names)><D:prop><D:getetag/><C:address-data version='4.0'/></D:prop>\
                <D:href>\(Book.room)</D:href><D:href>\(Book.book)never.vcf</D:href><D:href>/dav/x</D:href>\
                </C:addressbook-multiget>
                """
            let answer = try await dav.send("REPORT", Book.book, body: body, headers: ["Depth": "0"])
            let card = try answer.properties()[Book.room]
            #expect(card?[.carddav("address-data")]?.text.contains("VERSION:4.0\r\n") == true)
            let etag = try await dav.send("GET", Book.room).headers[.eTag]
            #expect(card?[.dav("getetag")]?.text == etag)
            #expect(try answer.statuses() == [Book.book + "never.vcf": 404, "/dav/x": 404])
            let part = """
                <C:addressbook-multiget \(Book.names)><D:prop><C:address-data><C:prop name='FN'/><C:prop name='email' \
                novalue='yes'/></C:address-data></D:prop><D:href>\(Book.room)</D:href></C:addressbook-multiget>
                """
            let text = try await dav.send("REPORT", Book.book, body: part).properties()[Book.room]?[
                .carddav("address-data")]?.text
            #expect(
                text == "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Salle Jaurès\r\nEMAIL;TYPE=INTERNET,PREF:\r\nEND:VCARD\r\n")
            let wrong = body.replacing("4.0", with: "5.0")
            let refused = try await dav.send("REPORT", Book.book, body: wrong)
            #expect(refused.status == 403)
            #expect(try refused.condition() == .carddav("supported-address-data"))
        }
    }

    /// RFC 6578 §3.2 to §3.6.
    @Test func `a client that follows by tokens hears of changes, additions and removals, and of nothing else`()
        async throws
    {
        try await DAVFixture.run { dav in
            let first = try await dav.send("REPORT", Book.book, body: Book.sync(""))
            #expect(try first.properties().keys.sorted() == [Self.projector, Book.room])
            let start = try first.syncToken()
            func delta(_ token: String) async throws -> (DAVAnswer, String) {
                let answer = try await dav.send("REPORT", Book.book, body: Book.sync(token))
                #expect(answer.status == 207)
                return (answer, try answer.syncToken())
            }
            // What no card shows changes nothing, neither token nor tag.
            let tag = try await tag(dav)
            try await Book.change("salle-jaures", in: dav) { $0.policy.allowRecurring = false }
            let (silent, same) = try await delta(start)
            #expect(try silent.properties().isEmpty && same == start)
            #expect(try await self.tag(dav) == tag)

            try await Book.change("salle-jaures", in: dav) { $0.capacity = 12 }
            let (changed, second) = try await delta(start)
            #expect(try changed.properties().keys.sorted() == [Book.room])
            #expect(try await self.tag(dav) != tag)

            try await Book.add("atelier", name: "Atelier", in: dav)
            try await Book.change("projecteur", in: dav) { $0.disabled = true }
            let (both, third) = try await delta(second)
            #expect(try both.properties().filter { !$0.value.isEmpty }.keys.sorted() == [Book.book + "atelier.vcf"])
            #expect(try both.statuses() == [Self.projector: 404])
            #expect(try await delta(third).0.properties().isEmpty)
            // An old token tells all of it, and what is back as it was is told by nobody.
            try await Book.change("salle-jaures", in: dav) { $0.capacity = nil }
            let (all, _) = try await delta(start)
            #expect(try all.properties().filter { !$0.value.isEmpty }.keys.sorted() == [Book.book + "atelier.vcf"])
        }
    }

    private func tag(_ dav: DAVFixture) async throws -> String {
        try await dav.send(
            "PROPFIND", Book.book, body: Book.propfind("<S:getctag/>"), headers: ["Depth": "0"]
        ).properties()[Book.book]?[.calendarServer("getctag")]?.text ?? ""
    }

    /// RFC 6578 §3.6: the token of a cut answer skips nothing.
    @Test(arguments: 1...4) func `an answer that is cut goes on where it ended`(_ limit: Int) async throws {
        try await DAVFixture.run { dav in
            var view: [String: String] = [:]
            var token = ""
            func follow() async throws {
                for _ in 0..<20 {
                    let answer = try await dav.send("REPORT", Book.book, body: Book.sync(token, limit: limit))
                    for (href, status) in try answer.statuses() where status == 404 { view[href] = nil }
                    for (href, values) in try answer.properties() {
                        if let etag = values[.dav("getetag")]?.text { view[href] = etag }
                    }
                    token = try answer.syncToken()
                    if try answer.statuses()[Book.book] != 507 { return }
                }
                Issue.record("the answers never end")
            }
            for number in 0..<5 { try await Book.add("piece-\(number)", name: "Pièce \(number)", in: dav) }
            try await follow()
            try await Book.change("piece-1", in: dav) { $0.disabled = true }
            try await Book.change("piece-2", in: dav) { $0.disabled = true }
            try await Book.change("piece-3", in: dav) { $0.names = LocalizedText("Autre") }
            try await Book.add("nouvelle", name: "Nouvelle", in: dav)
            try await follow()
            let members = try await dav.send(
                "PROPFIND", Book.book, body: Book.propfind("<D:getetag/>"), headers: ["Depth": "1"]
            ).properties().compactMapValues { $0[.dav("getetag")]?.text }
            #expect(view == members)
        }
    }

    /// RFC 6578 §3.2.
    @Test(arguments: [
        "x", "urn:creneau:sync:a-1", "urn:creneau:rooms:a", "urn:creneau:rooms:a=zz",
        "urn:creneau:rooms:a/b=0123456789ab",
        "urn:creneau:rooms:a=0123456789ab,a=0123456789ab", "urn:creneau:rooms:a=0123456789abc",
    ])
    func `what is no token is refused`(_ token: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("REPORT", Book.book, body: Book.sync(token))
            #expect(answer.status == 403)
            #expect(try answer.condition() == .dav("valid-sync-token"))
        }
    }

    @Test func `a made-up token learns nothing about what is hidden`() async throws {
        try await DAVFixture.run { dav in
            try await Book.change("projecteur", in: dav) { $0.disabled = true }
            let digest = "=000000000000"
            let answer = try await dav.send(
                "REPORT", Book.book, body: Book.sync("urn:creneau:rooms:projecteur\(digest),never\(digest)"))
            #expect(try answer.statuses() == [Self.projector: 404, Book.book + "never.vcf": 404])
        }
    }

    /// RFC 6352 §8: reports of calendars and of books do not mix.
    @Test func `reports are asked where they belong`() async throws {
        try await DAVFixture.run { dav in
            let onCalendar = try await dav.send("REPORT", DAVFixture.calendar, body: Book.query(""))
            #expect(onCalendar.status == 403)
            #expect(try onCalendar.condition() == .dav("supported-report"))
            let query = "<C:calendar-query xmlns:C='urn:ietf:params:xml:ns:caldav'/>"
            #expect(try await dav.send("REPORT", Book.book, body: query).status == 403)
            #expect(try await dav.send("REPORT", Book.home + "other/", body: Book.sync("")).status == 404)
            #expect(try await dav.send("REPORT", Book.home, body: Book.sync("")).status == 403)
        }
    }
}
