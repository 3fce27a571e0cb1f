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
            try decoded($0, in: collection)
        }
    }

    func object(uid: String, in collection: CollectionID) throws -> StoredObject? {
        guard let row = try collectionRow(collection) else { return nil }
        // The plus keeps SQLite from walking the whole collection by name for the sake of the order.
        return try database.first(
            ObjectRow.select + " WHERE o.collection = ? AND o.uid = ? ORDER BY +o.name LIMIT 1", [row, uid]
        ) { try decoded($0, in: collection) }
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
        ) { try decoded($0, in: CollectionID(owner: owner, name: $0[ObjectRow.columnCount])) }
    }

    func objects(in collection: CollectionID, component: String?, window: TimeRange?) throws -> [StoredObject] {
        try members(
            of: collection, ObjectQuery(component: component, window: window), select: ObjectRow.select
        ) { $0 }
    }

    func outlines(in collection: CollectionID, matching query: ObjectQuery) throws -> [ObjectOutline] {
        try members(of: collection, query, select: ObjectRow.selectOutline, ObjectOutline.init)
    }

    func objects(named names: [String], in collection: CollectionID) throws -> [StoredObject] {
        guard let row = try collectionRow(collection), !names.isEmpty else { return [] }
        let list = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
        return try database.all(
            ObjectRow.select + " WHERE o.collection = ? AND o.name IN (SELECT value FROM json_each(?))", [row, list]
        ) { try decoded($0, in: collection) }
    }

    func decoded(_ row: Row, in collection: CollectionID) throws -> StoredObject {
        try ObjectRow.decode(row, in: collection, zones: context.zones.version)
    }

    /// Where an exact instance is known it decides, elsewhere the extent did.
    private static let meetsWindow = """
         AND (o.instance_zones IS NOT ?1 OR (o.instance_start < ?3 AND o.instance_end > ?2)
            OR (o.instance_start = o.instance_end AND o.instance_start >= ?2 AND o.instance_start < ?3))
        """

    private func members<Value>(
        of collection: CollectionID, _ query: ObjectQuery, select: String, _ make: (StoredObject) -> Value
    ) throws -> [Value] {
        guard let row = try collectionRow(collection) else { return [] }
        // instr and lower compare octets and fold ASCII alone.
        let rest = " (?4 IS NULL OR o.component = ?4) AND (?5 IS NULL OR instr(lower(o.uid), lower(?5)) > 0)"
        guard let window = query.window else {
            let condition = rest.replacing("?4", with: "?2").replacing("?5", with: "?3")
            return try database.all(
                select + " WHERE o.collection = ?1 AND" + condition + " ORDER BY o.name",
                [row, query.component, query.uidPart]
            ) { make(try decoded($0, in: collection)) }
        }
        var found: [(name: String, value: Value)] = []
        let shared: [(any DatabaseValueConvertible)?] = [
            context.zones.version, window.start.seconds, window.end.seconds, query.component, query.uidPart, row,
        ]
        for span in SpanClass.all {
            let earliest = window.start.adding(-SpanClass.longest(in: span)).seconds
            found += try database.all(
                select + """
                     WHERE o.collection = ?6 AND o.span = ?7 AND o.first_start >= ?8 AND o.first_start < ?3
                        AND o.last_end >= ?2 AND
                    """ + rest + Self.meetsWindow,
                shared + [span, earliest]
            ) { ($0[0], make(try decoded($0, in: collection))) }
        }
        found += try database.all(
            select + """
                 WHERE o.collection = ?6 AND o.span = ?7 AND (o.first_start IS NULL OR o.first_start < ?3)
                    AND (o.last_end IS NULL OR o.last_end >= ?2) AND
                """ + rest + Self.meetsWindow,
            shared + [SpanClass.unbounded]
        ) { ($0[0], make(try decoded($0, in: collection))) }
        return found.sorted { $0.name < $1.name }.map(\.value)
    }

    func collectionRow(_ id: CollectionID) throws -> Int64? {
        try database.first(
            "SELECT no FROM collection WHERE owner = ? AND name = ? AND is_deleted = 0", [id.owner.path, id.name]
        ) { $0[0] }
    }
}
