import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

/// The row of a message that waits to be sent.
enum OutboxRow {
    static let select = "SELECT id, kind, recipient, sender, identity, body, created_at FROM outbox"
    static let insert = """
        INSERT INTO outbox (kind, recipient, sender, identity, body, created_at) VALUES (?, ?, ?, ?, ?, ?)
        """

    static func decode(_ row: Row) throws -> OutboxEntry {
        guard let kind = OutboxEntry.Kind(rawValue: row[1]) else {
            throw StoreError.damaged("outbox entry \(row[0] as Int64)")
        }
        return OutboxEntry(
            id: row[0], kind: kind, recipient: row[2], sender: row[3], identity: row[4], body: row[5],
            createdAt: Instant(seconds: row[6]))
    }
}

/// The row of a decision.
enum DecisionRow {
    static let columns = """
        d.booking, d.resource, d.decided_at, d.door, d.requester, d.verdict, d.units, d.schedule_versions, d.reasons,
        d.series, d.resource_version, d.facts, d.seq
        """
    static let insert = """
        INSERT INTO decision_record (booking, seq, resource, decided_at, door, requester, verdict, units,
            schedule_versions, reasons, series, resource_version, facts)
        VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM decision_record WHERE booking = ?1), ?2, ?3, ?4, ?5, ?6, ?7,
            ?8, ?9, ?10, ?11, ?12)
        """

    static func values(of record: DecisionRecord) throws -> [(any DatabaseValueConvertible)?] {
        let versions = record.scheduleVersions.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        return [
            record.booking.rawValue, record.resource.rawValue, record.decidedAt.seconds, record.door.rawValue,
            record.requester, record.verdict.rawValue, record.units, versions,
            Data(try ReasonList.encode(record.reasons)), Data(record.series), record.resourceVersion,
            Data(record.facts),
        ]
    }

    static func decode(_ row: Row) throws -> DecisionRecord {
        let id = BookingID(rawValue: row[0])
        var versions: [ResourceID: Int64] = [:]
        for pair in (row[7] as String).split(separator: " ") {
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let resource = ResourceID(validating: parts[0]), let number = Int64(parts[1]) else {
                throw StoreError.damaged("a decision about \(id)")
            }
            versions[resource] = number
        }
        guard let resource = ResourceID(validating: row[1] as String), let door = Door(rawValue: row[3]),
            let verdict = BookingDecision.Verdict(rawValue: row[5])
        else { throw StoreError.damaged("a decision about \(id)") }
        return DecisionRecord(
            booking: id, resource: resource, decidedAt: Instant(seconds: row[2]), door: door, requester: row[4],
            verdict: verdict, reasons: try ReasonList.decode(row.bytes(8)), scheduleVersions: versions,
            series: try row.bytes(9), units: row[6], resourceVersion: row[10], facts: try row.bytes(11))
    }

    static func place(_ row: Row) -> DecisionPlace {
        DecisionPlace(
            decidedAt: Instant(seconds: row[2]), booking: BookingID(rawValue: row[0]), order: row[12])
    }
}

/// The row of an audit record.
enum AuditRow {
    static let select = "SELECT at, actor, door, action, resource, booking, subject FROM audit_record"
    static let entries = "SELECT at, actor, door, action, resource, booking, subject, seq, hash FROM audit_record"
    static let last = "SELECT seq, hash FROM audit_record WHERE resource = ? ORDER BY seq DESC LIMIT 1"
    static let insert = """
        INSERT INTO audit_record (resource, seq, at, actor, door, action, booking, subject, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static func values(of entry: AuditEntry) -> [(any DatabaseValueConvertible)?] {
        let record = entry.record
        return [
            entry.chain, entry.order, record.at.seconds, record.actor, record.door.rawValue, record.action.rawValue,
            record.booking?.rawValue, record.subject, entry.hash.map { Data($0) },
        ]
    }

    static func decodeEntry(_ row: Row) throws -> AuditEntry {
        AuditEntry(chain: row[4], order: row[7], record: try decode(row), hash: (row[8] as Data?).map { Array($0) })
    }

    static func decode(_ row: Row) throws -> AuditRecord {
        guard let door = Door(rawValue: row[2]), let action = AuditRecord.Action(rawValue: row[3]) else {
            throw StoreError.damaged("an audit record of \(row[4] as String)")
        }
        return AuditRecord(
            at: Instant(seconds: row[0]), actor: row[1], door: door, action: action,
            resource: ResourceID(validating: row[4] as String),
            booking: (row[5] as Int64?).map(BookingID.init(rawValue:)), subject: row[6])
    }
}
