import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct BookingRouteTests {
    static let morning =
        #"{"resource":"salle","title":"Conseil","start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00"}"#

    @Test func `a booking is made, read and listed`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.morning)
            #expect(made.status == 201)
            let location = try #require(made.headers[.location])
            let read = try await client.call(.get, location)
            #expect(read.status == 200)
            #expect(read.json["title"] == "Conseil")
            #expect(read.json["start"] == "2026-12-01T09:00:00+01:00")
            #expect(read.json["timeZone"] == "Europe/Paris")
            #expect(read.json["state"] == "confirmed")
            #expect(read.headers[.eTag] == made.headers[.eTag])
            let list = try await client.call(
                .get, "/api/v1/bookings?resource=salle&from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z")
            guard case .array(let bookings)? = list.json["bookings"] else {
                Issue.record("\(list.text)")
                return
            }
            #expect(bookings.count == 1)
        }
    }

    @Test func `a date in a window is its midnight in the site's zone`() async throws {
        try await APITown().test { client in
            let late = Self.morning.replacing("T09:00:00", with: "T00:00:00").replacing("T10:00:00", with: "T00:30:00")
            _ = try await client.call(.post, "/api/v1/bookings", late)
            func count(_ window: String) async throws -> Int {
                let list = try await client.call(.get, "/api/v1/bookings?" + window)
                guard case .array(let bookings)? = list.json["bookings"] else { return -1 }
                return bookings.count
            }
            #expect(try await count("from=2026-12-01&to=2026-12-02") == 1)
            #expect(try await count("from=2026-11-30&to=2026-12-01") == 0)
            #expect(try await client.call(.get, "/api/v1/bookings?from=2026-02-30").json["field"] == "from")
        }
    }

    @Test func `a clash is a problem with the reason and the time that is taken`() async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let clash = try await client.call(
                .post, "/api/v1/bookings", Self.morning, as: "bob", headers: [.acceptLanguage: "en"])
            #expect(clash.status == 409)
            #expect(clash.headers[.contentType] == "application/problem+json")
            #expect(clash.json["type"] == "urn:creneau:problem:booking-refused")
            guard case .array(let reasons)? = clash.json["reasons"], let reason = reasons.first,
                case .array(let conflicts)? = reason["conflicts"]
            else {
                Issue.record("\(clash.text)")
                return
            }
            #expect(reason["code"] == "conflict")
            #expect(conflicts.first?["start"] == "2026-12-01T09:00:00+01:00")
            #expect(!clash.text.contains("Conseil"))
        }
    }

    @Test(arguments: [
        (
            #"{"resource":"salle","uid":"","start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00"}"#,
            "uid"
        ),
        (#"{"resource":"salle","start":"2026-12-01","end":"2026-12-01"}"#, "end"),
        (
            #"{"resource":"salle","timeZone":"Europe/Paris","start":"2027-03-28T02:30:00","end":"2027-03-28T03:30:00"}"#,
            "end"
        ),
        (
            #"""
            {"resource":"salle","start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00",
            "recurrence":"FREQ=DAILY;COUNT=1","excluded":["2026-12-01T09:00:00+01:00"]}
            """#, "excluded"
        ),
    ])
    func `what would be no event is refused with its field`(body: String, field: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.post, "/api/v1/bookings", body)
            #expect(answer.status == 422)
            #expect(answer.json["field"] == .string(field), "\(answer.text)")
        }
    }

    @Test func `what goes with another booking says so in one way by every method`() async throws {
        try await APITown().test { client in
            let equipped = #"""
                {"names":"Salle","address":"salle@ville.example","timeZone":"Europe/Paris",
                "companions":[{"resource":"autre","included":true}]}
                """#
            #expect(
                try await client.call(
                    .put, "/api/v1/resources/salle", equipped, as: "root", headers: [.ifMatch: "*"]
                ).status == 200)
            let made = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let list = try await client.call(.get, "/api/v1/bookings?resource=autre&from=2026-12-01&to=2026-12-02")
            guard case .array(let found)? = list.json["bookings"], case .string(let id)? = found.first?["id"] else {
                Issue.record("\(list.text)")
                return
            }
            let path = "/api/v1/bookings/" + id
            for (method, place, body) in [
                (HTTPRequest.Method.patch, path, #"{"title":"x"}"#), (.delete, path, nil),
                (.post, path + "/decline", "{}"),
            ] {
                for person in ["ada", "root"] {
                    let answer = try await client.call(method, place, body, as: person)
                    #expect(answer.status == 409)
                    #expect(answer.json["type"] == "urn:creneau:problem:goes-with")
                    #expect(answer.json["companionOf"] == made.json["id"])
                    #expect(answer.text.contains("« Salle »"))
                }
            }
            let location = try #require(made.headers[.location])
            #expect(try await client.call(.get, location).json["state"] == "confirmed")
            #expect(try await client.call(.delete, path, as: "bob").status == 404)
        }
    }

    @Test func `a cancelled booking cannot be changed`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let location = try #require(made.headers[.location])
            #expect(try await client.call(.delete, location).status == 204)
            let answer = try await client.call(.patch, location, #"{"title":"x"}"#)
            #expect(answer.status == 409)
            #expect(answer.json["type"] == "urn:creneau:problem:wrong-state")
        }
    }

    @Test func `others see that the room is busy and not for what`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let location = try #require(made.headers[.location])
            let read = try await client.call(.get, location, as: "bob")
            #expect(read.json["title"] == .null)
            #expect(read.json["organizer"] == .null)
            #expect(read.json["busy"] == "Busy")
            #expect(read.json["uid"] == .null)
            #expect(read.json["group"] == .null)
            #expect(try await client.call(.delete, location, as: "bob").status == 404)
        }
    }

    @Test func `a change insists on the version that was read`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.morning)
            let location = try #require(made.headers[.location])
            let tag = try #require(made.headers[.eTag])
            let moved = try await client.call(
                .patch, location, #"{"start":"2026-12-01T14:00:00+01:00"}"#, headers: [.ifMatch: tag])
            #expect(moved.status == 200)
            #expect(moved.json["end"] == "2026-12-01T15:00:00+01:00")
            #expect(moved.headers[.eTag] != tag)
            let stale = try await client.call(.patch, location, #"{"title":"X"}"#, headers: [.ifMatch: tag])
            #expect(stale.status == 412)
            #expect(try await client.call(.delete, location, headers: [.ifMatch: tag]).status == 412)
            #expect(try await client.call(.delete, location).status == 204)
            #expect(try await client.call(.get, location).json["state"] == "cancelled")
        }
    }

    @Test func `a dry run stores nothing`() async throws {
        try await APITown().test { client in
            let tried = try await client.call(.post, "/api/v1/bookings?dryRun=true", Self.morning)
            #expect(tried.status == 200)
            #expect(tried.json["dryRun"] == true)
            #expect(try await client.call(.post, "/api/v1/bookings", Self.morning).status == 201)
        }
    }

    @Test func `a repeated request is answered as the first time`() async throws {
        let key = try #require(HTTPField.Name("Idempotency-Key"))
        try await APITown().test { client in
            let first = try await client.call(.post, "/api/v1/bookings", Self.morning, headers: [key: "1"])
            let again = try await client.call(.post, "/api/v1/bookings", Self.morning, headers: [key: "1"])
            #expect(again.status == 201)
            #expect(again.json["id"] == first.json["id"])
            let other = try await client.call(
                .post, "/api/v1/bookings", Self.morning.replacing("Conseil", with: "Autre"), headers: [key: "1"])
            #expect(other.status == 422)
        }
    }

    @Test func `a weekly series loses the one date that is taken`() async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", Self.morning, as: "bob")
            let series = Self.morning.replacing("2026-12-01", with: "2026-11-24")
                .replacing("\"title\"", with: "\"recurrence\":\"FREQ=WEEKLY;COUNT=4\",\"title\"")
            let made = try await client.call(.post, "/api/v1/bookings", series)
            #expect(made.status == 201)
            guard case .array(let instances)? = made.json["instances"] else {
                Issue.record("\(made.text)")
                return
            }
            #expect(instances.map { $0["status"] } == ["accepted", "declined", "accepted", "accepted"])
            #expect(made.json["recurrence"] == "FREQ=WEEKLY;COUNT=4")
        }
    }

    @Test(arguments: [
        ("{", "application/json", 400, "malformed-json"), ("{}", "text/plain", 415, "unsupported-media-type"),
        (#"{"resource":"salle","startt":1}"#, "application/json", 422, "invalid-field"),
        (#"{"resource":"nulle-part","start":"2026-12-01"}"#, "application/json", 422, "unknown-resource"),
    ])
    func `bad input is refused with a word`(_ body: String, _ type: String, _ status: Int, _ code: String) async throws
    {
        try await APITown().test { client in
            let answer = try await client.call(.post, "/api/v1/bookings", body, headers: [.contentType: type])
            #expect(answer.status == status)
            #expect(answer.json["type"] == .string("urn:creneau:problem:" + code))
        }
    }

    @Test func `what the limits refuse is a problem as well`() async throws {
        try await APITown().test { client in
            let large = try await client.call(.post, "/api/v1/bookings", String(repeating: " ", count: 2 << 20))
            #expect(large.status == 413)
            #expect(large.json["type"] == "urn:creneau:problem:body-too-large")
            let packed = try await client.call(
                .post, "/api/v1/bookings", "{}", headers: [.contentEncoding: "gzip"])
            #expect(packed.status == 415)
            #expect(packed.json["type"] == "urn:creneau:problem:compressed-body")
        }
    }
}
