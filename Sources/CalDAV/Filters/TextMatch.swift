import WebDAVXML
import Wording

/// How texts are compared (RFC 4790, RFC 4791 §7.5).
enum Collation: String, Hashable, Sendable, CaseIterable {
    case asciiCasemap = "i;ascii-casemap"
    case octet = "i;octet"
    case unicodeCasemap = "i;unicode-casemap"

    func contains(_ text: String, _ part: String) -> Bool {
        key(text).contains(run: key(part))
    }

    /// The octets that are compared.
    private func key(_ text: String) -> [UInt8] {
        switch self {
        case .octet: Array(text.utf8)
        case .asciiCasemap: text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
        case .unicodeCasemap: Array(text.lowercased().utf8)
        }
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
