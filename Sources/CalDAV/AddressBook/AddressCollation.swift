/// How the texts of cards are compared (RFC 6352 §8.3, RFC 4790, RFC 5051), and where they must agree (§10.5.4).
enum AddressCollation: String, Hashable, Sendable, CaseIterable {
    case asciiCasemap = "i;ascii-casemap"
    case unicodeCasemap = "i;unicode-casemap"
    case octet = "i;octet"

    enum Place: String, Hashable, Sendable {
        case equals, contains
        case start = "starts-with"
        case end = "ends-with"
    }

    /// The units that are compared: a letter with its accents is one, however it is composed.
    func key(_ text: String) -> [Character] {
        switch self {
        case .octet: text.unicodeScalars.map(Character.init)
        case .asciiCasemap:
            text.unicodeScalars.map { scalar in
                ("A"..."Z").contains(scalar) ? Character(Unicode.Scalar(UInt8(scalar.value) + 0x20)) : Character(scalar)
            }
        case .unicodeCasemap: Array(text.lowercased())
        }
    }

    /// Whether `text` has `part` at `place`, both as made by ``key(_:)``.
    static func matches(_ text: [Character], _ part: [Character], _ place: Place) -> Bool {
        switch place {
        case .equals: text == part
        case .start: text.starts(with: part)
        case .end: text.reversed().starts(with: part.reversed())
        case .contains: text.contains(run: part)
        }
    }
}
