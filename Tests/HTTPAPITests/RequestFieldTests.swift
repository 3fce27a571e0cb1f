import HTTPTypes
import Testing

@testable import HTTPAPI

/// The limits and forms of a request's fields, as the API's description states them.
@Suite struct RequestFieldTests {
    private static func body(_ more: String) -> String {
        #"{"resource":"salle","start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00",\#(more)}"#
    }

    @Test(arguments: [
        ("title", 1_000), ("description", 20_000), ("location", 1_000), ("uid", 255),
    ])
    func `lengths count characters`(field: String, limit: Int) async throws {
        try await APITown().test { client in
            func answer(_ count: Int) async throws -> APIClient.Answer {
                let text = String(repeating: "é", count: count)
                return try await client.call(
                    .post, "/api/v1/bookings?dryRun=true", Self.body("\"\(field)\":\"\(text)\""))
            }
            #expect(try await answer(limit).status == 200)
            let refused = try await answer(limit + 1)
            #expect(refused.status == 422)
            #expect(refused.json["field"] == .string(field))
        }
    }

    @Test func `a comment's length counts characters`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let path = try #require(made.headers[.location]) + "/decline"
            func answer(_ count: Int) async throws -> Int {
                let text = String(repeating: "é", count: count)
                return try await client.call(.post, path, "{\"comment\":\"\(text)\"}", as: "root").status
            }
            #expect(try await answer(1_001) == 422)
            #expect(try await answer(1_000) == 200)
        }
    }

    @Test(arguments: [
        ("1.0", nil), ("1e0", nil), ("10e-1", nil), ("1.5", "units"), ("1e300", "units"), ("10001", "units"),
        ("-0.0", "units"), ("99999999999999999999", "units"),
    ])
    func `a number without a fraction is an integer`(number: String, field: String?) async throws {
        try await APITown().test { client in
            let answer = try await client.call(
                .post, "/api/v1/bookings?dryRun=true", Self.body("\"units\":\(number)"))
            if let field {
                #expect(answer.status == 422)
                #expect(answer.json["field"] == .string(field))
            } else {
                #expect(answer.status == 200, "\(answer.text)")
            }
        }
    }

    @Test(arguments: [
        (#""dates":["2026-12-02T09:00:00+01:00","2026-12-03"]"#, "dates[1]"),
        (#""excluded":["2026-12-03"]"#, "excluded[0]"),
    ])
    func `a date among times is named`(more: String, field: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.post, "/api/v1/bookings", Self.body(more))
            #expect(answer.status == 422)
            #expect(answer.json["field"] == .string(field), "\(answer.text)")
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let change = try await client.call(.patch, try #require(made.headers[.location]), "{\(more)}")
            #expect(change.status == 422)
            #expect(change.json["field"] == .string(field), "\(change.text)")
        }
    }

    @Test func `dates of another zone are times as well`() async throws {
        try await APITown().test { client in
            let made = try await client.call(
                .post, "/api/v1/bookings", Self.body(#""timeZone":"UTC","dates":["2026-12-02T09:00:00+01:00"]"#))
            #expect(made.status == 201, "\(made.text)")
            let change = try await client.call(
                .patch, try #require(made.headers[.location]),
                #"{"timeZone":"America/New_York","dates":["2026-12-03T03:00:00"]}"#)
            #expect(change.status == 200, "\(change.text)")
            #expect(change.json["instances"]?.items.last?["start"] == "2026-12-03T09:00:00+01:00")
        }
    }

    @Test func `a series that ends has as many instances as a calendar client may write`() async throws {
        try await APITown().test { client in
            func series(_ count: Int) -> String { Self.body("\"recurrence\":\"FREQ=DAILY;COUNT=\(count)\"") }
            let refused = try await client.call(.post, "/api/v1/bookings", series(3_001))
            #expect(refused.status == 422)
            #expect(refused.json["type"] == "urn:creneau:problem:too-many-instances")
            let made = try await client.call(.post, "/api/v1/bookings", series(3_000))
            #expect(made.status == 201)
            let change = try await client.call(
                .patch, try #require(made.headers[.location]), #"{"recurrence":"FREQ=DAILY;COUNT=3001"}"#)
            #expect(change.status == 422)
            #expect(change.json["type"] == "urn:creneau:problem:too-many-instances")
        }
    }

    @Test(arguments: [
        (#""uid":"x\nATTENDEE:mailto:y""#, "uid"), (#""uid":"a\tb""#, "uid"), (#""title":"a\u0000b""#, "title"),
        (#""location":"a\u007fb""#, "location"), (#""timeZone":"posixrules""#, "timeZone"),
    ])
    func `what no text may hold is refused`(more: String, field: String) async throws {
        try await APITown().test { client in
            for language in ["fr", "en"] {
                let answer = try await client.call(
                    .post, "/api/v1/bookings", Self.body(more), headers: [.acceptLanguage: language])
                #expect(answer.status == 422)
                #expect(answer.json["field"] == .string(field))
                #expect(!answer.text.contains("control character is") && !answer.text.contains("« control"))
            }
        }
    }

    @Test func `a copy of a zone is kept under the zone's own name`() async throws {
        try await APITown().test { client in
            let made = try await client.call(
                .post, "/api/v1/bookings", Self.body(#""timeZone":"right/Europe/Paris""#))
            #expect(made.json["timeZone"] == "Europe/Paris")
        }
    }

    @Test(arguments: [
        ("[1]", "fr", "Le contenu doit être un objet, et non une liste."), ("null", "en", "must be an object"),
        (#""x""#, "fr", "un texte"),
    ])
    func `a document of another type is called so`(body: String, language: String, words: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(
                .post, "/api/v1/bookings", body, headers: [.acceptLanguage: language])
            #expect(answer.status == 422)
            #expect(answer.json["field"] == nil)
            #expect(answer.json["detail"]?.text?.contains(words) == true, "\(answer.text)")
        }
    }

    @Test func `types are said in the reader's language`() async throws {
        try await APITown().test { client in
            let answer = try await client.call(.post, "/api/v1/bookings", Self.body(#""units":[]"#))
            #expect(answer.json["detail"] == "Champ « units » : il faut un nombre entier, et non une liste.")
        }
    }

    @Test func `a member twice is named with its line`() async throws {
        try await APITown().test { client in
            let answer = try await client.call(.post, "/api/v1/bookings", "{\"title\":\"a\",\n\"title\":\"b\"}")
            #expect(answer.status == 400)
            #expect(answer.json["type"] == "urn:creneau:problem:malformed-json")
            #expect(answer.json["field"] == "title")
            #expect(answer.json["line"] == 2)
        }
    }
}
