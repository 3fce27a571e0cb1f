import HTTPTypes
import Testing

@testable import HTTPAPI

/// What can be written of a booking can be read, and every answer about it says the same.
@Suite struct BookingDetailsTests {
    private static let full = #"""
        {"resource":"salle","title":"Conseil","description":"Ordre du jour","location":"Aile est",
        "start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T10:00:00+01:00",
        "attendees":["Bob@ville.example","x@ailleurs.example"],"recurrence":"FREQ=DAILY;COUNT=3",
        "dates":["2026-12-10T09:00:00+01:00"],"excluded":["2026-12-02T09:00:00+01:00"]}
        """#

    @Test func `what was written is read back, in every answer alike`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.full)
            let path = try #require(made.headers[.location])
            #expect(made.json["description"] == "Ordre du jour")
            #expect(made.json["location"] == "Aile est")
            #expect(made.json["attendees"] == ["bob@ville.example", "x@ailleurs.example"])
            #expect(made.json["dates"] == ["2026-12-10T09:00:00+01:00"])
            #expect(made.json["excluded"] == ["2026-12-02T09:00:00+01:00"])
            let read = try await client.call(.get, path)
            #expect(read.json == made.json)
            let list = try await client.call(.get, "/api/v1/bookings?from=2026-12-01&to=2026-12-02")
            #expect(list.json["bookings"]?.items == [made.json])
            let changed = try await client.call(.patch, path, #"{"description":"Autre"}"#)
            #expect(changed.json["description"] == "Autre")
            #expect(try await client.call(.get, path).json == changed.json)
            let changes = try await client.call(
                .get, "/api/v1/bookings?delta=" + (list.json["delta"]?.text ?? ""))
            #expect(changes.json["bookings"]?.items == [changed.json])
        }
    }

    @Test func `what was read can be written back and changes nothing`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.full)
            let path = try #require(made.headers[.location])
            let names = [
                "title", "description", "location", "attendees", "dates", "excluded", "recurrence", "start", "end",
            ]
            let members = names.compactMap { name in made.json[name].map { JSON.Member(name: name, value: $0) } }
            #expect(members.count == names.count)
            let body = String(decoding: JSON.object(members).encoded(), as: UTF8.self)
            let again = try await client.call(.patch, path, body)
            #expect(again.status == 200, "\(again.text)")
            for name in names + ["instances"] { #expect(again.json[name] == made.json[name], "\(name)") }
        }
    }

    @Test(arguments: [
        (#"{"description":"A"}"#, #"{"description":"B"}"#), (#"{"location":"A"}"#, #"{"location":"B"}"#),
        (#"{"attendees":["a@x.example"]}"#, #"{"attendees":["b@x.example"]}"#),
    ])
    func `another content has another tag, within one second as well`(one: String, other: String) async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let path = try #require(made.headers[.location])
            let first = try await client.call(.patch, path, one)
            let tag = try #require(first.headers[.eTag])
            let second = try await client.call(.patch, path, other, headers: [.ifMatch: tag])
            #expect(second.status == 200)
            #expect(second.headers[.eTag] != tag)
            #expect(try await client.call(.patch, path, one, headers: [.ifMatch: tag]).status == 412)
            #expect(try await client.call(.get, path, headers: [.ifNoneMatch: tag]).status == 200)
        }
    }

    @Test func `others read nothing of it, managers what the resource keeps`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", Self.full)
            let path = try #require(made.headers[.location])
            let hidden = try await client.call(.get, path, as: "bob")
            for name in ["description", "location", "attendees"] { #expect(hidden.json[name] == .null) }
            #expect(!hidden.text.contains("Ordre") && !hidden.text.contains("ailleurs"))
            let managed = try await client.call(.get, path, as: "root")
            #expect(managed.json["attendees"] == ["bob@ville.example", "x@ailleurs.example"])
            #expect(managed.json["description"] == "Ordre du jour")
            let discreet = #"""
                {"names":"Salle","address":"salle@ville.example","timeZone":"Europe/Paris",
                "policy":{"copy":{"attendees":false,"description":false}}}
                """#
            let saved = try await client.call(
                .put, "/api/v1/resources/salle", discreet, as: "root", headers: [.ifMatch: "*"])
            #expect(saved.status == 200, "\(saved.text)")
            let later = try await client.call(
                .post, "/api/v1/bookings", Self.full.replacing("2026-12", with: "2027-01"))
            let place = try #require(later.headers[.location])
            let kept = try await client.call(.get, place, as: "root")
            #expect(kept.json["attendees"] == .null)
            #expect(kept.json["description"] == .null)
            #expect(
                try await client.call(.get, place).json["attendees"] == ["bob@ville.example", "x@ailleurs.example"])
        }
    }
}
