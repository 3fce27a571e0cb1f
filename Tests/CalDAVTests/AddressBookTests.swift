import BookingCore
import HTTPTypes
import Testing
import WebDAVXML

@testable import CalDAV

/// The room directory as an address book: discovery, properties, cards, and that it is read only (RFC 6352 §5 to §7).
@Suite struct AddressBookTests {
    private typealias Book = AddressBookFixture

    /// RFC 6352 §11, RFC 6764 §5.
    @Test(arguments: [("GET", 301), ("PROPFIND", 307), ("OPTIONS", 307)])
    func `the well-known address leads to the door`(_ method: String, _ status: Int) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send(method, "/.well-known/carddav", user: nil)
            #expect(answer.status == status)
            #expect(answer.headers[.location] == "/dav/")
        }
    }

    /// RFC 6352 §6.1.
    @Test(arguments: ["/dav/", "/dav/principals/people/camille.martin/", Book.home, Book.book, Book.room])
    func `OPTIONS names address books`(_ path: String) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("OPTIONS", path)
            let classes = answer.headers[.init("DAV")!]?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
            #expect(answer.status == 200)
            #expect(classes.first == "1" && classes.contains("addressbook") && classes.contains("3"))
        }
    }

    /// RFC 6352 §7.1.1, as Evolution, Thunderbird and DAVx5 go: principal, home, books.
    @Test func `from the principal a client finds the home, the book and its members`() async throws {
        try await DAVFixture.run { dav in
            let principal = "/dav/principals/people/camille.martin/"
            let found = try await dav.send(
                "PROPFIND", principal, body: Book.propfind("<C:addressbook-home-set/><C:directory-gateway/>"),
                headers: ["Depth": "0"]
            ).properties()[principal]
            #expect(found?[.carddav("addressbook-home-set")]?.first(.dav("href"))?.text == Book.home)
            #expect(found?[.carddav("directory-gateway")]?.first(.dav("href"))?.text == Book.book)
            let home = try await dav.send(
                "PROPFIND", Book.home,
                body: Book.propfind("<D:resourcetype/><D:displayname/><D:current-user-privilege-set/>"),
                headers: ["Depth": "1"]
            ).properties()
            #expect(Set(home.keys) == [Book.home, Book.book])
            let types = home[Book.book]?[.dav("resourcetype")]?.children.map(\.name)
            #expect(types == [.dav("collection"), .carddav("addressbook")])
            #expect(home[Book.book]?[.dav("displayname")]?.text == "Salles et ressources")
            let members = try await dav.send(
                "PROPFIND", Book.book, body: Book.propfind("<D:getetag/><D:getcontenttype/>"), headers: ["Depth": "1"]
            ).properties()
            #expect(Set(members.keys) == [Book.book, Book.room, Book.book + "projecteur.vcf"])
            #expect(members[Book.room]?[.dav("getetag")]?.text.hasPrefix("\"") == true)
            #expect(members[Book.room]?[.dav("getcontenttype")]?.text == "text/vcard; charset=utf-8")
        }
    }

    /// RFC 6352 §6.2, §8.3.1; RFC 3744 §5.4.
    @Test func `the book says what it serves and that it is read only`() async throws {
        try await DAVFixture.run { dav in
            let asked = """
                <C:supported-address-data/><C:max-resource-size/><C:supported-collation-set/><C:addressbook-description/>\
                <D:current-user-privilege-set/><D:supported-report-set/><S:getctag/><D:sync-token/>
                """
            let answer = try await dav.send(
                "PROPFIND", Book.book, body: Book.propfind(asked), headers: ["Depth": "0"])
            let found = try #require(try answer.properties()[Book.book])
            #expect(found.count == 8)
            let versions = found[.carddav("supported-address-data")]?.all(.carddav("address-data-type"))
                .compactMap { $0[attribute: "version"] }
            #expect(versions == ["3.0", "4.0"])
            let collations = found[.carddav("supported-collation-set")]?.children.map(\.text) ?? []
            #expect(Set(collations).isSuperset(of: ["i;ascii-casemap", "i;unicode-casemap"]))
            let privileges = Set(
                found[.dav("current-user-privilege-set")]?.children.flatMap(\.children).map(\.name) ?? [])
            #expect(privileges.contains(.dav("read")))
            #expect(
                privileges.isDisjoint(with: [
                    .dav("write"), .dav("write-content"), .dav("write-properties"), .dav("bind"), .dav("unbind"),
                    .dav("all"),
                ]))
            let reports = Set(
                found[.dav("supported-report-set")]?.children.flatMap(\.children).flatMap(\.children).map(\.name) ?? [])
            #expect(
                reports.isSuperset(of: [
                    .carddav("addressbook-query"), .carddav("addressbook-multiget"), .dav("sync-collection"),
                ]))
        }
    }

    /// RFC 6350 §6, RFC 2426 §3: the same facts in both versions.
    @Test(arguments: [("3.0", "text/vcard"), ("4.0", "text/vcard; version=4.0")])
    func `a card says what the room is`(_ version: String, _ accept: String) async throws {
        try await DAVFixture.run { dav in
            try await Book.change("salle-jaures", in: dav) { room in
                room.aliases = ["jaures@ville.example"]
                room.site = "Hôtel de ville"
                room.building = "Aile nord; B"
                room.floor = "2"
                room.capacity = 18
                room.features = ["screen", "coffee"]
                room.stepFree = true
                room.description = LocalizedText(
                    fr: "Vue sur la place, calme.\nClé à l’accueil.", en: "Quiet; a view.")
            }
            let answer = try await dav.send("GET", Book.room, headers: ["Accept": accept])
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/vcard; charset=utf-8; version=\(version)")
            #expect(answer.headers[.vary] == "Accept")
            #expect(answer.text.utf8.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 76 })
            let lines = answer.text.replacingFolds.split(separator: "\r\n").map(String.init)
            #expect(lines.first == "BEGIN:VCARD" && lines[1] == "VERSION:" + version && lines.last == "END:VCARD")
            let mail =
                version == "3.0"
                ? ["EMAIL;TYPE=INTERNET,PREF:salle-jaures@ville.example", "EMAIL;TYPE=INTERNET:jaures@ville.example"]
                : ["EMAIL;TYPE=work;PREF=1:salle-jaures@ville.example", "EMAIL;TYPE=work:jaures@ville.example"]
            let expected =
                mail + [
                    "KIND:location", "FN:Salle Jaurès", "N:Salle Jaurès;;;;", "ORG:Ville;Hôtel de ville",
                    "ADR;TYPE=\(version == "3.0" ? "WORK" : "work"):;Aile nord\\; B\\, 2e étage;Hôtel de ville;;;;",
                    version == "3.0" ? "TZ;VALUE=text:Europe/Paris" : "TZ:Europe/Paris",
                    "CATEGORIES:Salle,écran,coffee", "CALADRURI:mailto:salle-jaures@ville.example", "X-CAPACITY:18",
                    "NOTE:Vue sur la place\\, calme.\\nClé à l’accueil.\\nCapacité : 18 personnes. Équipement : écran\\, "
                        + "coffee. Accessible sans marche.",
                ]
            for line in expected { #expect(lines.contains(line), "\(line)") }
            #expect(lines.contains { $0.hasPrefix("UID:urn:uuid:") })
        }
    }

    @Test func `a thing is no place, and speaks its reader's language`() async throws {
        try await DAVFixture.run { dav in
            try await Book.speak("en", "bruno.petit", in: dav)
            let card = try await dav.send("GET", Book.book + "projecteur.vcf", user: "bruno.petit").text
            #expect(card.contains("KIND:thing\r\n") && card.contains("CATEGORIES:Equipment\r\n"))
            // What the program accepts changes nothing: a copy would change with the program that asks.
            let french = try await dav.send(
                "GET", Book.book + "projecteur.vcf", headers: ["Accept-Language": "en"]
            ).text
            #expect(french.contains("CATEGORIES:Matériel\r\n"))
        }
    }

    /// RFC 6352 §5.1.1, RFC 9110 §12.5.1.
    @Test(
        arguments: [
            (nil, "3.0"), ("*/*", "3.0"), ("text/html, */*;q=0.1", "3.0"), ("text/vcard;version=4.0", "4.0"),
            ("text/vcard; version=\"4.0\", text/vcard;version=3.0;q=0.5", "4.0"),
            ("text/vcard;version=4.0;q=0.2, text/vcard;q=0.9", "3.0"), ("text/x-vcard", "3.0"),
            ("application/json", nil), ("text/vcard;version=2.1", nil), ("text/vcard;q=0", nil),
        ] as [(String?, String?)])
    func `Accept chooses the version`(_ accept: String?, _ version: String?) async throws {
        try await DAVFixture.run { dav in
            let answer = try await dav.send("GET", Book.room, headers: accept.map { ["Accept": $0] } ?? [:])
            guard let version else {
                #expect(answer.status == 403)
                #expect(try answer.condition() == .carddav("supported-address-data-conversion"))
                return
            }
            #expect(answer.text.contains("VERSION:\(version)\r\n"))
        }
    }

    /// RFC 9110 §13.1.2.
    @Test func `HEAD and conditions work on a card`() async throws {
        try await DAVFixture.run { dav in
            let got = try await dav.send("GET", Book.room)
            let etag = try #require(got.headers[.eTag])
            #expect(try await dav.send("GET", Book.room, headers: ["If-None-Match": etag]).status == 304)
            #expect(try await dav.send("GET", Book.room, headers: ["If-Match": "\"other\""]).status == 412)
            let head = try await dav.send("HEAD", Book.room)
            #expect(head.status == 200 && head.text.isEmpty && head.headers[.eTag] == etag)
            let whole = try await dav.send("GET", Book.book)
            #expect(whole.text.split(separator: "BEGIN:VCARD\r\n").count == 2)
        }
    }

    /// RFC 6352 §6.3.1, RFC 3744 §7.1.1.
    @Test(
        arguments: [
            ("PUT", Book.room, "write-content"), ("PUT", Book.book + "new.vcf", "bind"),
            ("DELETE", Book.room, "unbind"), ("DELETE", Book.book, "unbind"), ("MKCOL", Book.home + "mine/", "bind"),
            ("MKCALENDAR", Book.home + "mine/", "bind"), ("PUT", Book.home + "mine/x.vcf", "bind"),
            ("MOVE", Book.room, "unbind"), ("POST", Book.book, "bind"), ("PROPPATCH", Book.book, "write-properties"),
        ])
    func `nothing can be written`(_ method: String, _ path: String, _ privilege: String) async throws {
        try await DAVFixture.run { dav in
            for user in ["camille.martin", "admin"] {
                let answer = try await dav.send(
                    method, path, body: "BEGIN:VCARD\r\nEND:VCARD\r\n",
                    headers: ["Destination": Book.book + "y.vcf"], user: user)
                #expect(answer.status == 403)
                let needed = try answer.xml().first(.dav("need-privileges"))?.first(.dav("resource"))
                #expect(needed?.first(.dav("privilege"))?.children.map(\.name) == [.dav(privilege)])
                #expect(needed?.first(.dav("href"))?.text.hasPrefix(Book.home) == true)
            }
            #expect(try await dav.send("GET", Book.room).status == 200)
        }
    }

    @Test func `what is out of service is missing everywhere`() async throws {
        try await DAVFixture.run { dav in
            try await Book.change("salle-jaures", in: dav) { $0.disabled = true }
            for method in ["GET", "DELETE", "PROPFIND"] {
                let gone = try await dav.send(method, Book.room, headers: ["Depth": "0"])
                let never = try await dav.send(method, Book.book + "never.vcf", headers: ["Depth": "0"])
                #expect(gone.status == 404 && never.status == 404 && gone.text == never.text, "\(method)")
            }
            let put = try await dav.send("PUT", Book.room, body: "x")
            let other = try await dav.send("PUT", Book.book + "never.vcf", body: "x")
            #expect(put.text == other.text)
            let members = try await dav.send("PROPFIND", Book.book, headers: ["Depth": "1"]).properties()
            #expect(Set(members.keys) == [Book.book, Book.book + "projecteur.vcf"])
        }
    }
}

extension String {
    fileprivate var replacingFolds: String {
        var result: [UInt8] = []
        for octet in utf8 {
            if octet == UInt8(ascii: " "), result.suffix(2) == [13, 10] {
                result.removeLast(2)
            } else {
                result.append(octet)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
