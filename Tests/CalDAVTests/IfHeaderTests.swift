import Scheduling
import Testing

@testable import CalDAV
@testable import StoreContract

/// Reading the field If: RFC 4918 §10.4.2.
@Suite struct IfHeaderTests {
    private static let pieces = [
        "(", ")", "<", ">", "[", "]", "\"", "W/", "Not ", "not", " ", "\t", "urn:x:y", "/dav/calendars/people/a/b/",
        "a",
        "(<urn:x:y>)", "([\"a\"])", "é", "\u{0}", "urn:creneau:sync:memory-9999999999999999999", ",",
    ]

    @Test func `whatever stands in the field, it is read or refused`() {
        let seed = SplitMix.seed()
        var random = SplitMix(seed: seed)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0..<14, using: &random)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            guard let conditions = try? IfHeader.conditions(text, of: .root) else { continue }
            #expect(!conditions.lists.isEmpty, "CRENEAU_SEED=\(seed): \(text)")
            #expect(conditions.lists.allSatisfy { !$0.tests.isEmpty }, "CRENEAU_SEED=\(seed): \(text)")
        }
    }
}
