import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct PasswordRouteTests {
    @Test func `a password is set, and old ones that are wrong are slowed down`() async throws {
        try await APITown().test { client in
            let path = "/api/v1/people/ada/password"
            let done = try await client.call(.put, path, #"{"password":"une phrase"}"#, as: "root")
            #expect(done.status == 204 && done.text.isEmpty)
            let unknown = try await client.call(.put, path, #"{"password":"une phrase","old":"x"}"#)
            #expect(unknown.status == 422 && unknown.json["field"] == "old")
            #expect(try await client.call(.put, path, #"{}"#).json["field"] == "password")
            let guess = #"{"password":"une phrase","current":"wrong"}"#
            for _ in 0..<10 {
                let answer = try await client.call(.put, path, guess)
                #expect(answer.status == 422 && answer.json["field"] == "current")
                #expect(!answer.text.contains("une phrase"))
            }
            #expect(try await client.call(.put, path, guess).status == 429)
            #expect(try await client.call(.put, path, guess, as: "ada|bookings:write").status == 403)
        }
    }
}
