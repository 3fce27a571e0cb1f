import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct PeopleWritingTests {
    private static let eve = #"{"name":"Eve","addresses":["Eve@ville.example"],"language":"en"}"#

    @Test func `administrators add people and replace them by the state that they read`() async throws {
        try await APITown().test { client in
            let path = "/api/v1/people/eve"
            let made = try await client.call(.put, path, Self.eve, as: "root")
            #expect(made.status == 201 && made.headers[.location] == path)
            #expect(made.json["addresses"] == ["eve@ville.example"])
            let first = try #require(made.headers[.eTag])
            #expect(try await client.call(.put, path, Self.eve, as: "root").status == 428)
            let gone = #"{"name":"Eve","addresses":["eve@ville.example"],"disabled":true}"#
            #expect(try await client.call(.put, path, gone, as: "root", headers: [.ifMatch: first]).status == 200)
            #expect(try await client.call(.put, path, gone, as: "root", headers: [.ifMatch: first]).status == 412)
            #expect(try await client.call(.get, path).status == 404)
            let read = try await client.call(.get, path, as: "root")
            #expect(read.json["disabled"] == true)
            let tag = try #require(read.headers[.eTag])
            #expect(try await client.call(.get, path, as: "root", headers: [.ifNoneMatch: tag]).status == 304)
            let records = try await client.call(.get, "/api/v1/audit?actor=root", as: "root")
            #expect(records.text.contains("\"eve\""))
        }
    }

    @Test(
        arguments: [
            ("people/eve", #"{"name":" ","addresses":["e@ville.example"]}"#, "name"),
            ("people/eve", #"{"name":"Eve","addresses":[]}"#, "addresses"),
            ("people/eve", #"{"name":"Eve","addresses":["a@b.example","A@b.example"]}"#, "addresses"),
            ("people/eve", #"{"name":"Eve","addresses":["nowhere"]}"#, "addresses[0]"),
            ("people/eve", #"{"name":"Eve","addresses":["e@ville.example"],"password":"x"}"#, "password"),
            ("people/eve", #"{"name":"Eve","addresses":["e@ville.example"],"language":"de"}"#, "language"),
            ("people/eve", #"{"id":"ada","name":"Eve","addresses":["e@ville.example"]}"#, "id"),
            ("people/Eve", #"{"name":"Eve","addresses":["e@ville.example"]}"#, "id"),
            ("people/root", #"{"name":"Root","addresses":["root@ville.example"]}"#, "administrator"),
            ("groups/team", #"{"name":"Team","members":["nobody"]}"#, "members"),
            ("groups/team", #"{"name":"Team","members":["ada","ada"]}"#, "members"),
            ("groups/ada", #"{"name":"Team","members":[]}"#, "id"),
        ])
    func `what is wrong is named, and nothing is stored`(_ path: String, _ body: String, _ field: String) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.put, "/api/v1/" + path, body, as: "root")
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.json["field"] == .string(field), "\(answer.text)")
            for path in ["people/eve", "people/Eve", "groups/team", "groups/ada"] {
                #expect(try await client.call(.get, "/api/v1/" + path, as: "root").status == 404)
            }
        }
    }

    @Test func `nobody takes an address that is somebody else's, and only administrators write`() async throws {
        try await APITown().test { client in
            func put(_ path: String, _ body: String, _ person: String) async throws -> Int {
                try await client.call(.put, "/api/v1/" + path, body, as: person).status
            }
            let taken = #"{"name":"Eve","addresses":["ada@ville.example"]}"#
            #expect(try await put("people/eve", taken, "root") == 409)
            #expect(try await put("people/eve", Self.eve, "ada") == 403)
            let team = #"{"name":"Team","address":"team@ville.example","members":["ada"]}"#
            #expect(try await put("groups/team", team, "ada") == 403)
            #expect(try await put("groups/team", team, "root") == 201)
            #expect(try await put("groups/team", team, "root") == 428)
            let inside = try await client.call(.get, "/api/v1/groups/team")
            #expect(inside.json["members"] == ["ada"])
            let outside = try await client.call(.get, "/api/v1/groups/team", as: "bob")
            #expect(outside.json["members"] == .null)
        }
    }
}
