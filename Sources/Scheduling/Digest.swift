import Crypto

/// Short digests of content, in hexadecimal.
enum Digest {
    static func hex(_ octets: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for octet in octets {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The first 128 bits of SHA-256: an entity tag that no other content has.
    static func etag(of text: String) -> String {
        hex(SHA256.hash(data: Array(text.utf8)).prefix(16))
    }
}
