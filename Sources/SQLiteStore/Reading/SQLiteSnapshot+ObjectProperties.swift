import Foundation
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func deadProperties(in collection: CollectionID) throws -> [String: [CalendarCollection.DeadProperty]] {
        guard let row = try collectionRow(collection) else { return [:] }
        let found = try database.all("SELECT name, data FROM object_property WHERE collection = ?", [row]) {
            ($0[0] as String, try ObjectPropertyRow.decode($0[1]))
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    func deadProperties(
        of name: String, in collection: CollectionID
    ) throws -> [CalendarCollection.DeadProperty] {
        guard let row = try collectionRow(collection) else { return [] }
        return try database.first(
            "SELECT data FROM object_property WHERE collection = ? AND name = ?", [row, name]
        ) { try ObjectPropertyRow.decode($0[0]) } ?? []
    }
}

/// The row of an object's dead properties.
enum ObjectPropertyRow {
    static func decode(_ data: Data) throws -> [CalendarCollection.DeadProperty] {
        try JSONDecoder().decode([CalendarCollection.DeadProperty].self, from: data)
    }

    static func data(of properties: [CalendarCollection.DeadProperty]) throws -> Data {
        try JSONEncoder().encode(properties)
    }
}
