public import NIOCore

/// Where a client comes from, as coarse as failures are counted: an IPv4 /24, an IPv6 /64, or this machine.
public struct ClientNetwork: Hashable, Sendable {
    /// `192.0.2.0/24`, `2001:db8:0:1::/64`, or `local`.
    public let text: String
    public let isLocal: Bool

    /// - Parameter address: nil for a Unix socket or a request in process, which count as local.
    public init(_ address: SocketAddress?) {
        guard let octets = address?.ipOctets else {
            self.init(local: true, text: "local")
            return
        }
        if octets.count == 4 { self.init(v4: octets) } else { self.init(v6: octets) }
    }

    private init(local: Bool, text: String) {
        self.isLocal = local
        self.text = local ? "local" : text
    }

    private init(v4 bytes: [UInt8]) {
        self.init(local: bytes[0] == 127, text: "\(bytes[0]).\(bytes[1]).\(bytes[2]).0/24")
    }

    private init(v6 bytes: [UInt8]) {
        let isLoopback = bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }
        self.init(local: isLoopback, text: groups.joined(separator: ":") + "::/64")
    }
}
