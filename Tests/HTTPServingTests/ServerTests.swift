import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
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
                #expect(text.hasPrefix("Internal error. Request "))
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
