import Foundation
import Testing

extension EndToEndTests {
    @Suite struct EdgeTests {
        @Test(arguments: ["tls", "oidc", "audit", "ldap"])
        func `certificates, HTTP/2, proxies; bearer tokens and signing in by an OpenID provider`(
            program: String
        ) async throws {
            try await withTemporaryDirectory { directory in
                let environment = [
                    "CRENEAU_BINARY": Checkout.binary.path, "CRENEAU_TOWN_HALL": Checkout.townHall.path,
                    "CRENEAU_DATA": directory.appendingPathComponent("data").path,
                ]
                let result = try await ClientProgram(name: program).run(in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }
    }
}
