public import NIOCore

/// A block of IP addresses in CIDR form (RFC 4632 §3.1, RFC 4291 §2.3): `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 octets; the bits behind ``prefix`` are zero.
    private let octets: [UInt8]
    private let prefix: Int
    public let description: String

    /// - Returns: nil where `text` is no address, its prefix is too long, or bits behind the prefix are set: `10.1.2.3/8` is
    ///   more likely a slip than a wish.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = try? SocketAddress(ipAddress: String(parts[0]), port: 0),
            let octets = address.ipOctets, !parts[0].contains("%")
        else { return nil }
        var prefix = octets.count * 8
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].count <= 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= prefix
            else { return nil }
            prefix = number
        }
        self.octets = octets
        self.prefix = prefix
        description = text
        guard octets == Self.masked(octets, prefix: prefix) else { return nil }
    }

    /// Whether `address` lies in the block. An IPv4-mapped IPv6 address counts as the IPv4 address that it carries.
    public func contains(_ address: SocketAddress) -> Bool {
        guard let other = address.ipOctets, other.count == octets.count else { return false }
        return Self.masked(other, prefix: prefix) == octets
    }

    private static func masked(_ octets: [UInt8], prefix: Int) -> [UInt8] {
        octets.enumerated().map { index, octet in
            let bits = min(max(prefix - index * 8, 0), 8)
            return octet & UInt8(truncatingIfNeeded: 0xFF00 >> bits)
        }
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.octets == right.octets && left.prefix == right.prefix
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(octets)
        hasher.combine(prefix)
    }
}

extension SocketAddress {
    /// The octets of an IP address, 4 where an IPv6 address carries an IPv4 one; nil for a Unix socket.
    var ipOctets: [UInt8]? {
        switch self {
        case .unixDomainSocket: return nil
        case .v4: return octets(at: 4, count: 4)
        case .v6:
            let octets = octets(at: 8, count: 16)
            let mapped = octets[..<10].allSatisfy { $0 == 0 } && octets[10] == 0xFF && octets[11] == 0xFF
            return mapped ? Array(octets[12...]) : octets
        }
    }

    /// The address inside a `sockaddr_in` (behind family and port) or a `sockaddr_in6` (behind the flow label as well).
    private func octets(at offset: Int, count: Int) -> [UInt8] {
        let octets = withSockAddr { pointer, size in
            Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(pointer), count: size).dropFirst(offset).prefix(count))
        }
        return octets.count == count ? octets : Array(repeating: 0, count: count)
    }
}
