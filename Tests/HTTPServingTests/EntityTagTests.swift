import HTTPServing
import Testing

@Suite struct EntityTagTests {
    @Test(arguments: [
        ("*", EntityTagCondition.any), ("  *  ", .any), ("\"a\"", .oneOf([EntityTag("a")])),
        ("\"a\", W/\"b\" ,\"c,d\"", .oneOf([EntityTag("a"), EntityTag("b", isWeak: true), EntityTag("c,d")])),
        ("abc", .oneOf([EntityTag("abc")])), ("\"\"", .oneOf([EntityTag("")])), ("\"open", .oneOf([EntityTag("open")])),
        (",,\"a\",,", .oneOf([EntityTag("a")])),
    ])
    func `reads lists of tags`(_ text: String, _ expected: EntityTagCondition) {
        #expect(EntityTagCondition(text) == expected)
    }

    @Test(arguments: ["", " ", ",", " , "])
    func `an empty field is no condition`(_ text: String) {
        #expect(EntityTagCondition(text) == nil)
    }

    @Test func `If-Match compares strongly and If-None-Match weakly`() {
        let strong = EntityTag("a")
        let weak = EntityTag("a", isWeak: true)
        #expect(EntityTagCondition("\"a\"")?.matchesStrongly(strong) == true)
        #expect(EntityTagCondition("W/\"a\"")?.matchesStrongly(strong) == false)
        #expect(EntityTagCondition("\"a\"")?.matchesStrongly(weak) == false)
        #expect(EntityTagCondition("W/\"a\"")?.matchesWeakly(strong) == true)
        #expect(EntityTagCondition("*")?.matchesStrongly(nil) == false)
        #expect(EntityTagCondition("*")?.matchesWeakly(nil) == false)
        #expect(EntityTagCondition("W/\"a\", \"b\"")?.strongValues == ["b"])
    }
}
