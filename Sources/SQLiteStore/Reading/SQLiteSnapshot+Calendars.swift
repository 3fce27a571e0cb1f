import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func collection(_ id: CollectionID) throws -> CalendarCollection? {
        try database.first(
            CollectionRow.select + " WHERE owner = ? AND name = ? AND is_deleted = 0", [id.owner.path, id.name],
            CollectionRow.decode)
    }

    func collections(of owner: PrincipalID) throws -> [CalendarCollection] {
        try database.all(
            CollectionRow.select + " WHERE owner = ? AND is_deleted = 0 ORDER BY name", [owner.path],
            CollectionRow.decode)
    }

    func object(_ name: String, in collection: CollectionID) throws -> StoredObject? {
        guard let row = try collectionRow(collection) else { return nil }
        return try database.first(ObjectRow.select + " WHERE o.collection = ? AND o.name = ?", [row, name]) {
            try ObjectRow.decode($0, in: collection)
        }
    }

    func object(uid: String, in collection: CollectionID) throws -> StoredObject? {
        guard let row = try collectionRow(collection) else { return nil }
        // The plus keeps SQLite from walking the whole collection by name for the sake of the order.
        return try database.first(
            ObjectRow.select + " WHERE o.collection = ? AND o.uid = ? ORDER BY +o.name LIMIT 1", [row, uid]
        ) { try ObjectRow.decode($0, in: collection) }
    }

    func object(uid: String, ownedBy owner: PrincipalID) throws -> StoredObject? {
        // A scheduling object comes before a copy that the owner keeps elsewhere.
        try database.first(
            """
            SELECT \(ObjectRow.columns), c.name FROM collection AS c
            JOIN calendar_object AS o ON o.collection = c.no AND o.uid = ?
            WHERE c.owner = ? AND c.kind = 'calendar' AND c.is_deleted = 0
            ORDER BY o.schedule_tag IS NULL, c.name, o.name LIMIT 1
            """, [uid, owner.path]
        ) { try ObjectRow.decode($0, in: CollectionID(owner: owner, name: $0[ObjectRow.columnCount])) }
    }

    func objects(in collection: CollectionID, component: String?, window: TimeRange?) throws -> [StoredObject] {
        guard let row = try collectionRow(collection) else { return [] }
        guard let window else {
            return try database.all(
                ObjectRow.select + " WHERE o.collection = ?1 AND (?2 IS NULL OR o.component = ?2) ORDER BY o.name",
                [row, component]
            ) { try ObjectRow.decode($0, in: collection) }
        }
        var found: [StoredObject] = []
        for span in SpanClass.all {
            found += try database.all(
                ObjectRow.select + """
                     WHERE o.collection = ?1 AND o.span = ?2 AND o.first_start >= ?3 AND o.first_start < ?4
                        AND o.last_end >= ?5 AND (?6 IS NULL OR o.component = ?6)
                    """,
                [
                    row, span, window.start.adding(-SpanClass.longest(in: span)).seconds, window.end.seconds,
                    window.start.seconds, component,
                ]
            ) { try ObjectRow.decode($0, in: collection) }
        }
        found += try database.all(
            ObjectRow.select + """
                 WHERE o.collection = ?1 AND o.span = ?2 AND (o.first_start IS NULL OR o.first_start < ?3)
                    AND (o.last_end IS NULL OR o.last_end >= ?4) AND (?5 IS NULL OR o.component = ?5)
                """, [row, SpanClass.unbounded, window.end.seconds, window.start.seconds, component]
        ) { try ObjectRow.decode($0, in: collection) }
        return found.sorted { $0.name < $1.name }
    }

    func collectionRow(_ id: CollectionID) throws -> Int64? {
        try database.first(
            "SELECT no FROM collection WHERE owner = ? AND name = ? AND is_deleted = 0", [id.owner.path, id.name]
        ) { $0[0] }
    }
}
