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
        if let actor = query.actor { add("actor = ?", actor) }
        if let action = query.action { add("action = ?", action.rawValue) }
        if let from = query.from { add("at >= ?", from.seconds) }
        if let to = query.to { add("at < ?", to.seconds) }
        if let place { add("(at, resource, seq) < (?, ?, ?)", place.at.seconds, place.chain, place.order) }
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try database.all(
            AuditRow.entries + filter + " ORDER BY at DESC, resource DESC, seq DESC LIMIT ?",
            arguments + [max(0, limit)], AuditRow.decodeEntry)
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
