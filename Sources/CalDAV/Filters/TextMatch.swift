import WebDAVXML
import Wording

/// How texts are compared (RFC 4790, RFC 4791 §7.5).
enum Collation: String, Hashable, Sendable, CaseIterable {
    case asciiCasemap = "i;ascii-casemap"
    case octet = "i;octet"
    case unicodeCasemap = "i;unicode-casemap"

    func contains(_ text: String, _ part: String) -> Bool {
        Self.contains(Array(key(text)), Array(key(part)))
    }

    /// The octets that are compared.
    private func key(_ text: String) -> [UInt8] {
        switch self {
        case .octet: Array(text.utf8)
        case .asciiCasemap: text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
        case .unicodeCasemap: Array(text.lowercased().utf8)
        }
    }

    /// By Knuth, Morris and Pratt: both texts come from clients, and their product may be beyond all patience.
    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
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
        for octet in text {
            while length > 0, octet != part[length] { length = borders[length - 1] }
            if octet == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}

/// `text-match` (RFC 4791 §9.7.5): the value contains a text, or with `negate-condition` does not.
struct TextMatch: Hashable, Sendable {
    let text: String
    let collation: Collation
    let isNegated: Bool

    init(_ element: XMLElement) throws(DAVError) {
        let name = element[attribute: "collation"] ?? Collation.asciiCasemap.rawValue
        guard let collation = Collation(rawValue: name == "default" ? Collation.asciiCasemap.rawValue : name) else {
            throw .condition(.caldav("supported-collation"), .report(.unknownCollation(name)))
        }
        self.collation = collation
        isNegated = element[attribute: "negate-condition"] == "yes"
        text = element.text
    }

    func matches(_ value: String) -> Bool {
        collation.contains(value, text) != isNegated
    }
}
