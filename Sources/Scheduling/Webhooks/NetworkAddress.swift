import Glibc

/// An IP address, and whether it belongs to the internet at large.
public struct NetworkAddress: Hashable, Sendable {
    /// 4 or 16. An IPv4 address that is written as an IPv6 one is the IPv4 address.
    public let octets: [UInt8]

    public init?(octets: [UInt8]) {
        switch octets.count {
        case 4: self.octets = octets
        case 16:
            let isMapped = octets.prefix(10).allSatisfy { $0 == 0 } && octets[10] == 0xFF && octets[11] == 0xFF
            self.octets = isMapped ? Array(octets.suffix(4)) : octets
        default: return nil
        }
    }

    /// The usual text of an address, without brackets.
    public init?(_ text: String) {
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &octets) == 1 {
            self.init(octets: Array(octets.prefix(4)))
        } else if inet_pton(AF_INET6, text, &octets) == 1 {
            self.init(octets: octets)
        } else {
            return nil
        }
    }

    public var text: String {
        if octets.count == 4 { return octets.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(Int(octets[$0]) << 8 | Int(octets[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    /// False for this machine, private and link-local networks, and whatever else does not belong to one host that
    /// anybody may call (IANA's special-purpose registries, RFC 6890).
    public var isPublic: Bool {
        octets.count == 4 ? !Self.special4.contains { $0.contains(octets) } : isPublicIPv6
    }

    private var isPublicIPv6: Bool {
        // 6to4 carries an IPv4 address (RFC 3056 §2).
        if octets[0] == 0x20, octets[1] == 0x02 {
            return NetworkAddress(octets: Array(octets[2..<6]))?.isPublic ?? false
        }
        // Only 2000::/3 is given out; translation, loopback, unique-local and link-local addresses lie elsewhere.
        return octets[0] >> 5 == 1 && !Self.special6.contains { $0.contains(octets) }
    }

    private struct Network {
        let prefix: [UInt8]
        let bits: Int

        func contains(_ octets: [UInt8]) -> Bool {
            (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return prefix[bit / 8] & mask == octets[bit / 8] & mask
            }
        }
    }

    private static let special4: [Network] = [
        .init(prefix: [0, 0, 0, 0], bits: 8), .init(prefix: [10, 0, 0, 0], bits: 8),
        .init(prefix: [100, 64, 0, 0], bits: 10), .init(prefix: [127, 0, 0, 0], bits: 8),
        .init(prefix: [169, 254, 0, 0], bits: 16), .init(prefix: [172, 16, 0, 0], bits: 12),
        .init(prefix: [192, 0, 0, 0], bits: 24), .init(prefix: [192, 0, 2, 0], bits: 24),
        .init(prefix: [192, 88, 99, 0], bits: 24), .init(prefix: [192, 168, 0, 0], bits: 16),
        .init(prefix: [198, 18, 0, 0], bits: 15), .init(prefix: [198, 51, 100, 0], bits: 24),
        .init(prefix: [203, 0, 113, 0], bits: 24), .init(prefix: [224, 0, 0, 0], bits: 3),
    ]

    private static let special6: [Network] = [
        // Protocol assignments, Teredo among them; documentation; documentation again (RFC 9637).
        .init(prefix: [0x20, 0x01, 0x00, 0x00], bits: 23), .init(prefix: [0x20, 0x01, 0x0D, 0xB8], bits: 32),
        .init(prefix: [0x3F, 0xFF, 0x00], bits: 20),
    ]
}
