import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func auditEntries(_ query: AuditQuery, before place: AuditPlace?, limit: Int) throws -> [AuditEntry] {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
            conditions.append(condition)
            arguments += values
        }
        if let resource = query.resource { add("resource = ?", resource.rawValue) }
        if let booking = query.booking { add("booking = ?", booking.rawValue) }
        if let actor = query.actor {
            guard let key = try auditID(of: actor) else { return [] }
            add("actor = ?", key)
        }
        if let person = query.about {
            guard let key = try auditID(of: person) else { return [] }
            add("(actor = ? OR subject = ?)", key, key)
        }
        if let action = query.action { add("action = ?", action.rawValue) }
        if let from = query.from { add("at >= ?", from.seconds) }
        if let to = query.to { add("at < ?", to.seconds) }
        if let place { add("(at, resource, seq) < (?, ?, ?)", place.at.seconds, place.chain, place.order) }
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let entries = try database.all(
            AuditRow.entries + filter + " ORDER BY at DESC, resource DESC, seq DESC LIMIT ?",
            arguments + [max(0, limit)], AuditRow.decodeEntry)
        let records = try revealed(entries) { $0.record }
        return zip(entries, records).map { entry, record in
            AuditEntry(chain: entry.chain, order: entry.order, record: record, hash: entry.hash)
        }
    }

    /// The opaque id of somebody, or the text itself where it is one; nil: there are no records of them.
    func auditID(of person: String) throws -> String? {
        let known = try database.first("SELECT key FROM person_key WHERE person = ?", [person]) { $0[0] as String }
        return known ?? (OpaquePerson.isOne(person) ? person : nil)
    }

    /// The records with people's own ids, each id looked up once.
    func revealed<Source>(_ sources: [Source], _ record: (Source) -> AuditRecord) throws -> [AuditRecord] {
        var known: [String: String?] = [:]
        return try sources.map { source in
            try record(source).revealed { key in
                if let found = known[key] { return found }
                let found = try database.first("SELECT person FROM person_key WHERE key = ?", [key]) { $0[0] as String }
                known[key] = .some(found)
                return found
            }
        }
    }

    func auditEntries(ofChain chain: String, after order: Int64, limit: Int) throws -> [AuditEntry] {
        try database.all(
            AuditRow.entries + " WHERE resource = ? AND seq > ? ORDER BY seq LIMIT ?", [chain, order, max(0, limit)],
            AuditRow.decodeEntry)
    }

    func auditChains() throws -> [String] {
        try database.all(
            "SELECT resource FROM audit_record UNION SELECT resource FROM audit_root_head ORDER BY 1"
        ) { $0[0] }
    }

    func unsealedAuditHeads() throws -> [AuditHead] {
        try database.all(
            """
            SELECT a.resource, a.seq, a.hash
            FROM (SELECT resource, max(seq) AS seq FROM audit_record GROUP BY resource) AS e
            JOIN audit_record AS a ON a.resource = e.resource AND a.seq = e.seq
            WHERE a.hash IS NOT NULL
                AND a.seq > (SELECT coalesce(max(h.seq), 0) FROM audit_root_head AS h WHERE h.resource = a.resource)
            ORDER BY a.resource
            """
        ) { AuditHead(chain: $0[0], order: $0[1], hash: Array($0[2] as Data)) }
    }

    func lastAuditRoot() throws -> AuditRoot? {
        try root("SELECT number, at, hash FROM audit_root ORDER BY number DESC LIMIT 1", [])
    }

    func auditRoot(after number: Int64) throws -> AuditRoot? {
        try root("SELECT number, at, hash FROM audit_root WHERE number > ? ORDER BY number LIMIT 1", [number])
    }

    private func root(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> AuditRoot? {
        guard
            var root = try database.first(
                sql, arguments,
                {
                    AuditRoot(
                        number: $0[0], at: Instant(seconds: $0[1]), heads: [], hash: Array($0[2] as Data))
                })
        else { return nil }
        root.heads = try database.all(
            "SELECT resource, seq, hash FROM audit_root_head WHERE root = ? ORDER BY resource", [root.number]
        ) { AuditHead(chain: $0[0], order: $0[1], hash: Array($0[2] as Data)) }
        return root
    }
}
