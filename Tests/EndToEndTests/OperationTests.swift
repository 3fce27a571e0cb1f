import Foundation
import Testing

extension EndToEndTests {
    @Suite struct OperationTests {
        @Test(arguments: ["operations", "backups", "installed", "imports", "people_tables"])
        func `whoever runs the server is told what holds, what is wrong and what to do`(name: String) async throws {
            try await withTemporaryDirectory { directory in
                let environment = [
                    "CRENEAU_BINARY": Checkout.binary.path, "CRENEAU_TOWN_HALL": Checkout.townHall.path,
                    "CRENEAU_DATA": directory.appendingPathComponent("data").path,
                ]
                let result = try await ClientProgram(name: name).run(in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }
    }
}
