import Foundation
import GRDB
import Glibc
import Scheduling
import Testing

@testable import SQLiteStore

@Suite struct OpeningTests {
    let directory = TestDirectory()

    private func mode(_ path: String) throws -> mode_t {
        var facts = stat()
        try #require(stat(path, &facts) == 0)
        return facts.st_mode & 0o777
    }

    @Test func `the directory and the files are the owner's alone`() async throws {
        let store = try directory.open()
        try await store.withTransaction(locking: []) { try $0.save(Person(id: "a", name: "A", addresses: [])) }
        #expect(try mode(directory.path) == 0o700)
        for name in ["creneau.sqlite", "creneau.sqlite-wal", "creneau.sqlite-shm", "creneau.lock"] {
            #expect(try mode(directory.path + "/" + name) == 0o600, "\(name)")
        }
        await store.close()
    }

    @Test func `a directory that was open to others is closed to them`() async throws {
        try #require(mkdir(directory.path, 0o755) == 0)
        let store = try directory.open()
        #expect(try mode(directory.path) == 0o700)
        await store.close()
    }

    @Test func `every connection has the settings that make a commit durable`() async throws {
        let store = try directory.open()
        for read in [store.pool.writeWithoutTransaction, store.pool.unsafeRead]
            as [((Database) throws -> [String]) throws -> [String]]
        {
            let found = try read { database in
                try ["journal_mode", "synchronous", "foreign_keys"].map {
                    try String.fetchOne(database, sql: "PRAGMA \($0)") ?? ""
                }
            }
            #expect(found == ["wal", "2", "1"])
        }
        await store.close()
    }

    @Test func `a second server is refused and named`() async throws {
        let store = try directory.open()
        let error = #expect(throws: StoreError.self) { _ = try directory.open() }
        guard case .cannotOpen(let reason) = error else { return }
        #expect(reason.contains("another server uses this database (process \(getpid()))"))
        await store.close()
        await (try directory.open()).close()
    }

    @Test func `a database of a newer program is refused and not touched`() async throws {
        await (try directory.open()).close()
        let path = directory.path + "/creneau.sqlite"
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        try queue.close()
        let error = #expect(throws: StoreError.self) { _ = try directory.open() }
        guard case .cannotOpen(let reason) = error else { return }
        #expect(reason.contains("newer"))
    }

    @Test(arguments: ["not a database, only some text that is long enough to be a header of one", "CREATE"])
    func `a file that is not ours is refused`(_ content: String) throws {
        try #require(mkdir(directory.path, 0o700) == 0)
        let path = directory.path + "/creneau.sqlite"
        if content == "CREATE" {
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "CREATE TABLE other (a)") }
            try queue.close()
        } else {
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        }
        let error = #expect(throws: StoreError.self) { _ = try directory.open() }
        guard case .cannotOpen = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `the zone data's version is recorded`() async throws {
        let first = try directory.open()
        #expect(first.previousZonesVersion == nil)
        await first.close()
        let second = try directory.open()
        #expect(second.previousZonesVersion == "test")
        await second.close()
    }
}
