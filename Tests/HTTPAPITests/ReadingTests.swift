import BookingCore
import CalendarTime
import HTTPTypes
import Scheduling
import Testing

@testable import HTTPAPI

@Suite struct ReadingTests {
    private static let day = "from=2026-12-01&to=2026-12-02"
    private static let morning =
        #"{"resource":"salle","title":"T","start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:10:00+01:00"}"#

    @Test func `a step of packed free/busy has the greatest of what touches it`() async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", Self.morning)
            func packed(_ step: String) async throws -> APIClient.Answer {
                try await client.call(
                    .post, "/api/v1/freebusy",
                    #"{"resources":["salle"],"from":"2026-12-01T08:30:00+01:00","to":"2026-12-01T11:00:00+01:00","step":"\#(step)"}"#,
                    as: "bob")
            }
            let answer = try await packed("PT30M")
            #expect(answer.json["resources"]?.items.first?["packed"] == "02220")
            #expect(try await packed("PT1H").json["resources"]?.items.first?["packed"] == "220")
            for wrong in ["PT0S", "PT1S", "P2D", "x"] {
                let refused = try await packed(wrong)
                #expect(refused.status == 422 && refused.json["field"] == "step", "\(wrong)")
            }
        }
    }

    @Test(arguments: [
        ("text=SALLE", ["salle"]), ("text=sal+example", ["salle"]), ("text=salle+autre", []), ("kind=vehicle", []),
        ("site=Nulle+part", []), ("capacity=1", []), ("", ["autre", "salle"]),
        ("freeFrom=2026-12-01T09:30:00%2B01:00&freeTo=2026-12-01T09:45:00%2B01:00", ["autre"]),
        ("freeFrom=2026-12-01T10:10:00%2B01:00&freeTo=2026-12-01T11:00:00%2B01:00", ["autre", "salle"]),
    ])
    func `resources are found by what they are and when they are free`(query: String, found: [String]) async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let answer = try await client.call(.get, "/api/v1/resources?" + query, as: "bob")
            #expect(answer.json["resources"]?.items.compactMap { $0["id"]?.text } == found, "\(answer.text)")
        }
    }

    @Test(arguments: [
        ("freeFrom=2026-12-01T09:30:00Z", "freeTo"), ("freeTo=2026-12-01T09:30:00Z", "freeFrom"),
        ("freeFrom=2026-12-02T09:30:00Z&freeTo=2026-12-01T09:30:00Z", "freeTo"), ("kind=ship", "kind"),
    ])
    func `a filter that cannot be read is refused`(query: String, field: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.get, "/api/v1/resources?" + query)
            #expect(answer.status == 422 && answer.json["field"] == .string(field))
        }
    }

    @Test func `a token of another database is gone, and knows no other parameters`() async throws {
        try await APITown().test { client in
            let list = try await client.call(.get, "/api/v1/bookings?" + Self.day)
            let token = try #require(list.json["delta"]?.text)
            let made = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let changed = try await client.call(.get, "/api/v1/bookings?delta=" + token, as: "bob")
            #expect(changed.json["bookings"]?.items.map { $0["id"] } == [made.json["id"]])
            #expect(changed.json["more"] == false)
            for gone in ["x", "x-1", token + "9"] {
                let answer = try await client.call(.get, "/api/v1/bookings?delta=" + gone)
                #expect(answer.status == 410 && answer.json["type"] == "urn:creneau:problem:token-expired", "\(gone)")
            }
            let both = try await client.call(.get, "/api/v1/bookings?\(Self.day)&delta=" + token)
            #expect(both.status == 422 && both.json["field"] == "from")
        }
    }

    @Test func `the finder offers what is free, and nothing of what is taken`() async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let body =
                #"{"from":"2026-12-01T09:00:00+01:00","to":"2026-12-01T11:30:00+01:00","length":"PT1H","slots":5}"#
            let answer = try await client.call(.post, "/api/v1/finder", body, as: "bob")
            let starts = (answer.json["results"]?.items ?? []).reduce(into: [String: [String]]()) { found, room in
                found[room["resource"]?.text ?? ""] = room["slots"]?.items.compactMap { $0["start"]?.text }
            }
            #expect(
                starts == [
                    "salle": ["2026-12-01T10:15:00+01:00"],
                    "autre": ["2026-12-01T09:00:00+01:00", "2026-12-01T10:00:00+01:00"],
                ])
        }
    }

    @Test func `statistics are for those who answer for a resource`() async throws {
        try await APITown().test { client in
            #expect(try await client.call(.get, "/api/v1/statistics").status == 403)
            let answer = try await client.call(.get, "/api/v1/statistics?" + Self.day, as: "root")
            #expect(answer.json["total"] == .null && answer.json["byHour"] == .null)
        }
    }
}
