/// What a client presents in its Authorization field.
enum AuthorizationField: Hashable, Sendable {
    /// RFC 7617, charset UTF-8.
    case basic(user: String, password: String)
    /// RFC 6750 §2.1.
    case bearer(String)

    /// - Returns: nil where the scheme is another one or the field cannot be read.
    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        let value = String(parts[1].drop { $0 == " " })
        switch parts[0].lowercased() {
        case "basic":
            guard let octets = Base64Text.decode(value), !octets.contains(where: { $0 < 0x20 || $0 == 0x7F }),
                let pair = String(validating: octets, as: UTF8.self), let colon = pair.firstIndex(of: ":")
            else { return nil }
            self = .basic(user: String(pair[..<colon]), password: String(pair[pair.index(after: colon)...]))
        case "bearer":
            let isToken = value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard isToken, !value.isEmpty else { return nil }
            self = .bearer(value)
        default:
            return nil
        }
    }
}

/// Base64 with or without padding (RFC 4648 §4).
enum Base64Text {
    /// - Returns: nil where a character does not belong there.
    static func decode(_ text: String) -> [UInt8]? {
        var digits = Array(text.utf8)
        while digits.last == UInt8(ascii: "=") {
            digits.removeLast()
        }
        guard digits.count % 4 != 1 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return octets
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
