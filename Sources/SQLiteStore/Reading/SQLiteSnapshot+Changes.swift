import GRDB
import Scheduling

/// What changed in a collection (RFC 6578): members and removed names carry the number of the change that wrote them.
extension SQLiteSnapshot {
    func changes(in collection: CollectionID, since: Int64, limit: Int) throws -> CollectionChanges? {
        guard let found = try members(changedIn: collection, since: since, limit: limit, select: ObjectRow.columns)
        else { return nil }
        return CollectionChanges(
            changed: found.changed, removed: found.removed, upTo: found.upTo, isTruncated: found.isTruncated)
    }

    func outlinedChanges(in collection: CollectionID, since: Int64, limit: Int) throws -> OutlinedChanges? {
        let columns = ObjectRow.outlineColumns + ", ''"
        guard let found = try members(changedIn: collection, since: since, limit: limit, select: columns)
        else { return nil }
        return OutlinedChanges(
            changed: found.changed.map(ObjectOutline.init), removed: found.removed, upTo: found.upTo,
            isTruncated: found.isTruncated)
    }

    private func members(
        changedIn collection: CollectionID, since: Int64, limit: Int, select columns: String
    ) throws -> CollectionChanges? {
        let found = try database.first(
            "SELECT no, change_number, remembered_from FROM collection WHERE owner = ? AND name = ? AND is_deleted = 0",
            [collection.owner.path, collection.name]
        ) { (row: $0[0] as Int64, number: $0[1] as Int64, rememberedFrom: $0[2] as Int64) }
        guard let found, since <= found.number, since == 0 || since >= found.rememberedFrom else { return nil }
        let limit = max(0, limit)
        let steps = try steps(in: found.row, since: since, limit: limit)
        let kept = steps.prefix(limit)
        let isTruncated = steps.count > kept.count
        let upTo = isTruncated ? kept.last?.number ?? since : found.number
        // Within one snapshot these are the very members that the steps named.
        let changed = try database.all(
            """
            SELECT \(columns) FROM calendar_object AS o
            WHERE o.collection = ? AND o.change_number > ? AND o.change_number <= ? ORDER BY o.change_number
            """, [found.row, since, upTo]
        ) { try decoded($0, in: collection) }
        return CollectionChanges(
            changed: changed, removed: kept.filter(\.isRemoval).map(\.name), upTo: upTo, isTruncated: isTruncated)
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
