import Testing

@testable import Accounts

@Suite struct LDAPTextTests {
    /// RFC 4515 §4.
    @Test(arguments: [
        ("Babs Jensen", "Babs Jensen"),
        (
            "Parens R Us (for all your parenthetical needs)",
            "Parens R Us \\28for all your parenthetical needs\\29"
        ), ("*", "\\2a"), ("C:\\MyFile", "C:\\5cMyFile"),
        ("Lučić", "Lu\\c4\\8di\\c4\\87"), ("\u{0}\u{7F}", "\\00\\7f"), ("x)(uid=*", "x\\29\\28uid=\\2a"),
    ])
    func `a value cannot end its filter`(_ value: String, _ escaped: String) {
        #expect(LDAPText.filterValue(value) == escaped)
    }

    /// RFC 4514 §4.
    @Test(arguments: [
        ("UID=jsmith,DC=example,DC=net", "uid=jsmith, dc=Example , dc=net", true),
        ("CN=Lu\\C4\\8Di\\C4\\87", "cn=Lučić", true), ("CN=Before\\0dAfter", "cn=before\\0Dafter", true),
        ("CN=James \\\"Jim\\\" Smith\\, III", "cn=James \\22Jim\\22 Smith\\2C III", true),
        ("cn=a\\,b", "cn=a,b", false), ("cn=a\\=b", "cn=a=b", false), ("cn=a", "cn=b", false),
        ("cn=a  b", "cn=a b", false),
        ("cn=a;dc=b", "cn=a,dc=b", true), ("cn=a+sn=b", "cn=a,sn=b", false), ("cn=a\\", "cn=a", true),
    ])
    func `names are compared without case, space and ways of escaping`(_ one: String, _ two: String, _ same: Bool) {
        #expect((LDAPText.comparable(one) == LDAPText.comparable(two)) == same)
    }

    @Test func `Active Directory walks groups in groups where it is asked to`() {
        let rule = "(memberOf:1.2.840.113556.1.4.1941:=CN=A \\28B\\29,DC=ville)"
        #expect(
            LDAPText.chainFilter("(objectClass=user)", group: "CN=A (B),DC=ville") == "(&(objectClass=user)" + rule
                + ")")
        #expect(
            LDAPText.chainFilter("objectClass=user", group: "CN=A (B),DC=ville") == "(&(objectClass=user)" + rule + ")")
    }

    @Test(
        arguments: [
            ("member;range=0-1499", 0, 1_499), ("member;range=1500-*", 1_500, nil), ("member;range=0-*", 0, nil),
        ] as [(String, Int, Int?)])
    func `a part of an attribute says which`(_ name: String, _ first: Int, _ last: Int?) {
        let range = LDAPRange(name)
        #expect(range?.attribute == "member" && range?.first == first && range?.last == last)
    }

    @Test(arguments: [
        "member", "member;range=", "member;range=a-b", "member;range=5-1", "member;range=-1-5", "member;binary",
        "member;range=0-9223372036854775807", ";range=0-1", "member;range=0-1-2", "member;range=0",
    ])
    func `what names no part is an attribute of its own`(_ name: String) {
        #expect(LDAPRange(name) == nil)
    }

    @Test func `a group of many members is read part by part`() throws {
        let people = (0..<3_200).map { Array("uid=p\($0)".utf8) }
        var asked: [String] = []
        let first = LDAPEntry(
            dn: "cn=all", attributes: ["cn": [[0x61]], "member;range=0-1499": Array(people[..<1_500])])
        let whole = try LDAPRange.completed(first) { dn, name throws(LDAPFailure) in
            asked.append(name)
            let start = asked.count * 1_500
            let end = min(people.count, start + 1_500)
            let last = end == people.count ? "*" : "\(end - 1)"
            return LDAPEntry(dn: dn, attributes: ["member;range=\(start)-\(last)": Array(people[start..<end])])
        }
        #expect(asked == ["member;range=1500-*", "member;range=3000-*"])
        #expect(whole.attributes == ["cn": [[0x61]], "member": people])
        #expect(throws: LDAPFailure.self) {
            try LDAPRange.completed(first) { dn, _ throws(LDAPFailure) in
                LDAPEntry(dn: dn, attributes: ["member;range=0-1499": []])
            }
        }
        let gone = try LDAPRange.completed(first) { _, _ throws(LDAPFailure) in nil }
        #expect(gone.attributes["member"]?.count == 1_500)
    }

    @Test(arguments: [
        ("userAccountControl", "512", false), ("userAccountControl", "514", true),
        ("userAccountControl", "66050", true),
        ("userAccountControl", "x", false), ("nsAccountLock", "TRUE", true), ("nsAccountLock", "false", false),
        ("pwdAccountLockedTime", "000001010000Z", true), ("cn", "2", false),
    ])
    func `an account that is closed there is told`(_ name: String, _ value: String, _ isDisabled: Bool) {
        let entry = LDAPEntry(dn: "cn=a", attributes: [name.lowercased(): [Array(value.utf8)]])
        #expect(LDAPPerson.isDisabled(entry) == isDisabled)
    }

    @Test func `what never changes of an entry is read as octets`() {
        let guid: [UInt8] = [0x00, 0xFF, 0x10]
        let entry = LDAPEntry(dn: "cn=a", attributes: ["objectguid": [guid], "entryuuid": [[0x61]]])
        #expect(LDAPPerson.identity(entry) == "objectguid:00ff10")
        #expect(LDAPPerson.identity(LDAPEntry(dn: "cn=a", attributes: ["entryuuid": [[0x61]]])) == "entryuuid:61")
        #expect(LDAPPerson.identity(LDAPEntry(dn: "cn=a", attributes: [:])) == nil)
    }

    @Test func `groups in groups count, cycles end`() {
        let groups = NestedGroups(members: [
            "a": ["b", "1"], "b": ["c", "2"], "c": ["a", "3"], "d": ["d"], "e": ["1", "1", "nobody"],
        ])
        #expect(groups.people(of: "a") == ["1", "2", "3"])
        #expect(groups.people(of: "c") == ["1", "2", "3"])
        #expect(groups.people(of: "d") == [])
        #expect(groups.people(of: "e") == ["1", "nobody"])
        #expect(groups.people(of: "absent") == [])
    }
}
