import GRDB
import Scheduling
import Testing

@testable import SQLiteStore

@Suite struct MigrationTests {
    private struct PowerCut: Error {}

    private func schema(_ queue: DatabaseQueue) throws -> [String] {
        try queue.read { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? -1
            return try String.fetchAll(database, sql: "SELECT type || ' ' || name FROM sqlite_master ORDER BY 1")
                + ["version \(version)"]
        }
    }

    @Test func `embedded migrations are the files of the schema`() {
        let migrations = Migration.embedded()
        let names = [
            "0001_initial.sql", "0002_lifecycle.sql", "0003_delegation.sql", "0004_instances.sql",
            "0005_object_properties.sql", "0006_audit_chain.sql", "0007_events.sql", "0008_people.sql",
            "0009_credentials.sql",
        ]
        #expect(migrations.map(\.name) == names)
        #expect(migrations[0].sql.contains("CREATE TABLE booking ("))
        #expect(migrations[0].sql.hasSuffix(";\n"))
    }

    /// Every row of every table, the schema and the version.
    private func content(_ queue: DatabaseQueue) throws -> [String] {
        try schema(queue)
            + queue.read { database in
                let tables = try String.fetchAll(
                    database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                return try tables.flatMap { table in
                    try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { "\(table): \($0)" }.sorted()
                }
            }
    }

    /// Databases that a migration may leave: after each version.
    private func states(
        of migrations: [Migration], _ make: (Database) throws -> Void
    ) throws -> [[String]] {
        try (0...migrations.count).map { version in
            let queue = try DatabaseQueue()
            try queue.writeWithoutTransaction { database in
                if version > 0 { try make(database) }
                try Migrator(migrations: Array(migrations.prefix(max(version, 1)))).migrate(database)
            }
            return try version == 0 ? content(try DatabaseQueue()) : content(queue)
        }
    }

    /// Breaks the migration off before each of its statements in turn and goes on from there.
    private func breakOff(
        _ migrations: [Migration], from make: (Database) throws -> Void, among states: [[String]]
    ) throws {
        for place in 0..<200 {
            let queue = try DatabaseQueue()
            try queue.writeWithoutTransaction(make)
            let count = Counter()
            let cutting = Migrator(migrations: migrations) { _ in
                if count.increment() == place + 1 { throw PowerCut() }
            }
            var isCut = false
            do {
                try queue.writeWithoutTransaction { try cutting.migrate($0) }
            } catch is PowerCut {
                isCut = true
            }
            #expect(states.contains(try content(queue)))
            if !isCut { return }
            try queue.writeWithoutTransaction { try Migrator(migrations: migrations).migrate($0) }
            #expect(try content(queue) == states.last)
        }
        Issue.record("more statements than places to break off at")
    }

    private let later = Migration(
        name: "9999_test.sql",
        sql: "CREATE TABLE extra (a); INSERT INTO extra VALUES (1); DROP TABLE feed; UPDATE extra SET a = 2;")

    @Test func `a migration that breaks off anywhere is wholly applied or not at all`() throws {
        let migrations = Migration.embedded() + [later]
        let states = try states(of: migrations) { _ in }
        #expect(Set(states).count == migrations.count + 1)
        try breakOff(migrations, from: { _ in }, among: states)
    }

    @Test func `a database of the first version that breaks off on its way keeps what it holds`() throws {
        let migrations = Migration.embedded() + [later]
        let states = try states(of: migrations, FirstVersion.make)
        #expect(states.last?.contains { $0.contains("camille") && $0.hasPrefix("audit_record") } == false)
        try breakOff(migrations, from: FirstVersion.make, among: Array(states.dropFirst()))
    }
}
