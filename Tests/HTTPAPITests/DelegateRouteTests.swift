import HTTPTypes
import Testing

@testable import HTTPAPI

/// Delegates through the routes (Apple's caldav-proxy §3); what they may do is tested at the calendars' door.
@Suite struct DelegateRouteTests {
    private static let path = "/api/v1/people/ada/delegates"

    @Test func `one names one's delegates, changes and takes back what they may do`() async throws {
        try await APITown().test { client in
            #expect(try await client.call(.get, Self.path).json["delegates"] == .array([]))
            for access in ["read", "write"] {
                let saved = try await client.call(.put, Self.path + "/bob", #"{"access":"\#(access)"}"#)
                #expect(saved.status == 200)
                let row: JSON = ["delegate": "bob", "kind": "person", "access": .string(access)]
                #expect(saved.json["delegates"] == .array([row]))
            }
            #expect(try await client.call(.delete, Self.path + "/bob", as: "root").status == 204)
            #expect(try await client.call(.get, Self.path, as: "root").json["delegates"] == .array([]))
        }
    }

    @Test(
        arguments: [
            ("bob", "/bob", #"{"access":"read"}"#, 404), ("ada", "/nobody", #"{"access":"read"}"#, 422),
            ("ada", "/ada", #"{"access":"read"}"#, 422), ("ada", "/bob", #"{"access":"all"}"#, 422),
            ("ada", "/bob", "{}", 422), ("ada", "/bob", #"{"access":"read","x":1}"#, 422),
        ])
    func `a stranger learns nothing, and nobody but a colleague becomes a delegate`(
        _ person: String, _ path: String, _ body: String, _ status: Int
    ) async throws {
        try await APITown().test { client in
            let answer = try await client.call(.put, Self.path + path, body, as: person)
            #expect(answer.status == status, "\(answer.text)")
            #expect(try await client.call(.get, Self.path).json["delegates"] == .array([]))
            #expect(try await client.call(.get, Self.path, as: "bob").status == 404)
            let missing = try await client.call(.get, "/api/v1/people/nobody/delegates", as: "bob")
            #expect(missing.status == 404)
        }
    }
}
