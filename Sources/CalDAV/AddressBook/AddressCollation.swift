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
        case .contains: contains(text, part)
        }
    }

    /// By Knuth, Morris and Pratt: both texts come from clients.
    private static func contains(_ text: [Character], _ part: [Character]) -> Bool {
        guard !part.isEmpty else { return true }
        guard text.count >= part.count else { return false }
        // For each place the length of the longest beginning of `part` that ends there.
        var borders = [Int](repeating: 0, count: part.count)
        var length = 0
        for index in part.indices.dropFirst() {
            while length > 0, part[index] != part[length] { length = borders[length - 1] }
            if part[index] == part[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for character in text {
            while length > 0, character != part[length] { length = borders[length - 1] }
            if character == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
