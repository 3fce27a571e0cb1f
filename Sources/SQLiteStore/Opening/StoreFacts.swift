import CalendarTime
import Foundation
import GRDB
import Scheduling

/// What is fixed for one database: read once when it is opened.
struct StoreFacts: Sendable {
    let epoch: String
    let secret: [UInt8]
    /// The tzdata version that was recorded when the database was last open; nil in a new one.
    let previousZonesVersion: String?

    /// Reads the facts, after making those that are missing, and records the version of the zone data.
    init(in database: Database, zonesVersion: String, randomBytes: (Int) -> [UInt8]) throws {
        let hexadecimal = randomBytes(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        let fresh: [(String, Data)] = [("epoch", Data(hexadecimal.joined().utf8)), ("secret", Data(randomBytes(32)))]
        var found: [String: Data] = [:]
        try database.inTransaction(.immediate) {
            for (key, value) in fresh {
                try database.execute(
                    sql: "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING", arguments: [key, value])
            }
            let rows = try Row.fetchAll(database, sql: "SELECT key, value FROM meta WHERE key <> 'site'")
            for row in rows { found[row[0]] = row[1] }
            try database.execute(
                sql:
                    "INSERT INTO meta (key, value) VALUES ('tzdata', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                arguments: [Data(zonesVersion.utf8)])
            return .commit
        }
        guard let epoch = found["epoch"], let secret = found["secret"], secret.count == 32 else {
            throw StoreError.damaged("the database's epoch or secret is missing")
        }
        self.epoch = String(decoding: epoch, as: UTF8.self)
        self.secret = Array(secret)
        previousZonesVersion = found["tzdata"].map { String(decoding: $0, as: UTF8.self) }
    }
}
