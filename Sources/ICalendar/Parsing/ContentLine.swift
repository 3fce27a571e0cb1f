extension CalendarProperty {
    /// Reads one unfolded content line: `name *(";" param) ":" value` (RFC 5545 §3.1).
    ///
    /// Looser than the RFC in one point: a quote inside an unquoted parameter value is taken as it is.
    init(line: ContentLineReader.Line) throws(CalendarParseError) {
        guard let text = String(validating: line.bytes, as: UTF8.self) else {
            throw .invalidUTF8(line: line.number)
        }
        var scanner = ContentLineScanner(text: text, number: line.number)
        let name = scanner.name()
        guard !name.isEmpty else { throw .malformedLine(line: line.number, fault: .noName) }
        var parameters: [CalendarParameter] = []
        while scanner.take(UInt8(ascii: ";")) { parameters.append(try scanner.parameter()) }
        guard scanner.take(UInt8(ascii: ":")) else {
            throw .malformedLine(line: line.number, fault: .noColon)
        }
        self.init(canonicalName: name.uppercased(), parameters: parameters, value: scanner.rest())
    }
}

/// A position in one content line.
private struct ContentLineScanner {
    private let text: String
    private let number: Int
    private var position: String.Index

    init(text: String, number: Int) {
        self.text = text
        self.number = number
        position = text.startIndex
    }

    private var byte: UInt8? { position < text.utf8.endIndex ? text.utf8[position] : nil }

    private mutating func advance() { position = text.utf8.index(after: position) }

    mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        advance()
        return true
    }

    /// `1*(ALPHA / DIGIT / "-")`, and `_`, which some programs write in X-names.
    mutating func name() -> String {
        let start = position
        while let byte, ContentLineNames.allows(byte) { advance() }
        return String(text[start..<position])
    }

    func rest() -> String { String(text[position...]) }

    mutating func parameter() throws(CalendarParseError) -> CalendarParameter {
        let name = name()
        guard !name.isEmpty else { throw .malformedLine(line: number, fault: .parameterWithoutName) }
        guard take(UInt8(ascii: "=")) else {
            throw .malformedLine(line: number, fault: .parameterWithoutValue(name))
        }
        let start = position
        var values: [String] = []
        repeat { values.append(try value(of: name)) } while take(UInt8(ascii: ","))
        return CalendarParameter(name: name.uppercased(), values: values, spelling: String(text[start..<position]))
    }

    private mutating func value(of name: String) throws(CalendarParseError) -> String {
        guard take(UInt8(ascii: "\"")) else {
            let start = position
            while let byte, !Self.endsValue(byte) { advance() }
            return ParameterText.decoded(String(text[start..<position]))
        }
        let start = position
        while let byte, byte != UInt8(ascii: "\"") { advance() }
        let value = String(text[start..<position])
        guard take(UInt8(ascii: "\"")) else { throw .malformedLine(line: number, fault: .openQuote(name)) }
        if let byte, !Self.endsValue(byte) { throw .malformedLine(line: number, fault: .textAfterQuote(name)) }
        return ParameterText.decoded(value)
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",")
    }
}

/// The characters of property, parameter and component names.
enum ContentLineNames {
    static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
