import HTTPTypes
import Testing

@testable import HTTPAPI

/// What a description of a resource may hold, and what others are told of requests that came to nothing.
@Suite struct ResourceFieldTests {
    private static func room(_ more: String) -> String {
        #"{"names":"Salle","address":"salle@ville.example","timeZone":"Europe/Paris",\#(more)}"#
    }

    @Test(arguments: [
        (#""features":["x\n"]"#, "features[0]"), (#""features":["ok",""]"#, "features[1]"),
        (#""site":"a\u0007b""#, "site"), (#""companions":["salle"]"#, "companions[0]"),
        (#""companions":["autre",{"resource":"autre"}]"#, "companions[1]"),
    ])
    func `a field that makes no sense is named`(more: String, field: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(
                .put, "/api/v1/resources/salle", Self.room(more), as: "root", headers: [.ifMatch: "*"])
            #expect(answer.status == 422)
            #expect(answer.json["field"] == .string(field), "\(answer.text)")
        }
    }

    @Test func `a resource has a name, and its features are short`() async throws {
        try await APITown().test { client in
            func field(_ body: String) async throws -> JSON? {
                try await client.call(.put, "/api/v1/resources/salle", body, as: "root", headers: [.ifMatch: "*"])
                    .json["field"]
            }
            let long = String(repeating: "a", count: 101)
            let nameless = Self.room(#""capacity":1"#).replacing(#""Salle""#, with: #"{"fr":""}"#)
            let named = try await field(nameless)
            #expect(named == "names")
            let wordy = try await field(Self.room("\"features\":[\"\(long)\"]"))
            #expect(wordy == "features[0]")
        }
    }

    @Test func `a policy's fields are named as they stand in the body`() async throws {
        try await APITown().test { client in
            func field(_ body: String) async throws -> JSON? {
                try await client.call(.put, "/api/v1/policies/p", body, as: "root").json["field"]
            }
            for (body, name) in [
                (#"{"foo":1}"#, "foo"), (#"{"bookInPolicy":["nobody"]}"#, "bookInPolicy"),
                (#"{"conflictPercentageAllowed":101}"#, "conflictPercentageAllowed"),
            ] {
                let found = try await field(body)
                #expect(found == .string(name))
            }
        }
    }

    @Test(arguments: [
        ("who@ailleurs.example", 200), ("who@ville.example", 422), ("autre@ville.example", 422), ("a b@x", 422),
        ("bob@ville.example", 200), ("nobody", 422),
    ])
    func `nobody organizes who is not there`(organizer: String, status: Int) async throws {
        try await APITown().test { client in
            let body = BookingRouteTests.morning.replacing(
                "\"title\"", with: "\"organizer\":\"\(organizer)\",\"title\"")
            let answer = try await client.call(.post, "/api/v1/bookings?dryRun=true", body, as: "root")
            #expect(answer.status == status, "\(answer.text)")
            if status == 422 { #expect(answer.json["field"] == "organizer") }
        }
    }

    @Test(arguments: ["tokens", "feeds", "webhooks"])
    func `what would make two is told that a key has no effect`(path: String) async throws {
        let key = try #require(HTTPField.Name("Idempotency-Key"))
        try await APITown().test { client in
            let answer = try await client.call(.post, "/api/v1/" + path, "{}", as: "root", headers: [key: "1"])
            #expect(answer.status == 400)
            #expect(answer.json["type"] == "urn:creneau:problem:invalid-header")
        }
    }

    @Test func `what takes no time is told to those alone whom it concerns`() async throws {
        try await APITown().test { client in
            let open = Self.room(#""policy":{"privacy":"full"}"#)
            _ = try await client.call(.put, "/api/v1/resources/salle", open, as: "root", headers: [.ifMatch: "*"])
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let path = try #require(made.headers[.location])
            #expect(try await client.call(.get, path, as: "bob").json["title"] == "Conseil")
            #expect(
                try await client.call(.post, path + "/decline", #"{"comment":"non"}"#, as: "root").status == 200)
            let list = "/api/v1/bookings?inactive=true&from=2026-12-01&to=2026-12-02"
            for (person, count) in [("bob", 0), ("ada", 1), ("root", 1)] {
                let seen = try await client.call(.get, list, as: person)
                #expect(seen.json["bookings"]?.items.count == count, "\(person)")
            }
            let other = try await client.call(.get, path, as: "bob")
            #expect(other.json["state"] == "declined")
            #expect(other.json["title"] == .null && other.json["organizer"] == .null)
            #expect(other.json["reasons"] == [])
            #expect(other.json["instances"]?.items.first?["reasons"] == [])
            #expect(try await client.call(.get, path).json["title"] == "Conseil")
        }
    }
}
