import Glibc

/// An IP network as text: an address with the number of bits that count.
public struct NetworkText: Hashable, Sendable {
    /// 4 or 16 octets.
    public let octets: [UInt8]
    public let bits: Int

    /// Nil where the text is no network. An address alone is a network of one.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let octets = Self.octets(of: String(parts[0])) else { return nil }
        self.octets = octets
        guard parts.count == 2 else {
            bits = octets.count * 8
            return
        }
        guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let bits = Int(parts[1]),
            bits <= octets.count * 8
        else { return nil }
        self.bits = bits
    }

    public static func isNetwork(_ text: String) -> Bool { NetworkText(text) != nil }

    /// The octets of an address; of IPv4 in IPv6 (`::ffff:192.0.2.1`) the four. Nil where the text is no address.
    public static func octets(of address: String) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, address, &octets) == 1 { return Array(octets.prefix(4)) }
        guard inet_pton(AF_INET6, address, &octets) == 1 else { return nil }
        let isMapped = octets.prefix(10).allSatisfy { $0 == 0 } && octets[10] == 255 && octets[11] == 255
        return isMapped ? Array(octets.suffix(4)) : octets
    }

    /// Whether the address, as octets, is in the network.
    public func contains(_ address: [UInt8]) -> Bool {
        guard address.count == octets.count else { return false }
        for index in octets.indices {
            let counted = min(8, max(0, bits - index * 8))
            if counted == 0 { return true }
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> counted)
            if octets[index] & mask != address[index] & mask { return false }
        }
        return true
    }
}
