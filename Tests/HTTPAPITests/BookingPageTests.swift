import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct BookingPageTests {
    private static func day(_ day: Int) -> String {
        BookingRouteTests.morning.replacing("2026-12-01", with: day < 10 ? "2026-12-0\(day)" : "2026-12-\(day)")
    }

    @Test func `a page goes on where the one before ended, wherever its last booking is by now`() async throws {
        try await APITown().test { client in
            var ids: [String] = []
            for day in 1...9 {
                ids.append(try await client.call(.post, "/api/v1/bookings", Self.day(day)).json["id"]?.text ?? "")
            }
            let list = "/api/v1/bookings?resource=salle&from=2026-12-01&to=2027-01-01&limit=3"
            let first = try await client.call(.get, list)
            #expect(first.json["bookings"]?.items.map { $0["id"]?.text } == Array(ids[..<3]))
            let moved = try await client.call(
                .patch, "/api/v1/bookings/" + ids[2], #"{"start":"2026-12-28T14:00:00+01:00"}"#)
            #expect(moved.status == 200)
            #expect(try await client.call(.delete, "/api/v1/bookings/" + ids[1]).status == 204)
            var seen: [String?] = []
            var next = first.json["next"]?.text
            while let cursor = next, seen.count < 20 {
                let page = try await client.call(.get, list + "&cursor=" + cursor)
                #expect(page.status == 200)
                seen += page.json["bookings"]?.items.map { $0["id"]?.text } ?? []
                next = page.json["next"]?.text
            }
            #expect(seen == Array(ids[3...]) + [ids[2]])
        }
    }

    @Test func `the last page has no next, also where it is full`() async throws {
        try await APITown().test { client in
            for day in 1...4 { _ = try await client.call(.post, "/api/v1/bookings", Self.day(day)) }
            let list = "/api/v1/bookings?from=2026-12-01&to=2027-01-01&limit="
            #expect(try await client.call(.get, list + "4").json["next"] == .null)
            #expect(try await client.call(.get, list + "3").json["next"] != .null)
        }
    }

    @Test(arguments: ["x", "-", "1-", "99999999999999999999-0000000000000", "1-ab", "%00"])
    func `a cursor that is none is named`(cursor: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.get, "/api/v1/bookings?cursor=" + cursor)
            #expect(answer.status == 422)
            #expect(answer.json["field"] == "cursor")
        }
    }
}
