import GRDB
import Scheduling

/// What changed in a collection (RFC 6578): members and removed names carry the number of the change that wrote them.
extension SQLiteSnapshot {
    func changes(in collection: CollectionID, since: Int64, limit: Int) throws -> CollectionChanges? {
        let found = try database.first(
            "SELECT no, change_number, remembered_from FROM collection WHERE owner = ? AND name = ? AND is_deleted = 0",
            [collection.owner.path, collection.name]
        ) { (row: $0[0] as Int64, number: $0[1] as Int64, rememberedFrom: $0[2] as Int64) }
        guard let found, since <= found.number, since == 0 || since >= found.rememberedFrom else { return nil }
        let limit = max(0, limit)
        let steps = try steps(in: found.row, since: since, limit: limit)
        let kept = steps.prefix(limit)
        let isTruncated = steps.count > kept.count
        var changes = CollectionChanges(
            changed: [], removed: [], upTo: isTruncated ? kept.last?.number ?? since : found.number,
            isTruncated: isTruncated)
        for step in kept {
            guard !step.isRemoval else {
                changes.removed.append(step.name)
                continue
            }
            guard let object = try object(step.name, in: collection) else { continue }
            changes.changed.append(object)
        }
        return changes
    }

    private struct Step {
        let number: Int64
        let name: String
        let isRemoval: Bool
    }

    /// The next changes, one more than `limit` where there are more. From the beginning nothing was removed.
    private func steps(in row: Int64, since: Int64, limit: Int) throws -> [Step] {
        try database.all(
            """
            SELECT change_number, name, 0 FROM calendar_object WHERE collection = ?1 AND change_number > ?2
            UNION ALL
            SELECT change_number, name, 1 FROM removed_object WHERE collection = ?1 AND change_number > ?2 AND ?2 > 0
            ORDER BY 1 LIMIT ?3
            """, [row, since, Int64(limit) + 1]
        ) { Step(number: $0[0], name: $0[1], isRemoval: $0[2]) }
    }
}
