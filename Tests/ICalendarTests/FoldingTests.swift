import ICalendar
import Testing

@Suite struct FoldingTests {
    private static let alphabet: [Unicode.Scalar] = [
        "a", " ", "\t", ",", ";", ":", "\"", "\\", "\n", "^", "é", "€", "🏛", "\u{301}", "\u{FE0F}", "\u{7F}", "\u{1}",
        "\r",
    ]

    @Test func `any text is written in lines of at most 75 octets and comes back`() throws {
        var generator = SeededGenerator.fromEnvironment("folding")
        for _ in 0..<(SeededGenerator.soaks ? 20_000 : 400) {
            var text = ""
            for _ in 0..<Int.random(in: 0...400, using: &generator) {
                text.unicodeScalars.append(Self.alphabet.randomElement(using: &generator) ?? "a")
            }
            var component = CalendarComponent("VEVENT")
            component.setText("UID", "u")
            component.set("DTSTART", value: "20261123T090000Z")
            component.setText("SUMMARY", text, parameters: [CalendarParameter("X-P", text)])
            let bytes = CalendarObject(components: [component]).serializedBytes()
            check(lines: bytes)
            let back = try CalendarObject(parsing: bytes)
            #expect(back.master?.summary == Self.withoutControls(text))
            #expect(back.master?.first("SUMMARY")?[parameter: "X-P"] == Self.withoutControls(text, returns: false))
        }
    }

    private func check(lines bytes: [UInt8]) {
        for line in bytes.split(separator: 0x0A) {
            #expect(line.last == 0x0D)
            let content = line.dropLast()
            #expect(content.count <= 75)
            #expect(String(validating: content, as: UTF8.self) != nil)
            #expect(!content.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F })
        }
    }

    /// In a text every kind of line end is one; in a parameter a return alone is dropped (RFC 6868 §3.1 knows LF only).
    private static func withoutControls(_ text: String, returns: Bool = true) -> String {
        var text = text.unicodeScalars.map(Character.init).reduce(into: "") { $0.unicodeScalars += $1.unicodeScalars }
        if returns {
            text = String(
                text.unicodeScalars.reduce(into: (String.UnicodeScalarView(), false)) { state, scalar in
                    if scalar == "\r" || (scalar == "\n" && !state.1) { state.0.append("\n") }
                    if scalar != "\r", scalar != "\n" { state.0.append(scalar) }
                    state.1 = scalar == "\r"
                }.0)
        }
        return String(text.unicodeScalars.filter { ($0.value >= 0x20 || $0 == "\t" || $0 == "\n") && $0.value != 0x7F })
    }

    @Test func `a line end in a raw value cannot begin a new line`() throws {
        var component = CalendarComponent("VEVENT")
        component.set("COMMENT", value: "one\r\nATTENDEE:mailto:mallory@example.org")
        let text = CalendarObject(components: [component]).serialized()
        #expect(text.contains("COMMENT:one\\nATTENDEE:mailto:mallory@example.org\r\n"))
    }
}
