/// Where a webhook calls: an address that was looked at before anything is sent to it.
public struct WebhookDestination: Hashable, Sendable {
    public var url: String
    public var isSecure: Bool
    /// Lower case, an IPv6 address without brackets.
    public var host: String
    public var port: Int

    private static let longest = 2_000

    /// Nil where the text is no address of a web server, or one with a user, a fragment or characters that URLs do not have
    /// (RFC 3986).
    public init?(_ url: String) {
        guard url.utf8.count <= Self.longest, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !url.contains(where: { "#\\\"<>^`{|}".contains($0) })
        else { return nil }
        let rest: Substring
        let lowered = url.prefix(8).lowercased()
        if lowered.hasPrefix("https://") {
            (isSecure, rest) = (true, url.dropFirst(8))
        } else if lowered.hasPrefix("http://") {
            (isSecure, rest) = (false, url.dropFirst(7))
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let place = Self.place(authority) else { return nil }
        host = place.host
        port = place.port ?? (isSecure ? 443 : 80)
        self.url = url
    }

    private static func place(_ authority: Substring) -> (host: String, port: Int?)? {
        var name = authority
        var port: Int?
        let end = authority.last == "]" ? nil : authority.lastIndex(of: ":")
        if let end {
            let digits = authority[authority.index(after: end)...]
            guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
                (1...65_535).contains(number)
            else { return nil }
            port = number
            name = authority[..<end]
        }
        if name.hasPrefix("["), name.hasSuffix("]") {
            let literal = String(name.dropFirst().dropLast())
            guard literal.contains(":"), NetworkAddress(literal) != nil else { return nil }
            return (literal.lowercased(), port)
        }
        guard !name.isEmpty, name.utf8.count <= 253, !name.hasPrefix("."), !name.hasPrefix("-"),
            name.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 46
            })
        else { return nil }
        return (name.lowercased(), port)
    }
}

/// Which hosts may be called although they are not on the internet at large (QUALITY, Security).
public struct WebhookAllowance: Hashable, Sendable {
    /// Names or addresses of hosts, lower case.
    public var hosts: Set<String>

    public init(hosts: some Sequence<String> = []) {
        self.hosts = Set(hosts.map { $0.lowercased() })
    }

    public func names(_ destination: WebhookDestination) -> Bool { hosts.contains(destination.host) }

    /// Whether a call may be made to this address of the destination. To be asked with the very address that is used.
    public func allows(_ address: NetworkAddress, of destination: WebhookDestination) -> Bool {
        names(destination) || address.isPublic
    }

    /// Whether a subscription may name the destination: over TLS, and no private address; what a name leads to is looked at
    /// when it is called.
    func admits(_ destination: WebhookDestination) -> Bool {
        if names(destination) { return true }
        guard destination.isSecure, destination.host != "localhost", !destination.host.hasSuffix(".localhost") else {
            return false
        }
        return NetworkAddress(destination.host)?.isPublic ?? true
    }
}
