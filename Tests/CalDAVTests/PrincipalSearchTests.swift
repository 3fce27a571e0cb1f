import BookingCore
import Scheduling
import StoreContract
import Testing
import WebDAVXML

/// Searches for people and rooms as they are typed (RFC 3744 §9.4, whose comparison is the server's; Apple's
/// calendarserver-principal-search).
@Suite struct PrincipalSearchTests {
    private static let room = "/dav/principals/resources/salle-jaures/"
    private static let camille = "/dav/principals/people/camille.martin/"
    private static let names = DelegationTests.names

    private static func search(_ property: String, _ text: String, type: String = "contains") -> String {
        """
        <D:principal-property-search \(names)><D:property-search><D:prop><\(property)/></D:prop>\
        <D:match match-type="\(type)">\(text)</D:match></D:property-search><D:prop><D:displayname/></D:prop>\
        </D:principal-property-search>
        """
    }

    @Test(
        arguments: [
            ("D:displayname", "salle jaures", "contains", [room]), ("D:displayname", "SALLE JAURÈS", "equals", [room]),
            ("D:displayname", "Jaure\u{300}s", "ends-with", [room]), ("D:displayname", "jaures", "starts-with", []),
            ("D:displayname", "etat", "starts-with", ["/dav/principals/groups/etat-civil/"]),
            ("D:displayname", "", "contains", [camille]),
            ("S:email-address-set", "Salle-Jaures@", "starts-with", [room]),
            ("C:calendar-user-address-set", "camille.martin@ville.example", "contains", [camille]),
            (
                "C:calendar-user-address-set",
                "urn:uuid:" + ResourceURN.text(.resource("salle-jaures")).dropFirst(9), "equals", [room]
            ),
            ("C:calendar-user-address-set", "/dav/principals/resources/salle-jaures/", "equals", [room]),
        ] as [(String, String, String, [String])])
    func `accents and case make no difference`(
        _ property: String, _ text: String, _ type: String, _ expected: [String]
    ) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("REPORT", "/dav/", body: Self.search(property, text, type: type))
            #expect(answer.status == 207)
            let found = try answer.properties().keys.sorted()
            #expect(text.isEmpty ? found.count == 6 : found == expected, "\(found)")
        }
    }

    @Test(arguments: [("location", "jaures"), ("location", "JAURÈS"), ("location", "salle jau")])
    func `what is typed in Apple's Calendar finds the room`(_ context: String, _ text: String) async throws {
        try await DAVFixture.run { dav in
            let tokens = text.split(separator: " ")
                .map { "<S:search-token>\($0)</S:search-token>" }.joined()
            let body = """
                <S:calendarserver-principal-search \(Self.names) context="\(context)">\(tokens)<D:prop><D:displayname/></D:prop>\
                </S:calendarserver-principal-search>
                """
            let answer = try await dav.send("REPORT", "/dav/principals/", body: body, headers: ["Depth": "0"])
            #expect(try answer.properties().keys.sorted() == [Self.room])
        }
    }

    /// Python's `caldav` writes the properties beside an empty `prop`, and lists by asking for nothing.
    @Test func `a search without a condition lists who has calendars, and names beside prop are read`() async throws {
        try await DAVFixture.run { dav in
            let body = """
                <D:principal-property-search \(Self.names)><D:prop/><C:calendar-home-set/><D:displayname/>\
                </D:principal-property-search>
                """
            let answer = try await dav.send("REPORT", "/dav/", body: body)
            #expect(answer.status == 207)
            let found = try answer.properties()
            #expect(found.count == 5)
            #expect(found[Self.room]?[.dav("displayname")]?.text == "Salle Jaurès")
            for values in found.values { #expect(values[.caldav("calendar-home-set")]?.children.count == 1) }
            let people = try await dav.send("REPORT", "/dav/principals/people/", body: body)
            #expect(try people.properties().count == 3)
            let clause = "<D:property-search><D:prop><D:displayname/></D:prop><D:match>a</D:match></D:property-search>"
            let many = body.replacing("<D:prop/>", with: String(repeating: clause, count: 21) + "<D:prop/>")
            #expect(try await dav.send("REPORT", "/dav/", body: many).status == 400)
        }
    }

    @Test func `somebody new is found at once`() async throws {
        try await DAVFixture.run { dav in
            let body = Self.search("D:displayname", "zoe")
            #expect(try await dav.send("REPORT", "/dav/", body: body).properties().isEmpty)
            try await dav.store.withTransaction(locking: []) {
                try $0.save(Person(id: "zoe.noel", name: "Zoé Noël", addresses: ["zoe.noel@ville.example"]))
            }
            let found = try await dav.send("REPORT", "/dav/", body: body).properties()
            #expect(found.keys.sorted() == ["/dav/principals/people/zoe.noel/"])
        }
    }
}
