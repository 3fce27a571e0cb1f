import Foundation
import GRDB
import Scheduling

extension SQLiteTransaction {
    func save(
        _ properties: [CalendarCollection.DeadProperty], of name: String, in collection: CollectionID
    ) throws {
        try check([.collection(collection)])
        guard let row = try collectionRow(collection), try object(name, in: collection) != nil else {
            throw StoreError.damaged("there is no object \(name) in \(collection)")
        }
        try writing { database in
            if properties.isEmpty {
                try database.run("DELETE FROM object_property WHERE collection = ? AND name = ?", [row, name])
            } else {
                try database.run(
                    "INSERT OR REPLACE INTO object_property (collection, name, data) VALUES (?, ?, ?)",
                    [row, name, try ObjectPropertyRow.data(of: properties)])
            }
        }
    }
}
