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
