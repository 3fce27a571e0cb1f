import HTTPTypes
import Testing

@testable import HTTPAPI

/// PATCH with `instance`: one date of a series.
@Suite struct InstanceChangeTests {
    private static let series = #"""
        {"resource":"salle","title":"Cours","start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00",
        "timeZone":"Europe/Paris","recurrence":"FREQ=DAILY;COUNT=3"}
        """#
    private static let second = "?instance=2026-12-02T09:00:00%2B01:00"

    private func starts(_ json: JSON) -> [String?] { json["instances"]?.items.map { $0["start"]?.text } ?? [] }

    @Test func `one date moves and the others stay`() async throws {
        try await APITown().test { client in
            let path = try #require(try await client.call(.post, "/api/v1/bookings", Self.series).headers[.location])
            let moved = try await client.call(
                .patch, path + Self.second, #"{"start":"2026-12-02T15:00:00+01:00","title":"Reporté"}"#)
            #expect(moved.status == 200, "\(moved.text)")
            let wanted = ["2026-12-01T09:00:00+01:00", "2026-12-02T15:00:00+01:00", "2026-12-03T09:00:00+01:00"]
            #expect(starts(moved.json) == wanted)
            #expect(moved.json["instances"]?.items[1]["end"] == "2026-12-02T16:00:00+01:00")
            #expect(moved.json["title"] == "Cours")
            // The same date again is known by its original start.
            let back = try await client.call(
                .patch, path + Self.second, #"{"start":"2026-12-02T09:00:00+01:00","end":"2026-12-02T09:30:00+01:00"}"#)
            #expect(starts(back.json)[1] == "2026-12-02T09:00:00+01:00", "\(back.text)")
            #expect(back.json["instances"]?.items[1]["end"] == "2026-12-02T09:30:00+01:00")
        }
    }

    @Test func `a date that moves onto somebody's time is refused, and nothing changes`() async throws {
        try await APITown().test { client in
            let path = try #require(try await client.call(.post, "/api/v1/bookings", Self.series).headers[.location])
            let other = #"""
                {"resource":"salle","title":"T","start":"2026-12-02T15:00:00+01:00","end":"2026-12-02T16:00:00+01:00"}
                """#
            #expect(try await client.call(.post, "/api/v1/bookings", other).status == 201)
            let before = try await client.call(.get, path)
            let answer = try await client.call(
                .patch, path + Self.second, #"{"start":"2026-12-02T15:30:00+01:00"}"#)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(answer.json["reasons"]?.items.first?["code"] == "conflict")
            #expect(try await client.call(.get, path).text == before.text)
        }
    }

    @Test(arguments: [
        ("?instance=2026-12-05T09:00:00%2B01:00", #"{"title":"x"}"#, "instance"),
        ("?instance=2026-12-02T10:00:00%2B01:00", #"{"start":"2026-12-02T15:00:00+01:00"}"#, "instance"),
        (second, #"{"recurrence":"FREQ=DAILY"}"#, "recurrence"), (second, #"{"resource":"autre"}"#, "resource"),
        (second, #"{"attendees":[]}"#, "attendees"), (second, #"{"start":"2026-12-02"}"#, "start"),
        (second, #"{"end":"2026-12-02T08:00:00+01:00"}"#, "end"),
    ])
    func `what is not of one date is refused by its name`(_ query: String, _ body: String, _ field: String) async throws
    {
        try await APITown().test { client in
            let path = try #require(try await client.call(.post, "/api/v1/bookings", Self.series).headers[.location])
            let before = try await client.call(.get, path)
            let answer = try await client.call(.patch, path + query, body)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.json["field"] == .string(field), "\(answer.text)")
            #expect(try await client.call(.get, path).text == before.text)
        }
    }

    @Test func `a date that was cancelled is not there any more`() async throws {
        try await APITown().test { client in
            let path = try #require(try await client.call(.post, "/api/v1/bookings", Self.series).headers[.location])
            #expect(try await client.call(.delete, path + Self.second).status == 200)
            let answer = try await client.call(.patch, path + Self.second, #"{"title":"x"}"#)
            #expect(answer.status == 422 && answer.json["field"] == "instance", "\(answer.text)")
        }
    }
}
