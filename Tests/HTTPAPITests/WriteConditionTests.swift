import HTTPServing
import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct WriteConditionTests {
    private static let path = "/api/v1/policies/court"

    /// RFC 9110 §13.1.1, RFC 6585 §3.
    @Test func `what somebody else changed meanwhile is not replaced`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.put, Self.path, "{}", as: "root")
            let first = try #require(made.headers[.eTag])
            #expect(made.status == 201 && made.headers[.location] == Self.path)
            func put(_ body: String, _ headers: HTTPFields = [:]) async throws -> Int {
                try await client.call(.put, Self.path, body, as: "root", headers: headers).status
            }
            #expect(try await put("{}") == 428)
            #expect(try await put("{}", [.ifMatch: "\"court\""]) == 412)
            #expect(try await put(#"{"waitlist":true}"#, [.ifMatch: first]) == 200)
            #expect(try await put("{}", [.ifMatch: first]) == 412)
            #expect(try await put("{}", [.ifNoneMatch: "*"]) == 412)
            let read = try await client.call(.get, Self.path, as: "root")
            #expect(read.json["policy"]?["waitlist"] == true)
            #expect(read.headers[.eTag] != first)
        }
    }

    @Test func `an answer is the same after it was kept`() {
        var headers: HTTPFields = [.contentType: "application/json", .location: "/a: b"]
        headers[.eTag] = "\"x\""
        let written = WrittenResponse(status: .created, headers: headers, body: Array("{\"a\":\n\"é\"}".utf8))
        #expect(WrittenResponse(written.kept) == written)
        let bare = WrittenResponse(status: .conflict, headers: [:], body: [])
        #expect(WrittenResponse(bare.kept) == bare)
    }

    @Test func `a key is one request's while it runs`() async throws {
        let running = RequestsInFlight()
        let value = try await running.run("k") {
            await #expect(throws: RequestError.requestInFlight) { try await running.run("k") { 1 } }
            return try await running.run("other") { 2 }
        }
        #expect(value == 2)
        #expect(try await running.run("k") { 3 } == 3)
    }
}
