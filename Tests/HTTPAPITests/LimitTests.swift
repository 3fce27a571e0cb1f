import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct LimitTests {
    /// RFC 6585 §4, draft-ietf-httpapi-ratelimit-headers.
    @Test func `who asks too much waits, and knows how long`() async throws {
        try await APITown(limits: APILimits(perMinute: { 2 })).test { client in
            let first = try await client.call(.get, "/api/v1/me")
            #expect(first.status == 200)
            #expect(first.headers[.rateLimit] == #""person";r=1;t=30"#)
            #expect(first.headers[.rateLimitPolicy] == #""person";q=2;w=60"#)
            #expect(try await client.call(.get, "/api/v1/bookings/AAAAAAAAAAAAA").headers[.rateLimit] != nil)
            let refused = try await client.call(.get, "/api/v1/me")
            #expect(refused.status == 429 && refused.headers[.retryAfter] == "30")
            #expect(refused.json["type"] == "urn:creneau:problem:too-many-requests")
            #expect(try await client.call(.get, "/api/v1/me", as: "bob").status == 200)
        }
    }

    @Test func `pages of named sites may call, others are told nothing`() async throws {
        let site = "https://planning.ville.example"
        try await APITown(limits: APILimits(origins: { [site] })).test { client in
            let asked: HTTPFields = [.origin: site, .accessControlRequestMethod: "POST"]
            let preflight = try await client.call(.options, "/api/v1/bookings", as: nil, headers: asked)
            #expect(preflight.status == 204)
            #expect(preflight.headers[.accessControlAllowOrigin] == site)
            #expect(preflight.headers[.accessControlAllowHeaders]?.contains("Idempotency-Key") == true)
            #expect(preflight.headers[.accessControlAllowCredentials] == nil)
            let answer = try await client.call(.get, "/api/v1/me", as: nil, headers: [.origin: site])
            #expect(answer.status == 401 && answer.headers[.accessControlAllowOrigin] == site)
            #expect(answer.headers[.accessControlExposeHeaders]?.contains("ETag") == true)
            let other = try await client.call(.get, "/api/v1/me", headers: [.origin: "https://else.example"])
            #expect(other.status == 200 && other.headers[.accessControlAllowOrigin] == nil)
            #expect(other.headers[.vary]?.contains("Origin") == true)
        }
        try await APITown().test { client in
            let answer = try await client.call(.get, "/api/v1/me", headers: [.origin: site])
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
        }
    }
}
