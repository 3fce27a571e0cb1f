import GRDB
import Scheduling
import Schema

/// One step of the database's schema. Version `n` is reached by the first `n` migrations.
struct Migration: Sendable {
    let name: String
    let sql: String
    /// What SQL cannot do, after its statements and in their transaction.
    var further: (@Sendable (Database, _ randomBytes: @escaping (Int) -> [UInt8]) throws -> Void)?

    /// The migrations in `Schema/sqlite`, in order.
    static func embedded() -> [Migration] {
        (0..<schema_sqlite_migration_count()).map { index in
            let file = schema_sqlite_migration(index)
            let bytes = UnsafeBufferPointer(start: file.bytes, count: file.length)
            let name = String(cString: file.name)
            return Migration(name: name, sql: String(decoding: bytes, as: UTF8.self), further: further[name])
        }
    }
}

extension Migration {
    private static let further: [String: @Sendable (Database, @escaping (Int) -> [UInt8]) throws -> Void] = [
        "0008_people.sql": { database, randomBytes in
            var audit = try OpaqueAudit(database, randomBytes: randomBytes)
            try audit.rewrite()
        }
    ]
}

/// Brings a database to the program's version, each migration in a transaction of its own: a crash leaves it wholly
/// applied or not at all (QUALITY I12), and the next start goes on from there.
struct Migrator {
    /// "Cren": says that the file is a database of this program.
    static let applicationID: Int32 = 0x4372_656e

    let migrations: [Migration]
    let randomBytes: (Int) -> [UInt8]
    /// Called before each statement, for tests that break off there.
    var beforeStatement: (Int) throws -> Void = { _ in }

    /// - Throws: ``StoreError/cannotOpen(_:)`` for a database that is newer than the program or not of this program,
    /// and whatever SQLite says.
    func migrate(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let applicationID = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard applicationID == Self.applicationID || (applicationID == 0 && version == 0 && tables == 0) else {
            throw StoreError.cannotOpen("the file is a database of another program")
        }
        guard version <= migrations.count else {
            throw StoreError.cannotOpen(
                "the database has version \(version) and this program knows versions up to \(migrations.count): "
                    + "it was written by a newer program")
        }
        for (index, migration) in migrations.enumerated().dropFirst(version) {
            try apply(migration, reaching: index + 1, to: database)
        }
    }

    private func apply(_ migration: Migration, reaching version: Int, to database: Database) throws {
        try database.beginTransaction(.immediate)
        do {
            var number = 0
            let statements = try database.allStatements(sql: migration.sql)
            while let statement = try statements.next() {
                try beforeStatement(number)
                try statement.execute()
                number += 1
            }
            try beforeStatement(number)
            if let further = migration.further {
                try further(database, randomBytes)
                number += 1
                try beforeStatement(number)
            }
            try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(version)")
            try beforeStatement(number + 1)
            try database.commit()
        } catch {
            if database.isInsideTransaction { try database.rollback() }
            throw error
        }
    }
}
