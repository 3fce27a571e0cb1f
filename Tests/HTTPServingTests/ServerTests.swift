import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import Scheduling
import Testing

/// Knows one password and one token.
private struct OneUser: CredentialVerifier {
    func principal(user: String, password: String) async throws -> Principal? {
        guard user == "camille", password == "motdépasse" else { return nil }
        return Principal(person: Person(id: "camille", name: "Camille", addresses: []))
    }

    func principal(token: String) async throws -> Principal? {
        token == "t0ken" ? Principal(person: Person(id: "camille", name: "Camille", addresses: [])) : nil
    }
}

private struct Unexpected: Error {}

@Suite struct ServerTests {
    private func application() -> some ApplicationProtocol {
        let router = HTTPServer.router()
        let authenticator = BasicOrBearerAuthenticator(
            verifier: OneUser(), throttle: FailureThrottle(), now: { Instant(seconds: 1_800_000_000) })
        router.get("/open") { _, _ in "open" }
        router.get("/fault") { _, _ -> String in throw Unexpected() }
        router.post("/body") { request, _ in String(try await request.collectBody(upTo: 1_000).count) }
        let group = router.group("/closed").add(middleware: authenticator)
        group.get("") { _, context in try context.authenticatedPrincipal().person.id }
        return HTTPServer.application(
            router: router, host: "127.0.0.1", port: 0, logger: Logger(label: "test"), onListening: { _ in })
    }

    private static let right = "Basic Y2FtaWxsZTptb3Rkw6lwYXNzZQ=="

    @Test func `asks for a password and takes the right one`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/closed", method: .get) { response in
                #expect(response.status == .unauthorized)
                #expect(response.headers[.wwwAuthenticate] == "Basic realm=\"Creneau\", charset=\"UTF-8\"")
            }
            for value in [Self.right, "basic   Y2FtaWxsZTptb3Rkw6lwYXNzZQ", "Bearer t0ken"] {
                try await client.execute(uri: "/closed", method: .get, headers: [.authorization: value]) { response in
                    #expect(response.status == .ok)
                    #expect(String(buffer: response.body) == "camille")
                }
            }
            let wrong = [
                "Basic !!!", "Basic", "Basic Y2FtaWxsZTp4", "Bearer x", "Digest a", "Basic Y2FtaWxsZQ==", "Bearer é",
            ]
            for value in wrong {
                try await client.execute(uri: "/closed", method: .get, headers: [.authorization: value]) { response in
                    #expect(response.status == .unauthorized)
                }
            }
        }
    }

    @Test func `guesses are slowed down, also the right one in between`() async throws {
        try await application().test(.router) { client in
            var statuses: [Int] = []
            for _ in 0..<11 {
                let response = try await client.execute(
                    uri: "/closed", method: .get, headers: [.authorization: "Basic Y2FtaWxsZTp4"])
                statuses.append(response.status.code)
            }
            #expect(statuses == Array(repeating: 401, count: 10) + [429])
            try await client.execute(uri: "/closed", method: .get, headers: [.authorization: Self.right]) { response in
                #expect(response.status == .tooManyRequests)
                #expect(response.headers[.retryAfter] == "1")
            }
        }
    }

    @Test func `every answer has the security headers, errors too`() async throws {
        try await application().test(.router) { client in
            for uri in ["/open", "/closed", "/missing", "/fault"] {
                try await client.execute(uri: uri, method: .get) { response in
                    #expect(response.headers[.init("X-Content-Type-Options")!] == "nosniff")
                    #expect(response.headers[.init("Referrer-Policy")!] == "no-referrer")
                    #expect(
                        response.headers[.init("Content-Security-Policy")!]?.hasPrefix("default-src 'none'") == true)
                }
            }
        }
    }

    @Test func `an unexpected error tells nothing but the request's identity`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/fault", method: .get) { response in
                #expect(response.status == .internalServerError)
                let text = String(buffer: response.body)
                #expect(text.hasPrefix("Une erreur interne est survenue"))
                #expect(!text.contains("Unexpected"))
            }
        }
    }

    @Test func `refuses long and compressed bodies`() async throws {
        try await application().test(.live) { client in
            try await client.execute(uri: "/body", method: .post, body: ByteBuffer(repeating: 1, count: 1_000)) {
                response in
                #expect(String(buffer: response.body) == "1000")
            }
            try await client.execute(
                uri: "/body", method: .post, headers: [.contentEncoding: "gzip"],
                body: ByteBuffer(repeating: 1, count: 10)
            ) { response in
                #expect(response.status == .unsupportedMediaType)
            }
            try await client.execute(uri: "/body", method: .post, body: ByteBuffer(repeating: 1, count: 1_001)) {
                response in
                #expect(response.status == .contentTooLarge)
                #expect(response.headers[.connection] == "close")
            }
        }
    }

    @Test func `a head that is too large is answered 431`() async throws {
        for count in [101, 1] {
            try await application().test(.live) { client in
                var headers = HTTPFields()
                for number in 0..<count {
                    let value = String(repeating: "x", count: count == 1 ? 40_000 : 10)
                    headers[.init("X-Field-\(number)")!] = value
                }
                try await client.execute(uri: "/open", method: .get, headers: headers) { response in
                    #expect(response.status == .requestHeaderFieldsTooLarge)
                }
            }
        }
    }

    @Test func `many requests use one connection`() async throws {
        try await application().test(.live) { client in
            for _ in 0..<200 {
                try await client.execute(uri: "/open", method: .get) { #expect($0.status == .ok) }
            }
        }
    }
}

/// What only a real connection shows, written octet by octet.
@Suite struct ConnectionTests {
    private func exchange(_ pieces: [String], limits: RequestLimits = RequestLimits()) async throws -> String {
        let router = HTTPServer.router(limits: limits)
        router.post("/body") { request, _ in String(try await request.collectBody(upTo: limits.body).count) }
        let (addresses, source) = AsyncStream.makeStream(of: SocketAddress.self)
        let application = HTTPServer.application(
            router: router, host: "127.0.0.1", port: 0, limits: limits, logger: Logger(label: "test"),
            onListening: { source.yield($0) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = addresses.makeAsyncIterator()
            let address = try #require(await iterator.next())
            let text = try await Self.talk(to: address, pieces)
            group.cancelAll()
            return text
        }
    }

    /// Sends the pieces and reads until the server closes.
    private static func talk(to address: SocketAddress, _ pieces: [String]) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for piece in pieces { try? await outbound.write(ByteBuffer(string: piece)) }
            var text = ""
            for try await buffer in inbound { text += String(buffer: buffer) }
            return text
        }
    }

    @Test func `a client that asks before it sends its body is answered at once`() async throws {
        let head =
            "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        let text = try await exchange([head, "abc"])
        #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("3"))
    }

    @Test func `a body over the limit is refused and the rest not read`() async throws {
        var limits = RequestLimits()
        limits.body = 100_000
        let head = "POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
        let text = try await exchange([head] + Array(repeating: chunk, count: 100), limits: limits)
        #expect(text.hasPrefix("HTTP/1.1 413 "))
        let announced = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\nExpect: 100-continue\r\n\r\n"
        let refused = try await exchange([announced], limits: limits)
        #expect(refused.hasPrefix("HTTP/1.1 413 "))
    }
}
