public import NIOCore

/// Where a client comes from, as coarse as failures are counted: an IPv4 /24, an IPv6 /64, or this machine.
public struct ClientNetwork: Hashable, Sendable {
    /// `192.0.2.0/24`, `2001:db8:0:1::/64`, or `local`.
    public let text: String
    public let isLocal: Bool

    /// - Parameter address: nil for a Unix socket or a request in process, which count as local.
    public init(_ address: SocketAddress?) {
        switch address {
        case .none, .unixDomainSocket:
            self.init(local: true, text: "local")
        case .v4:
            self.init(v4: Self.octets(of: address, at: 4, count: 4))
        case .v6:
            self.init(v6: Self.octets(of: address, at: 8, count: 16))
        }
    }

    /// The address inside a `sockaddr_in` (behind family and port) or a `sockaddr_in6` (behind the flow label as well).
    private static func octets(of address: SocketAddress?, at offset: Int, count: Int) -> [UInt8] {
        let octets = address?.withSockAddr { pointer, size in
            Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(pointer), count: size).dropFirst(offset).prefix(count))
        }
        guard let octets, octets.count == count else { return Array(repeating: 0, count: count) }
        return octets
    }

    private init(local: Bool, text: String) {
        self.isLocal = local
        self.text = local ? "local" : text
    }

    private init(v4 bytes: [UInt8]) {
        self.init(local: bytes[0] == 127, text: "\(bytes[0]).\(bytes[1]).\(bytes[2]).0/24")
    }

    /// An IPv4-mapped address counts as the IPv4 address that it carries.
    private init(v6 bytes: [UInt8]) {
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            self.init(v4: Array(bytes[12...]))
            return
        }
        let isLoopback = bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }
        self.init(local: isLoopback, text: groups.joined(separator: ":") + "::/64")
    }
}
