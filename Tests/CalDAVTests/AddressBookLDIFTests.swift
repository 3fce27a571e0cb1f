import BookingCore
import Testing

@testable import CalDAV

/// The resources as LDIF (RFC 2849), distinguished names by RFC 4514.
@Suite struct AddressBookLDIFTests {
    private static func room(_ id: String, _ name: String) -> RoomEntry {
        RoomEntry(id: id, kind: .room, name: name, address: "\(id)@ville.example", language: "fr")
    }

    private static let base = "ou=Resources,dc=ville,dc=example"

    /// RFC 2849, notes 2 and 5.
    @Test func `plain entries are plain`() {
        var entry = Self.room("a", "Atelier")
        entry.aliases = ["b@ville.example"]
        entry.capacity = 4
        let text = ResourceLDIF(schema: .sogo, base: Self.base).text([entry])
        #expect(text.hasPrefix("version: 1\n\ndn: cn=Atelier,\(Self.base)\nobjectClass: top\n"))
        for line in ["cn: Atelier", "mail: a@ville.example", "kind: location", "multipleBookings: 1", "capacity: 4"] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    /// RFC 2849, notes 4 and 8: what is no safe string is in base64, and values hold several lines.
    @Test(arguments: [
        ("Jaurès", "cn:: SmF1csOocw=="), (" x", "cn:: IHg="), (":x", "cn:: Ong="), ("<x", "cn:: PHg="),
        ("x ", "cn:: eCA="),
        ("a\nb", "cn:: YQpi"), ("a:b<c", "cn: a:b<c"), ("#1", "cn: #1"),
    ])
    func `what is no safe string is in base64`(_ name: String, _ line: String) {
        let text = ResourceLDIF(schema: .kolab, base: Self.base).text([Self.room("a", name)])
        #expect(text.contains("\n\(line)\n"))
    }

    /// RFC 4514 §2.4.
    @Test(arguments: [
        ("a,b", "cn=a\\,b"), ("a+b=c", "cn=a\\+b\\=c"), ("\"q\"", "cn=\\\"q\\\""), ("#1", "cn=\\#1"),
        ("a\\b", "cn=a\\\\b"),
        ("a;<>", "cn=a\\;\\<\\>"), ("a\nb", "cn=a\\0ab"), (" a ", "cn=\\ a\\ "),
    ])
    func `names in distinguished names are escaped`(_ name: String, _ expected: String) {
        let text = ResourceLDIF(schema: .person, base: Self.base).text([Self.room("a", name)])
        #expect(text.contains("\ndn: \(expected),\(Self.base)\n"))
    }

    /// RFC 2849, note 2.
    @Test func `long lines are folded and come together again`() {
        var entry = Self.room("a", "Atelier")
        entry.description = String(repeating: "Une longue description, avec des accents é. ", count: 20)
        let text = ResourceLDIF(schema: .person, base: Self.base).text([entry])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 0x80 } })
        let whole = text.replacing("\n ", with: "").split(separator: "\n").first { $0.hasPrefix("description:: ") }
        #expect(whole?.count ?? 0 > 800)
    }

    @Test func `two rooms of one name have two distinguished names`() {
        let text = ResourceLDIF(schema: .kolab, base: Self.base).text([
            Self.room("a", "Salle"), Self.room("b", "salle"),
        ])
        #expect(text.contains("\ndn: cn=Salle,\(Self.base)\n") && text.contains("\ndn: cn=salle (b),\(Self.base)\n"))
    }
}
