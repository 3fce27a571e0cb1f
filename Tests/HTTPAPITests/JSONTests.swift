import Testing

@testable import HTTPAPI

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null],"c":"é\n\"\\/"}"#, "[]", "{}", "-12", "1.5", #""""#, #"{"":{"":[]}}"#,
    ])
    func `what is written is read back`(_ text: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        let again = try JSONParser.parse(value.encoded())
        #expect(again == value)
    }

    @Test(arguments: [
        (#""\u00e9\ud83d\ude00""#, "é😀"), (#""\b\f\n\r\t\/""#, "\u{8}\u{C}\n\r\t/"), ("\"\u{7F}é\"", "\u{7F}é"),
    ])
    func `strings are unescaped`(_ text: String, _ expected: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value == .string(expected))
    }

    @Test(arguments: [
        ("", JSONSyntaxError.Problem.unexpectedEnd), ("{", .unexpectedEnd), ("[1,]", .unexpectedCharacter),
        ("{\"a\":1,}", .unexpectedCharacter), ("{a:1}", .unexpectedCharacter), ("01", .invalidNumber),
        ("1.", .invalidNumber), ("1e", .invalidNumber), ("-", .unexpectedEnd), ("+1", .unexpectedCharacter),
        ("1e999", .invalidNumber), ("NaN", .unexpectedCharacter), ("nul", .unexpectedEnd), ("\"a", .unexpectedEnd),
        ("\"\u{1}\"", .unexpectedCharacter), (#""\x""#, .invalidEscape), (#""\ud800""#, .invalidEscape),
        (#""\ud800\u0041""#, .invalidEscape), (#""\udc00""#, .invalidEscape), (#""\u12"#, .unexpectedEnd),
        ("1 2", .unexpectedCharacter), (#"{"a":1,"a":2}"#, .duplicateMember("a")),
        (String(repeating: "[", count: 100_000), .tooDeep),
    ])
    func `anything else is refused`(_ text: String, _ problem: JSONSyntaxError.Problem) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error.problem == problem)
    }

    @Test func `an error names its line`() throws {
        let error = try #require(throws: JSONSyntaxError.self) {
            try JSONParser.parse(Array("{\n\"a\": 1,\n\"b\" 2}".utf8))
        }
        #expect(error.line == 3)
    }

    @Test func `octets that are no UTF-8 are refused`() {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xC3, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test(arguments: 0..<200)
    func `random octets never trap`(_ round: Int) {
        var generator = SeededGenerator(seed: UInt64(round))
        let alphabet = Array(#"{}[]",:\u0123456789eE+-.truefalsn "#.utf8) + [0xC3, 0xFF, 0x00]
        for _ in 0..<50 {
            let octets = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
                alphabet.randomElement(using: &generator)
            }
            _ = try? JSONParser.parse(octets)
        }
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
