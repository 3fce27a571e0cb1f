/// The versions of vCard that are served.
enum VCardVersion: String, Hashable, Sendable, CaseIterable {
    /// RFC 2426.
    case three = "3.0"
    /// RFC 6350.
    case four = "4.0"

    var mediaType: String { "text/vcard; charset=utf-8; version=\(rawValue)" }
}

/// One property of a vCard.
struct VCardProperty: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case text(String)
        /// Separated by commas.
        case list([String])
        /// Components, separated by semicolons.
        case structured([String])
        /// A URI, a number, a word of the format: written as it is.
        case plain(String)
    }

    struct Parameter: Hashable, Sendable {
        let name: String
        let values: [String]
    }

    let name: String
    var parameters: [Parameter] = []
    let value: Value

    init(_ name: String, _ value: Value, parameters: [Parameter] = []) {
        self.name = name
        self.value = value
        self.parameters = parameters
    }

    /// The texts that a filter can compare with: the whole value without its escapes, then its parts.
    var texts: [String] {
        switch value {
        case .text(let text), .plain(let text): [text]
        case .list(let texts): [texts.joined(separator: ",")] + (texts.count > 1 ? texts : [])
        case .structured(let texts): [texts.joined(separator: ";")] + texts.filter { !$0.isEmpty }
        }
    }

    /// The value as it is written (RFC 6350 §3.4, RFC 2426 §2.4.2).
    fileprivate var written: String {
        switch value {
        case .text(let text): Self.escaped(text)
        case .list(let texts): texts.map(Self.escaped).joined(separator: ",")
        case .structured(let texts): texts.map(Self.escaped).joined(separator: ";")
        case .plain(let text): String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\\": result += "\\\\"
            case ",": result += "\\,"
            case ";": result += "\\;"
            case "\r" where scalars.first == "\n": continue
            case "\n", "\r": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Writes vCards: properties in their order, lines of at most 75 octets, CR LF (RFC 6350 §3.2).
enum VCard {
    /// - Parameter withoutValue: whether this property's value is left out (RFC 6352 §10.4.2).
    static func text(
        _ properties: [VCardProperty], version: VCardVersion, withoutValue: (VCardProperty) -> Bool = { _ in false }
    ) -> String {
        var octets: [UInt8] = []
        append("BEGIN:VCARD", to: &octets)
        append("VERSION:" + version.rawValue, to: &octets)
        for property in properties {
            let parameters = property.parameters.map { ";\($0.name)=\($0.values.joined(separator: ","))" }.joined()
            let value = withoutValue(property) ? "" : property.written
            append(property.name + parameters + ":" + value, to: &octets)
        }
        append("END:VCARD", to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    /// Folds between characters: not every reader puts a character together again that is cut.
    private static func append(_ line: String, to octets: inout [UInt8]) {
        var width = 0
        for character in line.unicodeScalars {
            let encoded = UTF8.encode(character).map(Array.init) ?? []
            if width + encoded.count > 75 {
                octets += [0x0D, 0x0A, 0x20]
                width = 1
            }
            octets += encoded
            width += encoded.count
        }
        octets += [0x0D, 0x0A]
    }
}
