import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling
import Testing

@testable import SQLiteStore

/// An audit that was written with people's own ids, after the migration.
@Suite struct OpaqueAuditTests {
    private func at(_ hour: Int64) -> Instant { Instant(seconds: 1_796_083_200 + hour * 3_600) }

    /// A database of version 7 with two chains under two roots.
    private func make(in directory: TestDirectory, tampering: String? = nil) throws {
        try FileManager.default.createDirectory(
            atPath: directory.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let queue = try DatabaseQueue(path: directory.path + "/creneau.sqlite")
        try queue.writeWithoutTransaction { database in
            try Migrator(migrations: Array(Migration.embedded().prefix(7))).migrate(database)
            try database.execute(sql: "INSERT INTO person (id, data) VALUES ('dora', x'7b7d')")
            let records = [
                AuditRecord(at: at(0), actor: "ada", door: .json, action: .personSaved, subject: "bob"),
                AuditRecord(at: at(1), actor: nil, door: .json, action: .personSaved, subject: "group:bob"),
                AuditRecord(at: at(2), actor: "bob", door: .json, action: .delegationSaved, subject: "carol"),
                AuditRecord(at: at(3), actor: "ada", door: .json, action: .credentialCreated, subject: "dora"),
                AuditRecord(at: at(3), actor: "ada", door: .json, action: .credentialCreated, subject: "0f1e2d"),
                AuditRecord(at: at(4), actor: "bob", door: .caldav, action: .bookingCreated, resource: "salle"),
                AuditRecord(
                    at: at(5), actor: "bob", door: .json, action: .bookingTransferred, resource: "salle",
                    subject: "carol"),
            ]
            var heads: [String: AuditHead] = [:]
            var previous = AuditChain.origin
            var root: Int64 = 0
            for record in records {
                let chain = record.resource?.rawValue ?? ""
                let order = (heads[chain]?.order ?? 0) + 1
                let hash = AuditChain.hash(
                    of: record, chain: chain, order: order, after: heads[chain]?.hash ?? AuditChain.origin)
                let entry = AuditEntry(chain: chain, order: order, record: record, hash: hash)
                try database.run(AuditRow.insert, AuditRow.values(of: entry))
                heads[chain] = AuditHead(chain: chain, order: order, hash: hash)
                guard order > 1 else { continue }
                root += 1
                let sealed = heads.values.sorted { $0.chain < $1.chain }.filter { $0.chain == chain }
                previous = AuditChain.hash(ofRoot: root, at: record.at, heads: sealed, after: previous)
                try database.run(
                    "INSERT INTO audit_root (number, at, hash) VALUES (?, ?, ?)",
                    [root, record.at.seconds, Data(previous)])
                try database.run(
                    "INSERT INTO audit_root_head (root, resource, seq, hash) VALUES (?, ?, ?, ?)",
                    [root, chain, order, Data(hash)])
            }
            if let tampering { try database.execute(sql: tampering) }
        }
        try queue.close()
    }

    private func verified(_ store: SQLiteStore) async throws -> AuditReport {
        let environment = ServiceEnvironment(
            now: { at(9) }, zones: TestDirectory.zones, randomBytes: { Array(repeating: 0, count: $0) })
        let admin = Person(id: "admin", name: "Admin", addresses: [], isAdministrator: true)
        return try await AuditService(store: store, environment: environment).verify(as: Principal(person: admin))
    }

    @Test func `chains and roots are whole, name the same people, and hold no id of theirs`() async throws {
        let directory = TestDirectory()
        try make(in: directory)
        let store = try directory.open()
        let report = try await verified(store)
        #expect(report.faults.isEmpty && report.records == 7 && report.roots == 5 && report.chains == 2)
        let told = try await store.withSnapshot { try $0.auditEntries(AuditQuery(), before: nil, limit: 9) }
            .map(\.record).reversed()
        #expect(told.filter { $0.resource == nil }.map(\.person) == ["bob", nil, "carol", "dora", nil])
        #expect(told.filter { $0.resource == nil }.map(\.subject) == [nil, "group:bob", nil, nil, "0f1e2d"])
        #expect(told.filter { $0.resource != nil }.map(\.actor) == ["bob", "bob"])
        #expect(told.last?.person == "carol")
        let stored = try await store.pool.read { database in
            try String.fetchAll(
                database, sql: "SELECT coalesce(actor, '') || ' ' || coalesce(subject, '') FROM audit_record")
        }
        #expect(!stored.contains { row in ["ada", " bob", "carol", "dora"].contains(where: row.contains) })
        await store.close()
    }

    @Test(arguments: [
        ("UPDATE audit_record SET actor = 'eve' WHERE resource = 'salle' AND seq = 1", AuditReport.Fault.Kind.changed),
        ("DELETE FROM audit_record WHERE resource = '' AND seq = 2", .missing),
        ("DELETE FROM audit_record WHERE resource = 'salle'", .cut),
        ("UPDATE audit_root SET at = at + 1 WHERE number = 2", .root),
        ("UPDATE audit_root_head SET hash = x'00' WHERE root = 1", .root),
    ])
    func `what was changed before is found after`(_ sql: String, _ kind: AuditReport.Fault.Kind) async throws {
        let directory = TestDirectory()
        try make(in: directory, tampering: sql)
        let store = try directory.open()
        let report = try await verified(store)
        #expect(report.faults.contains { $0.kind == kind }, "\(report.faults)")
        await store.close()
    }
}
