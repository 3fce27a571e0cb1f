import CalendarTime
import Scheduling
import StoreContract
import Testing

@Suite struct PersonSavingTests {
    private static let admin = Principal(person: TestTown.admin)

    @Test func `what a directory elsewhere says of somebody is not changed here`() async throws {
        let town = try await TestTown()
        let directory = DirectoryService(store: town.store, environment: town.environment)
        let now = town.environment.now()
        try await town.store.withTransaction(locking: []) { transaction in
            try transaction.save(
                Credential(
                    id: "directory:bruno", kind: .directory, personID: "bruno", verifier: "uid=bruno", label: "",
                    createdAt: now))
        }
        let changes: [(String, (inout Person) -> Void)] = [
            ("name", { $0.name = "Other" }), ("addresses", { $0.addresses.append("b@ville.example") }),
            ("department", { $0.department = "Culture" }), ("disabled", { $0.isDisabled = true }),
        ]
        for (field, change) in changes {
            var person = TestTown.bruno
            change(&person)
            let wanted = person
            let error = await #expect(throws: SchedulingError.self) {
                try await directory.save(wanted, as: Self.admin, door: .json)
            }
            guard case .invalidField(field, .notAllowed)? = error else {
                Issue.record("\(field): \(String(describing: error))")
                continue
            }
        }
        var person = TestTown.bruno
        person.language = "en"
        person.isAdministrator = true
        #expect(try await directory.save(person, as: Self.admin, door: .json) == false)
        let stored = try await town.store.withSnapshot { try $0.person("bruno") }
        #expect(stored == person)
    }

    @Test func `somebody new has a calendar at once`() async throws {
        let town = try await TestTown()
        let directory = DirectoryService(store: town.store, environment: town.environment)
        let eve = Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"])
        #expect(try await directory.save(eve, as: Self.admin, door: .json))
        let event = TestTown.event("a", at: 9).replacing("mailto:camille@", with: "mailto:eve@")
        try await town.put("a", event, as: eve)
        await #expect(throws: SchedulingError.self) {
            try await directory.save(eve, as: Principal(person: TestTown.bruno), door: .json)
        }
        await #expect(throws: SchedulingError.self) {
            try await directory.save(
                eve, as: Principal(person: TestTown.admin, scopes: [.readBookings]), door: .json)
        }
    }
}
