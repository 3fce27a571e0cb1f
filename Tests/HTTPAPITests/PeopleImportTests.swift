import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct PeopleImportTests {
    private static let path = "/api/v1/people/import"
    private static let both = """
        {"people":[{"id":"eve","name":"Eve","addresses":["Eve@ville.example"],"groups":["Service Culture"]},\
        {"id":"ada","department":"Culture","groups":["service culture"]}]}
        """

    @Test func `people and groups are made once, and left as they are the next time`() async throws {
        try await APITown().test { client in
            let dry = try await client.call(
                .post, Self.path, Self.both.replacing("{\"people", with: "{\"dryRun\":true,\"people"), as: "root")
            #expect(dry.json["stored"] == false && dry.json["dryRun"] == true, "\(dry.text)")
            #expect(dry.json["made"] == ["eve"] && dry.json["changed"] == ["ada"])
            #expect(try await client.call(.get, "/api/v1/people/eve", as: "root").status == 404)
            let first = try await client.call(.post, Self.path, Self.both, as: "root")
            #expect(first.json["stored"] == true && first.json["groupsMade"] == ["service-culture"], "\(first.text)")
            let group = try await client.call(.get, "/api/v1/groups/service-culture", as: "root")
            #expect(group.json["members"] == ["eve", "ada"] && group.json["name"] == "Service Culture")
            #expect(try await client.call(.get, "/api/v1/people/ada", as: "root").json["name"] == "Ada")
            let again = try await client.call(.post, Self.path, Self.both, as: "root")
            #expect(again.json["left"] == ["eve", "ada"] && again.json["made"] == [], "\(again.text)")
            #expect(again.json["groupsMade"] == [] && again.json["groupsChanged"] == [])
        }
    }

    @Test(
        arguments: [
            (#"{"id":"zoe"}"#, "name"), (#"{"id":"zoe","name":"Zoé"}"#, "addresses"),
            (#"{"id":"zoe","name":"Zoé","addresses":["nowhere"]}"#, "addresses"),
            (#"{"id":"zoe","name":"Zoé","addresses":["ada@ville.example"]}"#, "addresses"),
            (#"{"id":"zoe","name":"Zoé","addresses":["salle@ville.example"]}"#, "addresses"),
            (#"{"id":"zoe","name":"Zoé","addresses":["eve@ville.example"]}"#, "addresses"),
            (#"{"id":"zoe","name":"Zoé","addresses":["z@ville.example"],"groups":["eve"]}"#, "groups"),
            (#"{"id":"zoe","name":"Zoé","addresses":["z@ville.example"],"groups":["---"]}"#, "groups"),
            (#"{"id":"zoe","name":"a\u0007b","addresses":["z@ville.example"]}"#, "name"),
            (#"{"id":"zoe","name":"Zoé","addresses":["z@ville.example"],"language":"de"}"#, "language"),
            (#"{"id":"Zoé","name":"Zoé","addresses":["z@ville.example"]}"#, "id"),
            (#"{"id":"eve","name":"Zoé"}"#, "id"), (#"{"id":"root","administrator":false}"#, "administrator"),
            (#"{"id":"root","disabled":true}"#, "disabled"),
        ])
    func `one fault keeps everything out unless the others are wanted`(_ bad: String, _ field: String) async throws {
        try await APITown().test { client in
            let eve = #"{"id":"eve","name":"Eve","addresses":["eve@ville.example"]}"#
            let body = #"{"people":["# + eve + "," + bad + "]}"
            let answer = try await client.call(.post, Self.path, body, as: "root")
            #expect(answer.status == 200 && answer.json["stored"] == false, "\(answer.text)")
            let faults = answer.json["faults"]?.items ?? []
            #expect(faults.count == 1 && faults.first?["index"] == 1 && faults.first?["field"] == .string(field))
            #expect(try await client.call(.get, "/api/v1/people/eve", as: "root").status == 404)
            let skipping = body.replacing("{\"people", with: "{\"skipFaulty\":true,\"people")
            let other = try await client.call(.post, Self.path, skipping, as: "root")
            #expect(other.json["stored"] == true && other.json["made"] == ["eve"], "\(other.text)")
            #expect(try await client.call(.get, "/api/v1/people/zoe", as: "root").status == 404)
            #expect(try await client.call(.get, "/api/v1/people/root", as: "root").json["administrator"] == true)
        }
    }

    @Test func `administrators import, in requests that say what is wrong with them`() async throws {
        try await APITown().test { client in
            #expect(try await client.call(.post, Self.path, Self.both, as: "ada").status == 403)
            #expect(try await client.call(.post, Self.path, "{}", as: "ada").status == 403)
            let bad = try await client.call(.post, Self.path, #"{"people":[{"id":"a","password":"x"}]}"#, as: "root")
            #expect(bad.status == 422 && bad.json["field"] == "people[0].password", "\(bad.text)")
            let many =
                "{\"people\":[" + [String](repeating: #"{"id":"a"}"#, count: 10_001).joined(separator: ",") + "]}"
            let answer = try await client.call(.post, Self.path, many, as: "root")
            #expect(answer.status == 422 && answer.json["field"] == "people")
        }
    }
}
