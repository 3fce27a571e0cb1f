public import HTTPTypes
public import NIOCore

/// Where a request really comes from: the other end of the connection, or whom a trusted proxy names.
public struct RequestOrigin: Hashable, Sendable {
    /// The client's address; nil over a Unix socket and in process. The port of a forwarded address is 0.
    public var client: SocketAddress?
    /// Whether nobody between the client and this server can read along: TLS here, or at a trusted proxy that says so.
    public var isSecure: Bool
    /// Whether a proxy stands between, trusted or not.
    public var isForwarded: Bool

    public init(client: SocketAddress?, isSecure: Bool = false, isForwarded: Bool = false) {
        self.client = client
        self.isSecure = isSecure
        self.isForwarded = isForwarded
    }

    /// Whether the client is on this machine, as far as that is known: what a proxy passes on is not.
    public var isLocal: Bool { !isForwarded && ClientNetwork(client).isLocal }

    /// Whether a password may be sent so: over TLS, or over a connection that does not leave this machine.
    public var mayCarryPasswords: Bool { isSecure || ClientNetwork(client).isLocal }
}

/// Which proxies are believed when they say for whom they ask. By default none.
public struct TrustedProxies: Sendable {
    /// The fields in which proxies name the client. A proxy has to remove or extend those that a client sent; as each proxy does
    /// so with one kind only, the other kind is never read.
    public enum Fields: String, Sendable, CaseIterable {
        /// `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host`.
        case legacy = "x-forwarded"
        /// `Forwarded` (RFC 7239).
        case standard = "forwarded"
    }

    public var blocks: [AddressBlock]
    public var fields: Fields

    public init(blocks: [AddressBlock] = [], fields: Fields = .legacy) {
        self.blocks = blocks
        self.fields = fields
    }

    /// What is known of a request once the trusted proxies have been heard.
    public struct Resolved: Hashable, Sendable {
        public var origin: RequestOrigin
        /// `http` or `https`.
        public var scheme: String
        public var authority: String?
    }

    /// Who asks, under which scheme and authority.
    ///
    /// The list is read from its end, as long as the hop that wrote it is trusted: the client is the first address that is not
    /// (RFC 7239 §5.2, §8.1). What an untrusted hop claims is not read at all.
    ///
    /// - Parameters:
    ///   - peer: the other end of the connection; nil: a Unix socket, which is never TLS.
    ///   - authority: as the request has it.
    public func resolve(
        _ headers: HTTPFields, peer: SocketAddress?, servesTLS: Bool, authority: String?
    ) -> Resolved {
        let isTLS = servesTLS && peer?.ipOctets != nil
        let claimsProxy = ForwardedFields.names.contains { headers[$0] != nil }
        var origin = RequestOrigin(client: peer, isSecure: isTLS, isForwarded: claimsProxy)
        var told: ForwardedHop?
        if claimsProxy, let peer, isTrusted(peer) {
            for hop in hops(headers).reversed() {
                told = hop
                guard let client = hop.client else { break }
                origin.client = client
                guard isTrusted(client) else { break }
            }
            if let scheme = told?.scheme { origin.isSecure = scheme == "https" }
        }
        return Resolved(
            origin: origin, scheme: origin.isSecure ? "https" : "http", authority: told?.authority ?? authority)
    }

    private func hops(_ headers: HTTPFields) -> [ForwardedHop] {
        switch fields {
        case .legacy: ForwardedFields.legacyHops(headers)
        case .standard: ForwardedFields.standardHops(headers)
        }
    }

    private func isTrusted(_ address: SocketAddress) -> Bool {
        blocks.contains { $0.contains(address) }
    }
}
