import Foundation
import Testing

extension EndToEndTests {
    @Suite struct DurabilityTests {
        @Test func `what was acknowledged survives 20 kills and nothing is half there`() async throws {
            try await withTemporaryDirectory { directory in
                let environment = [
                    "CRENEAU_BINARY": Checkout.binary.path, "CRENEAU_TOWN_HALL": Checkout.townHall.path,
                    "CRENEAU_DATA": directory.appendingPathComponent("data").path,
                ]
                let result = try await ClientProgram(name: "durability", arguments: ["20"])
                    .run(in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }

        @Test func `a second start keeps the bookings`() async throws {
            try await withTemporaryDirectory { directory in
                let data = directory.appendingPathComponent("data")
                for step in ["book", "find"] {
                    let server = try await CreneauServer.start(in: data)
                    let result = try await ClientProgram(name: "restart", arguments: [step])
                        .run(in: directory, environment: server.environment)
                    await server.stop(SIGTERM)
                    #expect(result.status == 0, "\(result.output)\n\(server.diagnostics)")
                }
            }
        }

        @Test func `a second server on the same data is refused`() async throws {
            try await withTemporaryDirectory { directory in
                let data = directory.appendingPathComponent("data")
                let server = try await CreneauServer.start(in: data)
                await #expect(throws: StartFailure.self) { try await CreneauServer.start(in: data) }
                await server.stop(SIGTERM)
            }
        }
    }
}
