import BookingCore
import Testing

@Suite struct ResourceTests {
    @Test(arguments: [
        ("salle-du-conseil-nord", true), ("b.2", true), ("", false), ("-a", false), (".", false), ("Salle", false),
        ("a/b", false), ("é", false), (String(repeating: "a", count: 65), false),
    ])
    func `a resource id is a slug`(text: String, isValid: Bool) {
        #expect((ResourceID(validating: text) != nil) == isValid)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 42, .max])
    func `a booking id is written and read in thirteen characters`(value: Int64) {
        let text = BookingID(rawValue: value).description
        #expect(text.utf8.count == 13)
        #expect(BookingID(text)?.rawValue == value)
        #expect(BookingID(text.uppercased())?.rawValue == value)
    }

    @Test(arguments: ["", "0", "z000000000000", "000000000000u", "0000000000000 ", "é00000000000"])
    func `what is no booking id is refused`(text: String) {
        #expect(BookingID(text) == nil)
    }

    @Test func `words that are no rule are refused by name`() {
        #expect(throws: BookingPolicyError.unknown(field: "autoSchedule", value: "sometimes")) {
            try AutoSchedule(policyValue: "sometimes")
        }
        #expect(throws: BookingPolicyError.unknown(field: "externalOrganizers", value: "maybe")) {
            try ExternalOrganizers(policyValue: "maybe")
        }
    }

    @Test func `a description that makes no sense is refused`() {
        var resource = EngineFixture().room
        resource.setup = .max
        #expect(throws: ResourceError.outOfRange(field: "setup", allowed: "0 to 24 hours")) { try resource.validate() }
        resource.setup = 0
        resource.policy.conflictPercentageAllowed = 101
        #expect(throws: ResourceError.self) { try resource.validate() }
        resource.policy.conflictPercentageAllowed = 100
        #expect(throws: Never.self) { try resource.validate() }
    }
}
