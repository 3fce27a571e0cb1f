/// Why a text is no JSON.
struct JSONSyntaxError: Error, Hashable, Sendable {
    enum Problem: Hashable, Sendable {
        case unexpectedEnd
        case unexpectedCharacter
        case invalidUTF8
        case invalidNumber
        case invalidEscape
        case duplicateMember(String)
        case tooDeep
    }

    var problem: Problem
    /// Counted from 1.
    var line: Int
}

/// Reads one JSON text strictly: RFC 8259, no repeated member names, at most 32 levels, no lone surrogates.
struct JSONParser {
    static let deepest = 32

    private let octets: [UInt8]
    private var position = 0
    private var depth = 0

    static func parse(_ octets: [UInt8]) throws(JSONSyntaxError) -> JSON {
        var parser = JSONParser(octets: octets)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == octets.count else { throw parser.error(.unexpectedCharacter) }
        return value
    }

    private init(octets: [UInt8]) {
        self.octets = octets
    }

    private func error(_ problem: JSONSyntaxError.Problem) -> JSONSyntaxError {
        let line = octets[..<min(position, octets.count)].count { $0 == 0x0A } + 1
        return JSONSyntaxError(problem: problem, line: line)
    }

    private var next: UInt8? { position < octets.count ? octets[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONSyntaxError) -> JSON {
        switch next {
        case nil: throw error(.unexpectedEnd)
        case UInt8(ascii: "{"): return try nested { parser throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ read: (inout JSONParser) throws(JSONSyntaxError) -> JSON
    ) throws(JSONSyntaxError) -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw error(.tooDeep) }
        position += 1
        return try read(&self)
    }

    private mutating func word(_ text: String, _ value: JSON) throws(JSONSyntaxError) -> JSON {
        for byte in text.utf8 {
            guard skip(byte) else { throw error(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
        }
        return value
    }

    private mutating func array() throws(JSONSyntaxError) -> JSON {
        var values: [JSON] = []
        skipSpace()
        if skip(UInt8(ascii: "]")) { return .array(values) }
        while true {
            skipSpace()
            values.append(try value())
            skipSpace()
            if skip(UInt8(ascii: "]")) { return .array(values) }
            guard skip(UInt8(ascii: ",")) else { throw error(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSON {
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if skip(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else {
                throw error(next == nil ? .unexpectedEnd : .unexpectedCharacter)
            }
            let name = try string()
            guard names.insert(name).inserted else { throw error(.duplicateMember(name)) }
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw error(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
            skipSpace()
            members.append(JSON.Member(name: name, value: try value()))
            skipSpace()
            if skip(UInt8(ascii: "}")) { return .object(members) }
            guard skip(UInt8(ascii: ",")) else { throw error(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
        }
    }

    // MARK: Scalars

    private mutating func number() throws(JSONSyntaxError) -> JSON {
        let start = position
        var isInteger = true
        _ = skip(UInt8(ascii: "-"))
        if skip(UInt8(ascii: "0")) {
            if isDigit(next) { throw error(.invalidNumber) }
        } else if skipDigits() == 0 {
            throw error(position == octets.count ? .unexpectedEnd : .unexpectedCharacter)
        }
        if skip(UInt8(ascii: ".")) {
            isInteger = false
            if skipDigits() == 0 { throw error(.invalidNumber) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            if skipDigits() == 0 { throw error(.invalidNumber) }
        }
        let text = String(decoding: octets[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw error(.invalidNumber) }
        return .number(value)
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while isDigit(next) { position += 1 }
        return position - start
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        var bytes: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes, as: UTF8.self) else { throw error(.invalidUTF8) }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                position += 1
                bytes += String(try escape()).utf8
            case 0..<0x20: throw error(.unexpectedCharacter)
            default:
                bytes.append(byte)
                position += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        guard let byte = next else { throw error(.unexpectedEnd) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error(.invalidEscape)
        }
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try hexadecimal()
        var value = first
        if (0xD800..<0xDC00).contains(first) {
            guard skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw error(.invalidEscape) }
            let second = try hexadecimal()
            guard (0xDC00..<0xE000).contains(second) else { throw error(.invalidEscape) }
            value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw error(.invalidEscape) }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw error(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw error(.invalidEscape) }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
