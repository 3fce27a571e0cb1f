import HTTPTypes
import Testing

@testable import HTTPAPI

/// PATCH as RFC 7396 has it: `null` takes a field away.
@Suite struct MergePatchTests {
    private static let full = #"""
        {"resource":"salle","title":"Conseil","description":"Ordre","location":"Ici","visibility":"private","units":1,
        "start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00","attendees":["bob@ville.example"],
        "recurrence":"FREQ=DAILY;COUNT=3","dates":["2026-12-10T09:00:00+01:00"],"excluded":["2026-12-02T09:00:00+01:00"]}
        """#

    @Test func `null gives a field what a new booking has without it`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.full)
            let path = try #require(made.headers[.location])
            #expect(made.json["instances"]?.items.count == 3, "\(made.text)")
            for (field, instances) in [
                ("title", 3), ("description", 3), ("location", 3), ("visibility", 3), ("units", 3), ("attendees", 3),
                ("dates", 2), ("excluded", 3), ("recurrence", 1),
            ] {
                let answer = try await client.call(.patch, path, "{\"\(field)\":null}")
                #expect(answer.status == 200, "\(field): \(answer.text)")
                #expect(answer.json["instances"]?.items.count == instances, "\(field)")
            }
            let read = try await client.call(.get, path)
            #expect(read.json["title"] == "")
            #expect(read.json["visibility"] == "public")
        }
    }

    @Test(arguments: ["resource", "start", "end", "allDay", "timeZone"])
    func `what every booking has cannot be taken away`(field: String) async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let answer = try await client.call(.patch, try #require(made.headers[.location]), "{\"\(field)\":null}")
            #expect(answer.status == 422)
            #expect(answer.json["field"] == .string(field))
        }
    }

    @Test func `allDay agrees with the booking where its start stays`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let path = try #require(made.headers[.location])
            let answer = try await client.call(.patch, path, #"{"allDay":true}"#)
            #expect(answer.status == 422)
            #expect(answer.json["field"] == "allDay")
            #expect(try await client.call(.patch, path, #"{"allDay":false}"#).status == 200)
            let days = try await client.call(
                .patch, path, #"{"allDay":true,"start":"2026-12-03","end":"2026-12-04"}"#)
            #expect(days.status == 200)
            #expect(days.json["allDay"] == true)
        }
    }

    @Test func `a date that is not there is called so`() async throws {
        try await APITown().test { client in
            let made = try await client.call(
                .post, "/api/v1/bookings",
                BookingRouteTests.morning.replacing(
                    "\"title\"", with: "\"recurrence\":\"FREQ=DAILY;COUNT=2\",\"title\""))
            let path = try #require(made.headers[.location]) + "?instance="
            let never = try await client.call(.delete, path + "2026-12-09T08:00:00Z")
            #expect(never.status == 422)
            #expect(never.json["detail"]?.text?.contains("d’occurrence à cette date") == true)
            #expect(try await client.call(.delete, path + "2026-12-02T08:00:00Z").status == 200)
            #expect(try await client.call(.delete, path + "2026-12-02T08:00:00Z").status == 422)
        }
    }

    @Test(arguments: ["a b", "é", "a\tb"])
    func `a key of other characters is refused`(key: String) async throws {
        let name = try #require(HTTPField.Name("Idempotency-Key"))
        try await APITown().test { client in
            let answer = try await client.call(
                .post, "/api/v1/bookings", BookingRouteTests.morning, headers: [name: key])
            #expect(answer.status == 400)
            #expect(answer.json["type"] == "urn:creneau:problem:invalid-header")
        }
    }

    @Test(arguments: [("limit=5&limit=6", "limit"), ("from=2026-12-01&from=2026-12-02", "from")])
    func `a parameter of one value is there once`(query: String, field: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.get, "/api/v1/bookings?" + query)
            #expect(answer.status == 422)
            #expect(answer.json["field"] == .string(field))
            let lists = try await client.call(.get, "/api/v1/bookings?resource=salle&resource=autre")
            #expect(lists.status == 200)
        }
    }

    @Test func `a hidden booking tells neither that it is private nor whose clock it follows`() async throws {
        try await APITown().test { client in
            let body = #"""
                {"resource":"salle","title":"T","visibility":"private","timeZone":"America/New_York",
                "start":"2026-12-01T04:00:00","end":"2026-12-01T05:00:00"}
                """#
            let made = try await client.call(.post, "/api/v1/bookings", body)
            let path = try #require(made.headers[.location])
            let hidden = try await client.call(.get, path, as: "bob")
            #expect(hidden.json["visibility"] == .null)
            #expect(hidden.json["timeZone"] == "Europe/Paris")
            #expect(hidden.json["start"] == "2026-12-01T10:00:00+01:00")
            #expect(hidden.json["end"] == "2026-12-01T11:00:00+01:00")
            let own = try await client.call(.get, path)
            #expect(own.json["visibility"] == "private")
            #expect(own.json["timeZone"] == "America/New_York")
        }
    }
}
