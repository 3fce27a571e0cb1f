import Scheduling
import StoreContract
import Testing

@testable import Accounts

@Suite struct PasswordChangeTests {
    private static let fresh = "a sentence nobody guesses"

    @Test func `one's own password needs the old one, and the old one opens nothing at once`() async throws {
        let town = try await AccountsTown()
        let changes = PasswordChanges()
        let issuer = StoreCredentialIssuer(
            store: town.store, environment: town.environment, hasher: town.hasher, changes: changes)
        let verifier = try await StoreCredentialVerifier(
            store: town.store, environment: town.environment, hasher: town.hasher, changes: changes)
        let ada = try #require(try await verifier.principal(user: "ada", password: AccountsTown.password))
        for (current, problem) in [(nil, FieldProblem.missing), ("not it", .wrongPassword)] {
            let refusal = await #expect(throws: SchedulingError.self) {
                try await issuer.setPassword(Self.fresh, current: current, of: "ada", as: ada, door: .json)
            }
            guard case .invalidField("current", let found)? = refusal else {
                Issue.record("\(String(describing: refusal))")
                continue
            }
            #expect(found == problem)
        }
        try await issuer.setPassword(Self.fresh, current: AccountsTown.password, of: "ada", as: ada, door: .json)
        // The clock stands still: nothing is remembered of the old one.
        #expect(try await verifier.principal(user: "ada", password: AccountsTown.password) == nil)
        #expect(try await verifier.principal(user: "ada", password: Self.fresh)?.person.id == "ada")
        let record = try await town.store.withSnapshot {
            try $0.auditEntries(AuditQuery(), before: nil, limit: 1).first?.record
        }
        #expect(record?.action == .credentialCreated && record?.actor == "ada" && record?.person == "ada")
    }

    @Test func `administrators give passwords to others, and nobody else does`() async throws {
        let town = try await AccountsTown()
        let verifier = try await town.verifier()
        let (root, ada) = (try await town.principal("root"), try await town.principal("ada"))
        try await town.issuer.setPassword(Self.fresh, current: nil, of: "bob", as: root, door: .json)
        #expect(try await verifier.principal(user: "bob", password: Self.fresh) != nil)
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.setPassword(Self.fresh, current: Self.fresh, of: "bob", as: ada, door: .json)
        }
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.setPassword(Self.fresh, current: nil, of: "nobody", as: root, door: .json)
        }
        var scoped = root
        scoped.scopes = [.writeBookings]
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.setPassword(Self.fresh, current: nil, of: "bob", as: scoped, door: .json)
        }
        #expect(try await verifier.principal(user: "bob", password: Self.fresh) != nil)
    }

    @Test(arguments: ["", "seven77", String(repeating: "x", count: 1_025)])
    func `what is no password is refused`(_ password: String) async throws {
        let town = try await AccountsTown()
        let root = try await town.principal("root")
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.setPassword(password, current: nil, of: "bob", as: root, door: .json)
        }
    }
}
