import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteTransaction {
    func save(_ collection: CalendarCollection) throws {
        try check([.collection(collection.id)])
        try writing { database in
            // A collection that is made again has forgotten what its forerunner held: older sync tokens are void.
            try database.run(
                """
                INSERT INTO collection (owner, name, kind, is_deleted, change_number, remembered_from, created_at, data)
                VALUES (?1, ?2, ?3, 0, 1, 0, ?4, ?5)
                ON CONFLICT (owner, name) DO UPDATE SET kind = ?3, change_number = change_number + 1, created_at = ?4,
                    data = ?5, remembered_from = iif(is_deleted, change_number + 1, remembered_from), is_deleted = 0
                """,
                [
                    collection.id.owner.path, collection.id.name, collection.kind.rawValue,
                    collection.createdAt.seconds, try CollectionRow.data(of: collection),
                ])
        }
    }

    func delete(_ collection: CollectionID) throws {
        try check([.collection(collection)])
        guard let row = try collectionRow(collection) else { return }
        try writing { database in
            try database.run("DELETE FROM calendar_object WHERE collection = ?", [row])
            try database.run("DELETE FROM object_property WHERE collection = ?", [row])
            try database.run("DELETE FROM removed_object WHERE collection = ?", [row])
            try database.run(
                "UPDATE collection SET is_deleted = 1, change_number = change_number + 1 WHERE no = ?", [row])
        }
    }

    @discardableResult
    func put(_ object: StoredObject) throws -> StoredObject {
        try check([.collection(object.collection)])
        guard let row = try collectionRow(object.collection) else {
            throw StoreError.damaged("there is no collection \(object.collection)")
        }
        return try writing { database in
            var stored = object
            stored.changeNumber = try raiseNumber(of: row, in: database)
            try database.run(
                """
                INSERT INTO calendar_object (collection, name, uid, component, etag, schedule_tag, span, first_start,
                    last_end, change_number, modified_at, text, instance_start, instance_end, instance_zones)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                ON CONFLICT (collection, name) DO UPDATE SET uid = ?3, component = ?4, etag = ?5, schedule_tag = ?6,
                    span = ?7, first_start = ?8, last_end = ?9, change_number = ?10, modified_at = ?11, text = ?12,
                    instance_start = ?13, instance_end = ?14, instance_zones = ?15
                """,
                [
                    row, object.name, object.uid, object.component, object.etag, object.scheduleTag,
                    ObjectRow.span(of: object), object.firstStart?.seconds, object.lastEnd?.seconds,
                    stored.changeNumber, object.modifiedAt.seconds, object.text,
                    object.instance?.start.seconds, object.instance?.end.seconds,
                    object.instance.map { _ in context.zones.version },
                ])
            try database.run("DELETE FROM removed_object WHERE collection = ? AND name = ?", [row, object.name])
            return stored
        }
    }

    @discardableResult
    func delete(_ name: String, in collection: CollectionID) throws -> Bool {
        try check([.collection(collection)])
        guard let row = try collectionRow(collection) else { return false }
        return try writing { database in
            try database.run("DELETE FROM calendar_object WHERE collection = ? AND name = ?", [row, name])
            guard database.changesCount > 0 else { return false }
            try database.run("DELETE FROM object_property WHERE collection = ? AND name = ?", [row, name])
            let number = try raiseNumber(of: row, in: database)
            try database.run(
                "INSERT OR REPLACE INTO removed_object (collection, name, change_number) VALUES (?, ?, ?)",
                [row, name, number])
            return true
        }
    }

    private func raiseNumber(of row: Int64, in database: Database) throws -> Int64 {
        let number = try database.first(
            "UPDATE collection SET change_number = change_number + 1 WHERE no = ? RETURNING change_number", [row]
        ) { $0[0] as Int64 }
        guard let number else { throw StoreError.damaged("collection \(row) is missing") }
        return number
    }
}
