import Scheduling
import StoreContract
import Synchronization
import Testing

/// A directory kept elsewhere whose people are called otherwise, come and go.
@Suite struct DirectorySynchronizerTests {
    private final class Source: DirectorySource {
        private let kept = Mutex(DirectoryContent())

        func content() async throws -> DirectoryContent { kept.withLock { $0 } }

        /// - Parameter people: login, identity.
        func hold(_ people: [(String, String?)], groups: [PersonGroup] = []) {
            var content = DirectoryContent()
            for (login, identity) in people {
                content.people.append(
                    .init(
                        person: Person(id: login, name: login, addresses: ["\(identity ?? login)@ailleurs.example"]),
                        key: "cn=" + login, identity: identity))
            }
            content.groups = groups
            kept.withLock { $0 = content }
        }
    }

    private let town: TestTown
    private let source = Source()

    init() async throws {
        town = try await TestTown()
    }

    private func synchronize() async throws -> DirectoryReport {
        try await DirectorySynchronizer(source: source, store: town.store, environment: town.environment)
            .synchronize(isDryRun: false, as: nil, door: .server)
    }

    private func person(login: String) async throws -> String? {
        try await town.store.withSnapshot { try $0.personID(directoryLogin: login) }
    }

    private func account(_ id: String) async throws -> Person? {
        try await town.store.withSnapshot { try $0.person(id) }
    }

    @Test func `who is called otherwise stays who they are`() async throws {
        source.hold([("eve.martin", "1"), ("finn", "2")])
        #expect(try await synchronize().created.sorted() == ["eve.martin", "finn"])
        #expect(try await synchronize().changed == [])
        let team = PersonGroup(id: "team", name: "Team", members: ["eve.durand", "finn"])
        source.hold([("eve.durand", "1"), ("finn", "2")], groups: [team])
        let report = try await synchronize()
        #expect(report.changed == ["eve.martin"] && report.created == [] && report.disabled == [])
        #expect(try await account("eve.durand") == nil)
        #expect(try await account("eve.martin")?.name == "eve.durand")
        #expect(try await person(login: "eve.durand") == "eve.martin")
        let groups = try await town.store.withSnapshot { try $0.groups() }
        #expect(groups.first { $0.id == "team" }?.members == ["eve.martin", "finn"])
        #expect(try await synchronize().changed == [])
        source.hold([("eve.martin", "1"), ("finn", "2")])
        #expect(try await synchronize().changed == ["eve.martin"])
    }

    @Test func `a name that was given away opens nobody's account`() async throws {
        source.hold([("eve.martin", "1"), ("finn", "2")])
        _ = try await synchronize()
        // Somebody new has the login that Eve had.
        source.hold([("eve.durand", "1"), ("eve.martin", "3"), ("finn", "2")])
        #expect(try await synchronize().conflicts == ["eve.martin"])
        #expect(try await account("eve.martin")?.addresses == ["1@ailleurs.example"])
        // Two have exchanged theirs: nobody is taken, and nobody is closed.
        source.hold([("finn", "1"), ("eve.martin", "2")])
        let report = try await synchronize()
        #expect(report.conflicts.sorted() == ["eve.martin", "finn"] && report.disabled == [])
        #expect(try await account("eve.martin")?.isDisabled == false)
        #expect(try await account("finn")?.addresses == ["2@ailleurs.example"])
    }

    @Test func `who is made again there is the same person here`() async throws {
        source.hold([("eve.martin", "1")])
        _ = try await synchronize()
        source.hold([])
        #expect(try await synchronize().disabled == ["eve.martin"])
        source.hold([("eve.martin", "9")])
        #expect(try await synchronize().conflicts == [])
        #expect(try await account("eve.martin")?.isDisabled == false)
    }

    @Test func `a source without identities goes by names, and learns them when it can`() async throws {
        source.hold([("eve.martin", nil)])
        #expect(try await synchronize().created == ["eve.martin"])
        source.hold([("eve.martin", "1")])
        #expect(try await synchronize().changed == ["eve.martin"])
        source.hold([("eve.durand", "1")])
        #expect(try await synchronize().changed == ["eve.martin"])
    }

    @Test func `a source that does not answer is named to whoever asks`() async throws {
        struct Away: DirectorySource {
            func content() async throws -> DirectoryContent { throw IdentitySourceUnreachable(.signIn) }
        }
        let synchronizer = DirectorySynchronizer(source: Away(), store: town.store, environment: town.environment)
        await #expect(throws: IdentitySourceUnreachable(.directory)) {
            try await synchronizer.synchronize(isDryRun: true, as: Principal(person: TestTown.admin), door: .json)
        }
    }
}
