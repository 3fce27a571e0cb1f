import Glibc
import NIOPosix
public import Scheduling

/// Finds the addresses of a host.
public protocol HostResolver: Sendable {
    /// Nil: there are none.
    func addresses(of host: String, port: Int) async -> [NetworkAddress]?
}

/// Asks the system, on a thread that may wait.
public struct SystemHostResolver: HostResolver {
    public init() {}

    public func addresses(of host: String, port: Int) async -> [NetworkAddress]? {
        if let literal = NetworkAddress(host) { return [literal] }
        let found = try? await NIOThreadPool.singleton.runIfActive { Self.lookUp(host) }
        return found.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func lookUp(_ host: String) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var entry = list
        while let each = entry?.pointee {
            if let address = each.ai_addr.flatMap({ address(at: $0, family: each.ai_family) }) { found.append(address) }
            entry = each.ai_next
        }
        return found
    }

    private static func address(at place: UnsafeMutablePointer<sockaddr>, family: Int32) -> NetworkAddress? {
        switch family {
        case AF_INET:
            return place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                NetworkAddress(octets: withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) })
            }
        case AF_INET6:
            return place.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                NetworkAddress(octets: withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) })
            }
        default: return nil
        }
    }
}
