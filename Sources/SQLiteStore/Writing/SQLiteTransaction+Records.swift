import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteTransaction {
    func append(_ entry: OutboxEntry) throws {
        try writing {
            try $0.run(
                OutboxRow.insert,
                [
                    entry.kind.rawValue, entry.recipient, entry.sender, entry.identity, entry.body,
                    entry.createdAt.seconds,
                ])
        }
    }

    func removeOutbox(_ id: Int64) throws {
        try writing { try $0.run("DELETE FROM outbox WHERE id = ?", [id]) }
    }

    func keep(_ answer: StoredAnswer) throws {
        try writing {
            // The first answer stays: a repeated request gets the same one (QUALITY I4).
            try $0.run(
                """
                INSERT INTO stored_answer (person, key, request_digest, status, body, created_at)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [
                    answer.personID, answer.key, answer.requestDigest, answer.status, answer.body,
                    answer.createdAt.seconds,
                ])
        }
    }

    func dropAnswers(before instant: Instant) throws {
        try writing { try $0.run("DELETE FROM stored_answer WHERE created_at < ?", [instant.seconds]) }
    }

    func append(_ record: DecisionRecord) throws {
        try writing { try $0.run(DecisionRow.insert, try DecisionRow.values(of: record)) }
        let reasons = Set(record.reasons.map(\.code))
        for reason in reasons.isEmpty ? [""] : reasons {
            working.decisions[.init(verdict: record.verdict, reason: reason), default: 0] += 1
        }
    }

    func append(_ record: AuditRecord) throws {
        try writing { database in
            let chain = record.resource?.rawValue ?? ""
            let last = try database.first(AuditRow.last, [chain]) { row in
                (order: row[0] as Int64, hash: (row[1] as Data?).map { Array($0) })
            }
            let order = (last?.order ?? 0) + 1
            let record = try record.concealed { try key(of: $0, in: database) }
            let hash = AuditChain.hash(
                of: record, chain: chain, order: order, after: last?.hash ?? AuditChain.origin)
            try database.run(
                AuditRow.insert,
                AuditRow.values(of: AuditEntry(chain: chain, order: order, record: record, hash: hash)))
        }
    }

    func forgetAuditID(of person: String) throws {
        try writing { try $0.run("DELETE FROM person_key WHERE person = ?", [person]) }
    }

    private func key(of person: String, in database: Database) throws -> String {
        let known = try database.first("SELECT key FROM person_key WHERE person = ?", [person]) { $0[0] as String }
        if let known { return known }
        let key = OpaquePerson.id(randomBytes: context.randomBytes)
        try database.run("INSERT INTO person_key (person, key) VALUES (?, ?)", [person, key])
        return key
    }

    func append(_ root: AuditRoot) throws {
        try writing { database in
            try database.run(
                "INSERT INTO audit_root (number, at, hash) VALUES (?, ?, ?)",
                [root.number, root.at.seconds, Data(root.hash)])
            for head in root.heads {
                try database.run(
                    "INSERT INTO audit_root_head (root, resource, seq, hash) VALUES (?, ?, ?, ?)",
                    [root.number, head.chain, head.order, Data(head.hash)])
            }
        }
    }
}
