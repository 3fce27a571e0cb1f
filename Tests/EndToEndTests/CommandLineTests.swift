import Foundation
import Testing

extension EndToEndTests {
    @Suite struct CommandLineTests {
        @Test func `an administrator's day: init, resources, bookings, feeds, tokens and what they let one do`()
            async throws
        {
            try await withTemporaryDirectory { directory in
                let environment = [
                    "CRENEAU_BINARY": Checkout.binary.path, "CRENEAU_TOWN_HALL": Checkout.townHall.path,
                    "CRENEAU_DATA": directory.appendingPathComponent("data").path,
                ]
                let result = try await ClientProgram(name: "commands").run(in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }

        @Test
        func `what an administrator does every day, in their language: bookings, people, passwords, groups, tokens`()
            async throws
        {
            try await withTemporaryDirectory { directory in
                let environment = [
                    "CRENEAU_BINARY": Checkout.binary.path, "CRENEAU_TOWN_HALL": Checkout.townHall.path,
                    "CRENEAU_DATA": directory.appendingPathComponent("data").path,
                ]
                let result = try await ClientProgram(name: "administration").run(
                    in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }

        @Test func `managers, waiting, groups of rooms, explanations and leaving, by every door`() async throws {
            try await withTemporaryDirectory { directory in
                let environment = [
                    "CRENEAU_BINARY": Checkout.binary.path, "CRENEAU_TOWN_HALL": Checkout.townHall.path,
                    "CRENEAU_DATA": directory.appendingPathComponent("data").path,
                ]
                let result = try await ClientProgram(name: "managers").run(in: directory, environment: environment)
                #expect(result.status == 0, "\(result.output)")
            }
        }
    }
}
