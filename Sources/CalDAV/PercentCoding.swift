/// Path segments as they stand in URIs (RFC 3986 §2.1, §3.3).
enum PercentCoding {
    /// Octets of a decoded segment.
    static let longestSegment = 255

    /// Whether every segment of the path can be a name here.
    static func isDecodable(path: some StringProtocol) -> Bool {
        path.split(separator: "/").allSatisfy { decodeSegment($0) != nil }
    }

    /// - Returns: nil for what cannot be a name here: wrong escapes, no UTF-8, control characters, a slash, dots, over 255
    ///   octets.
    static func decodeSegment(_ text: some StringProtocol) -> String? {
        guard let octets = decode(text), octets.count <= longestSegment,
            !octets.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }),
            let segment = String(validating: octets, as: UTF8.self), segment != ".", segment != "..", !segment.isEmpty
        else { return nil }
        return segment
    }

    private static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            octets.append(high << 4 | low)
        }
        return octets
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Encodes everything but unreserved characters, `@` and `:`, which calendar clients leave alone as well.
    static func encodeSegment(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var octets: [UInt8] = []
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "@"), UInt8(ascii: ":"):
                octets.append(octet)
            default:
                octets += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
