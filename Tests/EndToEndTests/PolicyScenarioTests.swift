import Foundation
import Testing

extension EndToEndTests {
    @Suite struct PolicyScenarioTests {
        @Test func `the program answers as the scenarios of Samples/policies say, in JSON and CalDAV`() async throws {
            try await withTemporaryDirectory { directory in
                let environment = ["CRENEAU_BINARY": Checkout.binary.path]
                let result = try await ClientProgram(name: "policies").run(in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }
    }
}
