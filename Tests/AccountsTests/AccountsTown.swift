import CalendarTime
import Scheduling
import StoreContract
import Synchronization

@testable import Accounts

/// Two people with passwords and a clock that the test moves.
final class AccountsTown: Sendable {
    static let password = "correct horse"

    let clock = TestClock()
    let store = MemoryStore()
    let hasher: PasswordHasher
    let environment: ServiceEnvironment
    let issuer: StoreCredentialIssuer

    init() async throws {
        environment = ServiceEnvironment(
            now: { [clock] in clock.now }, zones: ZoneDatabase(version: "none") { _ in nil },
            randomBytes: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } })
        hasher = PasswordHasher(randomBytes: environment.randomBytes)
        issuer = StoreCredentialIssuer(store: store, environment: environment, hasher: hasher)
        try await store.withTransaction(locking: []) { transaction in
            try transaction.save(
                Person(id: "ada", name: "Ada", addresses: ["ada@ville.example", "a.lovelace@ville.example"]))
            try transaction.save(Person(id: "bob", name: "Bob", addresses: ["bob@ville.example"]))
            try transaction.save(
                Person(id: "root", name: "Root", addresses: ["root@ville.example"], isAdministrator: true))
            try transaction.save(PersonGroup(id: "readers", name: "Readers", members: ["ada"]))
        }
        try await issuer.setPasswords(
            ["ada": Self.password, "root": Self.password], actor: nil, door: .commandLine)
    }

    func verifier() async throws -> StoreCredentialVerifier {
        try await StoreCredentialVerifier(store: store, environment: environment, hasher: hasher)
    }

    func principal(_ id: String) async throws -> Principal {
        let person = try await store.withSnapshot { try $0.person(id) }
        return Principal(person: person ?? Person(id: id, name: id, addresses: []))
    }

    func change(_ id: String, _ change: @escaping @Sendable (inout Person) -> Void) async throws {
        try await store.withTransaction(locking: []) { transaction in
            guard var person = try transaction.person(id) else { return }
            change(&person)
            try transaction.save(person)
        }
    }
}

final class TestClock: Sendable {
    private let seconds = Mutex<Int64>(1_795_000_000)

    var now: Instant { Instant(seconds: seconds.withLock { $0 }) }

    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}
