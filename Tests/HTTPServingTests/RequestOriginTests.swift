import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

/// What a router behind the middleware sees of a request from `peer`.
private struct Seen: Equatable {
    var client: String?
    var scheme: String
    var authority: String?
    var isLocal: Bool
    var passwords: Bool

    init(_ client: String?, _ scheme: String, _ authority: String? = "here", local: Bool = false, passwords: Bool) {
        self.client = client
        self.scheme = scheme
        self.authority = authority
        isLocal = local
        self.passwords = passwords
    }
}

@Suite struct RequestOriginTests {
    private func seen(
        peer: String?, trusted: [String] = ["127.0.0.1", "10.0.0.0/8"], fields: TrustedProxies.Fields = .legacy,
        tls: Bool = false, _ headers: [(String, String)]
    ) async throws -> Seen {
        let proxies = TrustedProxies(blocks: try trusted.map { try #require(AddressBlock($0)) }, fields: fields)
        var list = HTTPFields()
        for (name, value) in headers { list.append(HTTPField(name: try #require(.init(name)), value: value)) }
        let address = try peer.map { try SocketAddress(ipAddress: $0, port: 9) }
        let resolved = proxies.resolve(list, peer: address, servesTLS: tls, authority: "here")
        return Seen(
            resolved.origin.client?.ipAddress, resolved.scheme, resolved.authority, local: resolved.origin.isLocal,
            passwords: resolved.origin.mayCarryPasswords)
    }

    @Test func `nobody is believed by default`() async throws {
        let claims = [
            ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"),
            ("Forwarded", "for=127.0.0.1;proto=https"),
        ]
        #expect(
            try await seen(peer: "203.0.113.9", trusted: [], claims) == Seen("203.0.113.9", "http", passwords: false))
        #expect(
            try await seen(peer: "203.0.113.9", claims) == Seen("203.0.113.9", "http", passwords: false))
        // A proxy on this machine that was not named: what it passes on is not local, but its connection is.
        #expect(try await seen(peer: "127.0.0.1", trusted: [], claims) == Seen("127.0.0.1", "http", passwords: true))
    }

    @Test func `a trusted proxy names client, scheme and host`() async throws {
        let told = [
            ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "HTTPS"),
            ("X-Forwarded-Host", "rooms.example:8443"),
        ]
        #expect(
            try await seen(peer: "127.0.0.1", told)
                == Seen("203.0.113.9", "https", "rooms.example:8443", passwords: true))
        #expect(
            try await seen(peer: "10.9.9.9", Array(told.prefix(1))) == Seen("203.0.113.9", "http", passwords: false))
    }

    @Test(arguments: [
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  // what the client itself claimed stands before
        ("203.0.113.9, 10.1.1.1", "203.0.113.9"),  // two proxies
        ("203.0.113.9, 10.1.1.1, 10.2.2.2", "203.0.113.9"),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),  // nobody outside
        ("junk, 10.1.1.1", "10.1.1.1"), ("unknown", "127.0.0.1"), ("", "127.0.0.1"), ("203.0.113.9,", "127.0.0.1"),
        ("[2001:db8::1]:443", "2001:db8::1"), ("2001:db8::1", "2001:db8::1"), ("203.0.113.9:1234", "203.0.113.9"),
    ])
    func `the client is the last address that no trusted proxy vouches beyond`(
        _ list: String, _ client: String
    )
        async throws
    {
        #expect(try await seen(peer: "127.0.0.1", [("X-Forwarded-For", list)]).client == client)
        let split = list.split(separator: ",", omittingEmptySubsequences: false).map { ("X-Forwarded-For", String($0)) }
        #expect(try await seen(peer: "127.0.0.1", split).client == client)
    }

    @Test func `a client cannot claim the scheme past a proxy that tells it`() async throws {
        let told = [("X-Forwarded-For", "127.0.0.1, 203.0.113.9"), ("X-Forwarded-Proto", "https, http")]
        #expect(try await seen(peer: "10.0.0.1", told) == Seen("203.0.113.9", "http", passwords: false))
    }

    @Test func `reads the standard field where it is asked to, and only that`() async throws {
        let told = [
            (
                "Forwarded",
                "for=192.0.2.60;proto=http;by=203.0.113.43, for=\"[2001:db8::7]:4711\";proto=https;host=a.example"
            ),
            ("X-Forwarded-For", "127.0.0.1"),
        ]
        #expect(
            try await seen(peer: "10.0.0.1", fields: .standard, told)
                == Seen("2001:db8::7", "https", "a.example", passwords: true))
        for broken in ["for=\"", "for", "for=192.0.2.1;for=192.0.2.2", "for=_hidden", "for=unknown"] {
            let seen = try await seen(peer: "10.0.0.1", fields: .standard, [("Forwarded", broken)])
            #expect(seen.client == "10.0.0.1", "\(broken)")
        }
        let legacy = [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https")]
        #expect(
            try await seen(peer: "10.0.0.1", fields: .standard, legacy) == Seen("10.0.0.1", "http", passwords: false))
    }

    @Test func `a host that could end a line or a quotation is not taken`() async throws {
        for host in ["a b", "a\"", "a/../b", "<script>", "é", String(repeating: "a", count: 256)] {
            let seen = try await seen(
                peer: "127.0.0.1", [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", host)])
            #expect(seen.authority == "here")
        }
    }

    @Test func `long lists are cut at the end that nobody vouches for`() async throws {
        let list = Array(repeating: "198.51.100.1", count: 5_000).joined(separator: ",") + ",203.0.113.9"
        #expect(try await seen(peer: "127.0.0.1", [("X-Forwarded-For", list)]).client == "203.0.113.9")
    }

    @Test func `TLS here counts for connections over the network`() async throws {
        #expect(try await seen(peer: "203.0.113.9", tls: true, []) == Seen("203.0.113.9", "https", passwords: true))
        #expect(try await seen(peer: nil, tls: true, []) == Seen(nil, "http", local: true, passwords: true))
    }

    @Test func `nothing behind the middleware sees what was claimed`() async throws {
        let router = HTTPServer.router()
        router.get("/headers") { request, _ in
            request.headers.map { "\($0.name)" }.filter { $0.lowercased().contains("forward") }.joined(separator: " ")
        }
        let headers: HTTPFields = [
            try #require(.init("Forwarded")): "for=1.2.3.4", try #require(.init("X-Forwarded-For")): "1.2.3.4",
            try #require(.init("X-Forwarded-Proto")): "https",
        ]
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/headers", method: .get, headers: headers) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).isEmpty)
                #expect(response.headers[.strictTransportSecurity] == nil)
            }
        }
    }
}
