import BookingCore
import CalendarTime
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
        try database.all(DecisionRow.select + " WHERE booking = ? ORDER BY seq", [booking.rawValue], DecisionRow.decode)
    }

    func auditRecords(of resource: ResourceID, limit: Int) throws -> [AuditRecord] {
        try database.all(
            AuditRow.select + " WHERE resource = ? ORDER BY seq DESC LIMIT ?", [resource.rawValue, max(0, limit)],
            AuditRow.decode)
    }
}
