import CalendarTime
import Scheduling
import StoreContract
import Testing

@testable import Accounts

@Suite struct VerifierTests {
    @Test(arguments: ["ada", "ADA", "ada@ville.example", "A.Lovelace@Ville.Example"])
    func `a person logs in by id or by any address`(_ user: String) async throws {
        let town = try await AccountsTown()
        let principal = try await town.verifier().principal(user: user, password: AccountsTown.password)
        #expect(principal?.person.id == "ada")
        #expect(principal?.groups == ["readers"])
        #expect(principal?.scopes == nil)
    }

    @Test(arguments: [
        ("ada", "wrong password"), ("ada", ""), ("nobody", AccountsTown.password), ("", AccountsTown.password),
        ("bob", AccountsTown.password), ("nobody@ville.example", AccountsTown.password),
        ("ada", String(repeating: "x", count: 2_000)),
    ])
    func `a wrong password and an unknown person are one answer`(_ user: String, _ password: String) async throws {
        let town = try await AccountsTown()
        #expect(try await town.verifier().principal(user: user, password: password) == nil)
    }

    @Test func `a disabled person is not let in`() async throws {
        let town = try await AccountsTown()
        try await town.change("ada") { $0.isDisabled = true }
        #expect(try await town.verifier().principal(user: "ada", password: AccountsTown.password) == nil)
    }

    @Test func `a changed password ends the old one within five seconds`() async throws {
        let town = try await AccountsTown()
        let verifier = try await town.verifier()
        #expect(try await verifier.principal(user: "ada", password: AccountsTown.password) != nil)
        try await town.issuer.setPasswords(["ada": "another one"], actor: nil, door: .commandLine)
        town.clock.advance(5)
        #expect(try await verifier.principal(user: "ada", password: AccountsTown.password) == nil)
        #expect(try await verifier.principal(user: "ada", password: "another one") != nil)
    }

    @Test func `a clock that goes back does not keep a revoked password alive`() async throws {
        let town = try await AccountsTown()
        let verifier = try await town.verifier()
        #expect(try await verifier.principal(user: "ada", password: AccountsTown.password) != nil)
        try await town.issuer.revoke("ada", as: town.principal("ada"), door: .json)
        town.clock.advance(-3_600)
        #expect(try await verifier.principal(user: "ada", password: AccountsTown.password) == nil)
    }

    @Test func `a failure is not remembered`() async throws {
        let town = try await AccountsTown()
        let verifier = try await town.verifier()
        #expect(try await verifier.principal(user: "bob", password: "bob's password") == nil)
        try await town.issuer.setPasswords(["bob": "bob's password"], actor: nil, door: .commandLine)
        #expect(try await verifier.principal(user: "bob", password: "bob's password")?.person.id == "bob")
    }

    @Test func `an app password works with Basic and for its owner only`() async throws {
        let town = try await AccountsTown()
        let verifier = try await town.verifier()
        let issued = try await town.issuer.issue(
            .appPassword, label: "Thunderbird", scopes: [], expiresAt: nil, for: "ada", as: town.principal("ada"),
            door: .json)
        #expect(try await verifier.principal(user: "ada", password: issued.secret)?.person.id == "ada")
        #expect(try await verifier.principal(user: "bob", password: issued.secret) == nil)
        #expect(try await verifier.principal(token: issued.secret) == nil)
        try await town.issuer.revoke(issued.credential.id, as: town.principal("ada"), door: .json)
        #expect(try await verifier.principal(user: "ada", password: issued.secret) == nil)
    }

    @Test func `the hour in which a credential was last used is kept, behind the requests`() async throws {
        let town = try await AccountsTown()
        let uses = CredentialUses()
        let issuer = StoreCredentialIssuer(
            store: town.store, environment: town.environment, hasher: town.hasher, uses: uses)
        let verifier = try await StoreCredentialVerifier(
            store: town.store, environment: town.environment, hasher: town.hasher, uses: uses)
        let ada = try await town.principal("ada")
        let token = try await issuer.issue(
            .token, label: "", scopes: [], expiresAt: nil, for: "ada", as: ada, door: .json)
        let password = try await issuer.issue(
            .appPassword, label: "", scopes: [], expiresAt: nil, for: "ada", as: ada, door: .json)
        func told(_ issued: IssuedCredential) async throws -> Instant? {
            try await issuer.issued(to: "ada", as: ada).first { $0.id == issued.credential.id }?.lastUsedAt
        }
        func stored() async throws -> [String: Instant] {
            try await town.store.withSnapshot { try $0.lastUses(of: "ada") }
        }
        #expect(try await told(token) == nil)
        #expect(try await verifier.principal(user: "bob", password: password.secret) == nil)
        #expect(try await told(password) == nil)
        let hour = Instant(seconds: town.clock.now.seconds / 3_600 * 3_600)
        #expect(try await verifier.principal(token: token.secret) != nil)
        #expect(try await verifier.principal(user: "ada", password: password.secret) != nil)
        #expect(try await told(token) == hour)
        #expect(try await stored().isEmpty)
        try await uses.write(to: town.store)
        #expect(try await stored() == [token.credential.id: hour, password.credential.id: hour])
        #expect(uses.pending(token.credential.id) == nil)
        #expect(try await verifier.principal(token: token.secret) != nil)
        #expect(uses.pending(token.credential.id) == nil)
        town.clock.advance(3_600)
        #expect(try await verifier.principal(token: token.secret) != nil)
        #expect(try await told(token) == hour.adding(3_600))
        try await issuer.revoke(token.credential.id, as: ada, door: .json)
        #expect(try await told(token) == hour.adding(3_600))
    }

    @Test func `a token carries its scopes and ends when it expires`() async throws {
        let town = try await AccountsTown()
        let verifier = try await town.verifier()
        let issued = try await town.issuer.issue(
            .token, label: "door display", scopes: [.display], expiresAt: town.clock.now.adding(60), for: "ada",
            as: town.principal("ada"), door: .json)
        #expect(try await verifier.principal(token: issued.secret)?.scopes == [.display])
        #expect(try await verifier.principal(user: "ada", password: issued.secret) == nil)
        town.clock.advance(60)
        #expect(try await verifier.principal(token: issued.secret) == nil)
        town.clock.advance(-120)
        #expect(try await verifier.principal(token: issued.secret) == nil, "a clock set back revived it")
    }

    @Test func `another secret with the same id is refused`() async throws {
        let town = try await AccountsTown()
        let issued = try await town.issuer.issue(
            .token, label: "", scopes: [], expiresAt: nil, for: "ada", as: town.principal("ada"), door: .json)
        let forged = issued.secret.dropLast(2) + "00"
        #expect(try await town.verifier().principal(token: String(forged)) == nil)
    }
}
