import Crypto

/// What a person is shown once: `crn_` with the credential's id, `_`, and 256 random bits, in Crockford's base 32.
///
/// The id finds the stored credential; only the SHA-256 of the secret part is stored. A fast hash is enough, because
/// nobody guesses 256 bits.
struct ShownSecret: Hashable, Sendable {
    static let prefix = "crn_"
    /// Characters of the id (80 bits) and of the secret (256 bits).
    static let idLength = 16
    static let secretLength = 52

    let id: String
    let secret: String

    init(randomBytes: (Int) -> [UInt8]) {
        id = Self.base32(randomBytes(10))
        secret = Self.base32(randomBytes(32))
    }

    /// Nil where `text` is no such secret.
    init?(_ text: String) {
        guard text.utf8.count == Self.prefix.utf8.count + Self.idLength + 1 + Self.secretLength,
            text.hasPrefix(Self.prefix)
        else { return nil }
        let parts = text.utf8.dropFirst(Self.prefix.utf8.count).split(
            separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == Self.idLength, parts[1].count == Self.secretLength,
            parts.joined().allSatisfy(Self.alphabet.contains)
        else { return nil }
        id = String(decoding: parts[0], as: UTF8.self)
        secret = String(decoding: parts[1], as: UTF8.self)
    }

    var text: String { Self.prefix + id + "_" + secret }

    /// What is stored: the SHA-256 of the secret part, in hexadecimal.
    var verifier: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: SHA256.hash(data: Array(secret.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// Compares in a time that does not depend on where the difference is.
    func matches(_ stored: String) -> Bool {
        let own = Array(verifier.utf8)
        let other = Array(stored.utf8)
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func base32(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for octet in octets {
            buffer = (buffer << 8 | UInt32(octet)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits)) & 31])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits)) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
