import CalendarTime
import Scheduling
import StoreContract
import Testing

@testable import Accounts

@Suite struct IssuerTests {
    @Test func `an administrator makes credentials for anybody, others for themselves`() async throws {
        let town = try await AccountsTown()
        let issued = try await town.issuer.issue(
            .token, label: "", scopes: [], expiresAt: nil, for: "bob", as: town.principal("root"), door: .commandLine)
        #expect(try await town.verifier().principal(token: issued.secret)?.person.id == "bob")
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.issue(
                .token, label: "", scopes: [], expiresAt: nil, for: "bob", as: town.principal("ada"), door: .json)
        }
    }

    @Test(arguments: ["ada", "bob", "root"])
    func `a credential with scopes makes none`(_ asker: String) async throws {
        let town = try await AccountsTown()
        var restricted = try await town.principal(asker)
        restricted.scopes = Set(Scope.allCases)
        for scopes in [[], [Scope.readBookings]] {
            await #expect(throws: SchedulingError.self) {
                try await town.issuer.issue(
                    .token, label: "", scopes: Set(scopes), expiresAt: nil, for: "ada", as: restricted, door: .json)
            }
        }
        #expect(try await town.issuer.issued(to: "ada", as: town.principal("ada")).isEmpty)
    }

    @Test func `a credential with scopes ends none that allows more`() async throws {
        let town = try await AccountsTown()
        var reader = try await town.principal("ada")
        reader.scopes = [.display]
        let whole = try await town.issuer.issue(
            .appPassword, label: "", scopes: [], expiresAt: nil, for: "ada", as: town.principal("ada"), door: .json)
        let narrow = try await town.issuer.issue(
            .token, label: "", scopes: [.display], expiresAt: nil, for: "ada", as: town.principal("ada"), door: .json)
        for id in [whole.credential.id, "ada"] {
            await #expect(throws: SchedulingError.self) {
                try await town.issuer.revoke(id, as: reader, door: .json)
            }
        }
        try await town.issuer.revoke(narrow.credential.id, as: reader, door: .json)
        #expect(try await town.verifier().principal(token: narrow.secret) == nil)
        #expect(try await town.verifier().principal(user: "ada", password: whole.secret) != nil)
    }

    @Test func `one's own tokens are listed, without what proves them, and not to others`() async throws {
        let town = try await AccountsTown()
        let bob = try await town.principal("bob")
        let made = try await town.issuer.issue(
            .token, label: "hall", scopes: [.display], expiresAt: nil, for: "bob", as: bob, door: .json)
        let whole = try await town.issuer.issue(
            .appPassword, label: "phone", scopes: [], expiresAt: nil, for: "bob", as: bob, door: .json)
        let both: Set = [made.credential.id, whole.credential.id]
        let seen = try await town.issuer.issued(to: "bob", as: bob)
        #expect(Set(seen.map(\.id)) == both)
        #expect(seen.allSatisfy { $0.verifier.isEmpty })
        #expect(Set(try await town.issuer.issued(to: "bob", as: town.principal("root")).map(\.id)) == both)
        var display = bob
        display.scopes = [.display]
        #expect(try await town.issuer.issued(to: "bob", as: display).map(\.id) == [made.credential.id])
        for id in ["bob", "nobody"] {
            await #expect(throws: SchedulingError.self) {
                try await town.issuer.issued(to: id, as: town.principal("ada"))
            }
        }
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.issued(to: "nobody", as: town.principal("root"))
        }
    }

    @Test func `only the digest of a secret is stored`() async throws {
        let town = try await AccountsTown()
        let issued = try await town.issuer.issue(
            .token, label: "", scopes: [], expiresAt: nil, for: "ada", as: town.principal("ada"), door: .json)
        let stored = try await town.store.withSnapshot { try $0.credential(issued.credential.id) }
        let secret = try #require(issued.secret.split(separator: "_").last)
        #expect(stored?.verifier.contains(secret) == false)
        #expect(issued.secret.contains(issued.credential.id))
    }

    @Test func `what cannot be a credential is refused`() async throws {
        let town = try await AccountsTown()
        let ada = try await town.principal("ada")
        let past = town.clock.now
        for (kind, label, expiresAt) in [
            (Credential.Kind.password, "", nil), (.token, "a\nb", nil),
            (.token, String(repeating: "a", count: 101), nil),
            (.token, "", past),
        ] {
            await #expect(throws: SchedulingError.self) {
                try await town.issuer.issue(
                    kind, label: label, scopes: [], expiresAt: expiresAt, for: "ada", as: ada, door: .json)
            }
        }
    }

    @Test func `somebody else's credential cannot be revoked`() async throws {
        let town = try await AccountsTown()
        await #expect(throws: SchedulingError.self) {
            try await town.issuer.revoke("root", as: town.principal("ada"), door: .json)
        }
        #expect(try await town.verifier().principal(user: "root", password: AccountsTown.password) != nil)
    }

    @Test func `the server knows who has the demo password`() async throws {
        let town = try await AccountsTown()
        #expect(try await town.issuer.peopleWithDemoPassword().isEmpty)
        try await town.issuer.setPasswords(
            ["bob": StoreCredentialIssuer.demoPassword], actor: nil, door: .commandLine)
        #expect(try await town.issuer.peopleWithDemoPassword() == ["bob"])
        try await town.issuer.setPasswords(["bob": "something else"], actor: nil, door: .commandLine)
        #expect(try await town.issuer.peopleWithDemoPassword().isEmpty)
    }
}
