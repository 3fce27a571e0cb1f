import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct OtherRouteTests {
    @Test(arguments: ["/api/v1/resources", "/api/v1/bookings", "/api/v1/me", "/api/v1/nothing"])
    func `without a credential everything answers 401`(_ path: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.get, path, as: nil)
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(try await client.call(.get, path, as: "nobody").status == 401)
        }
    }

    @Test func `unknown paths and parameters are problems`() async throws {
        try await APITown().test { client in
            let missing = try await client.call(.get, "/api/v1/nothing/at/all")
            #expect(missing.json["status"] == 404)
            #expect(try await client.call(.get, "/api/v1/bookings?form=x").json["field"] == "form")
            #expect(try await client.call(.get, "/api/v1/bookings/zzz").status == 404)
            #expect(try await client.call(.get, "/api/v1/resources/none").status == 404)
        }
    }

    @Test func `resources show their policy and feeds to those who manage them`() async throws {
        try await APITown().test { client in
            let seen = try await client.call(.get, "/api/v1/resources/salle", headers: [.acceptLanguage: "en"])
            #expect(seen.json["name"] == "Room")
            #expect(seen.json["policy"] == nil)
            #expect(seen.json["feeds"] == nil)
            let managed = try await client.call(.get, "/api/v1/resources/salle", as: "root")
            #expect(managed.json["policy"] != nil)
            guard case .array(let feeds)? = managed.json["feeds"] else {
                Issue.record("\(managed.text)")
                return
            }
            #expect(feeds.count == 1)
        }
    }

    @Test func `resources that name each other are saved together, or none`() async throws {
        try await APITown().test { client in
            func room(_ id: String, _ more: String) -> String {
                #"{"id":"\#(id)","names":"\#(id)","address":"\#(id)@ville.example","timeZone":"Europe/Paris"\#(more)}"#
            }
            func save(_ rooms: String..., person: String = "root") async throws -> APIClient.Answer {
                try await client.call(
                    .put, "/api/v1/resources", #"{"resources":["# + rooms.joined(separator: ",") + "]}", as: person)
            }
            let hall = room("hall", #","parts":["nord"],"companions":[{"resource":"sono","included":true}]"#)
            let sound = room("sono", #","companions":[{"resource":"hall","included":false}]"#)
            let wrong = try await save(hall, sound)
            #expect(wrong.status == 422)
            #expect(wrong.json["field"] == "resources[0].parts")
            #expect(wrong.text.contains("« nord »"))
            #expect(try await client.call(.get, "/api/v1/resources/hall").status == 404)
            let saved = try await save(hall, sound, room("nord", ""))
            #expect(saved.status == 200)
            #expect(saved.text.contains("hall@ville.example"))
            #expect(try await client.call(.get, "/api/v1/resources/nord").status == 200)
            #expect(try await save(room("x", ""), room("x", "")).json["field"] == "resources")
            #expect(try await save().json["field"] == "resources")
            #expect(try await save(room("x", ""), person: "ada").status == 403)
        }
    }

    @Test func `a policy names people that there are`() async throws {
        try await APITown().test { client in
            let answer = try await client.call(
                .put, "/api/v1/policies/p", #"{"bookInPolicy":["ada","etat-civill"]}"#, as: "root")
            #expect(answer.status == 422)
            #expect(answer.json["field"] == "bookInPolicy")
            #expect(answer.text.contains("« etat-civill »"))
        }
    }

    @Test func `a feed is read by its address, and 304 while nothing changes`() async throws {
        try await APITown().test { client in
            #expect(try await client.call(.post, "/api/v1/resources/salle/feeds", "{}").status == 404)
            let made = try await client.call(.post, "/api/v1/resources/salle/feeds", "{}", as: "root")
            #expect(made.status == 201)
            guard case .string(let path)? = made.json["path"] else {
                Issue.record("\(made.text)")
                return
            }
            _ = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let feed = try await client.call(.get, path, as: nil)
            #expect(feed.status == 200)
            #expect(feed.headers[.contentType] == "text/calendar; charset=utf-8")
            #expect(feed.text.contains("BEGIN:VEVENT"))
            #expect(!feed.text.contains("Conseil"))
            let tag = try #require(feed.headers[.eTag])
            let again = try await client.call(.get, path, as: nil, headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            #expect(again.text.isEmpty)
            let head = try await client.call(.head, path, as: nil)
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
            #expect(try await client.call(.get, "/feeds/nothing.ics", as: nil).status == 404)
        }
    }

    @Test func `free and busy of several resources at once`() async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let body = #"{"resources":["salle","autre"],"from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z"}"#
            let answer = try await client.call(.post, "/api/v1/freebusy", body)
            guard case .array(let resources)? = answer.json["resources"] else {
                Issue.record("\(answer.text)")
                return
            }
            #expect(resources.map { $0["resource"] } == ["salle", "autre"])
            #expect(
                resources[0]["busy"]
                    == [["start": "2026-12-01T09:00:00+01:00", "end": "2026-12-01T10:00:00+01:00"]])
            #expect(resources[1]["busy"] == [])
            let get = try await client.call(
                .get, "/api/v1/freebusy?resource=salle,autre&from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z")
            #expect(get.json == answer.json)
        }
    }

    @Test func `only administrators put resources`() async throws {
        let body = #"{"names":{"fr":"Neuve"},"address":"neuve@ville.example","timeZone":"Europe/Paris"}"#
        try await APITown().test { client in
            let refused = try await client.call(.put, "/api/v1/resources/neuve", body)
            #expect(refused.status == 403)
            #expect(try await client.call(.put, "/api/v1/resources/neuve", body, as: "root").status == 201)
            #expect(try await client.call(.get, "/api/v1/resources/neuve").json["name"] == "Neuve")
        }
    }

    @Test func `the description of the API is served to everybody`() async throws {
        try await APITown().test { client in
            let description = try await client.call(.get, "/api/v1/openapi.yaml", as: nil)
            #expect(description.text.hasPrefix("openapi: 3.1.0"))
            #expect(try await client.call(.get, "/healthz", as: nil).text == "ok\n")
        }
    }
}
