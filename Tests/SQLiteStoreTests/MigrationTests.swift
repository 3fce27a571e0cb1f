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
        #expect(migrations.map(\.name) == ["0001_initial.sql"])
        #expect(migrations[0].sql.contains("CREATE TABLE booking ("))
        #expect(migrations[0].sql.hasSuffix(";\n"))
    }

    @Test func `a migration that breaks off anywhere is wholly applied or not at all`() throws {
        let migrations =
            Migration.embedded() + [
                Migration(
                    name: "0002_test.sql",
                    sql:
                        "CREATE TABLE extra (a); INSERT INTO extra VALUES (1); DROP TABLE feed; UPDATE extra SET a = 2;"
                )
            ]
        let finished = try DatabaseQueue()
        try finished.writeWithoutTransaction { try Migrator(migrations: migrations).migrate($0) }
        let half = try DatabaseQueue()
        try half.writeWithoutTransaction { try Migrator(migrations: Array(migrations.prefix(1))).migrate($0) }
        let states = [try schema(try DatabaseQueue()), try schema(half), try schema(finished)]
        #expect(Set(states).count == 3)

        for breakOff in 0..<80 {
            let queue = try DatabaseQueue()
            let count = Counter()
            let cutting = Migrator(migrations: migrations) { _ in
                if count.increment() == breakOff + 1 { throw PowerCut() }
            }
            var isCut = false
            do {
                try queue.writeWithoutTransaction { try cutting.migrate($0) }
            } catch is PowerCut {
                isCut = true
            }
            #expect(states.contains(try schema(queue)))
            if !isCut { return }
            try queue.writeWithoutTransaction { try Migrator(migrations: migrations).migrate($0) }
            #expect(try schema(queue) == states[2])
        }
        Issue.record("more statements than places to break off at")
    }
}
