/// A JSON Web Token in compact form (RFC 7515 §7.1), taken apart and not yet believed.
struct SignedToken: Sendable {
    /// Octets; longer ones are not looked at.
    static let longest = 16_384

    let header: TokenClaims
    let claims: TokenClaims
    let algorithm: String
    let keyID: String?
    /// What is signed.
    let signed: [UInt8]
    let signature: [UInt8]

    /// - Returns: nil where `text` is none, is unsigned, or demands an extension that is not known here (RFC 7515 §4.1.11).
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), !signature.isEmpty,
            let header = TokenClaims(json: head), let claims = TokenClaims(json: body),
            let algorithm = header.text("alg"), !header.has("crit")
        else { return nil }
        self.header = header
        self.claims = claims
        self.algorithm = algorithm
        keyID = header.text("kid")
        signed = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
        self.signature = signature
    }
}

/// Base64url without padding (RFC 7515 §2).
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count * 4 + 2) / 3)
        var buffer: UInt32 = 0
        var bits = 0
        for octet in octets {
            buffer = (buffer << 8 | UInt32(octet)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> UInt32(bits)) & 63])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(6 - bits)) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Base64 of RFC 4648 §4, with padding.
    static func padded(_ octets: [UInt8]) -> String {
        let text = encode(octets).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    /// - Returns: nil where a character does not belong there, or the last one carries bits that mean nothing: one text for
    ///   one value.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(of: character) else { return nil }
            buffer = (buffer << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                octets.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return buffer & (UInt32(1) << UInt32(bits) - 1) == 0 ? octets : nil
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
