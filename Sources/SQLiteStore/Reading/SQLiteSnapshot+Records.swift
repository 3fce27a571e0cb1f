import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func pendingOutbox(limit: Int) throws -> [OutboxEntry] {
        try database.all(OutboxRow.select + " ORDER BY id LIMIT ?", [max(0, limit)], OutboxRow.decode)
    }

    func storedAnswer(personID: String, key: String) throws -> StoredAnswer? {
        try database.first(
            "SELECT request_digest, status, body, created_at FROM stored_answer WHERE person = ? AND key = ?",
            [personID, key]
        ) {
            StoredAnswer(
                personID: personID, key: key, requestDigest: $0[0], status: $0[1], body: $0[2],
                createdAt: Instant(seconds: $0[3]))
        }
    }

    func decisions(about booking: BookingID) throws -> [DecisionRecord] {
        try database.all(
            "SELECT \(DecisionRow.columns) FROM decision_record AS d WHERE d.booking = ? ORDER BY d.seq",
            [booking.rawValue], DecisionRow.decode)
    }

    func decisions(
        since: Instant, on resources: [ResourceID]?, after: DecisionPlace?, limit: Int
    ) throws -> [(place: DecisionPlace, record: DecisionRecord)] {
        // The page is found in the index alone; only its own records are read.
        let among = resources == nil ? "" : "AND resource IN (SELECT value FROM json_each(?6))"
        let start = after.flatMap { $0.decidedAt >= since ? $0 : nil }
        let names = try resources.map { try JSONEncoder().encode($0.map(\.rawValue)) }
        return try database.all(
            """
            SELECT \(DecisionRow.columns) FROM (
                SELECT booking, seq FROM decision_record
                WHERE decided_at >= ?1 AND (decided_at, booking, seq) > (?2, ?3, ?4) \(among)
                ORDER BY decided_at, booking, seq LIMIT ?5
            ) AS p CROSS JOIN decision_record AS d ON d.booking = p.booking AND d.seq = p.seq
            ORDER BY d.decided_at, d.booking, d.seq
            """,
            [
                since.seconds, start?.decidedAt.seconds ?? since.seconds, start?.booking.rawValue ?? .min,
                start?.order ?? .min, Int64(max(0, limit)),
            ] + (names.map { [String(decoding: $0, as: UTF8.self)] } ?? [])
        ) { (place: DecisionRow.place($0), record: try DecisionRow.decode($0)) }
    }

    func auditRecords(of resource: ResourceID, limit: Int) throws -> [AuditRecord] {
        let records = try database.all(
            AuditRow.select + " WHERE resource = ? ORDER BY seq DESC LIMIT ?", [resource.rawValue, max(0, limit)],
            AuditRow.decode)
        return try revealed(records) { $0 }
    }
}
