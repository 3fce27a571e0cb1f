import CalendarTime
import Foundation
import GRDB
import Scheduling

extension StoreInspection {
    /// The hash of every audit record and of every seal is reckoned again: the first fault of each chain.
    mutating func checkAudit() throws {
        let chains = try String.fetchAll(database, sql: "SELECT DISTINCT resource FROM audit_record ORDER BY 1")
        for chain in chains { try checkChain(chain) }
        try checkRoots()
    }

    private mutating func checkChain(_ chain: String) throws {
        var (order, previous, hasBegun) = (Int64(0), AuditChain.origin, false)
        let rows = try Row.fetchCursor(
            database, sql: AuditRow.entries + " WHERE resource = ? ORDER BY seq", arguments: [chain])
        while let row = try rows.next() {
            let number = row[7] as Int64
            guard let entry = try? AuditRow.decodeEntry(row), entry.order == order + 1 else {
                return found(.audit, .auditBroken(chain: chain, order: number))
            }
            order = entry.order
            guard let hash = entry.hash else {
                // Written before chains began.
                if hasBegun { return found(.audit, .auditBroken(chain: chain, order: order)) }
                continue
            }
            let right = AuditChain.hash(of: entry.record, chain: chain, order: order, after: previous)
            guard hash == right else { return found(.audit, .auditBroken(chain: chain, order: order)) }
            (previous, hasBegun) = (hash, true)
        }
    }

    private mutating func checkRoots() throws {
        var (number, previous) = (Int64(0), AuditChain.origin)
        let rows = try Row.fetchAll(database, sql: "SELECT number, at, hash FROM audit_root ORDER BY number")
        for row in rows {
            let (own, at, hash) = (row[0] as Int64, Instant(seconds: row[1]), Array(row[2] as Data))
            let heads = try database.all(
                "SELECT resource, seq, hash FROM audit_root_head WHERE root = ? ORDER BY resource", [own]
            ) { AuditHead(chain: $0[0], order: $0[1], hash: Array($0[2] as Data)) }
            let right = AuditChain.hash(ofRoot: own, at: at, heads: heads, after: previous)
            if own != number + 1 || hash != right { found(.audit, .rootBroken(own)) }
            for head in heads {
                let present = try Data.fetchOne(
                    database, sql: "SELECT hash FROM audit_record WHERE resource = ? AND seq = ?",
                    arguments: [head.chain, head.order])
                if present.map({ Array($0) }) != head.hash {
                    found(.audit, .auditBroken(chain: head.chain, order: head.order))
                }
            }
            (number, previous) = (own, hash)
        }
    }
}
