import Foundation
import GRDB
public import Scheduling

extension SQLiteStore {
    /// What was done since the store was opened.
    public var measurements: StoreMeasurements { writer.measurements }

    /// How much there is now.
    public func sizes() async throws -> StoreSizes {
        var sizes = StoreSizes()
        sizes.outbox = try await withSnapshot { snapshot in
            guard let snapshot = snapshot as? SQLiteSnapshot else { return 0 }
            let database = try snapshot.database
            let mail = try Int.fetchOne(database, sql: "SELECT count(*) FROM outbox") ?? 0
            guard try database.tableExists("webhook_message") else { return mail }
            let webhooks = "SELECT count(*) FROM webhook_message WHERE state = 'waiting'"
            return mail + (try Int.fetchOne(database, sql: webhooks) ?? 0)
        }
        (sizes.schedules, sizes.scheduledInstances) = context.published.sizes
        (sizes.waitingWrites, sizes.waitingReads) = (waitingWrites, waitingReads)
        sizes.databaseBytes = Self.bytes(of: pool.path)
        sizes.logBytes = Self.bytes(of: pool.path + "-wal")
        return sizes
    }

    private static func bytes(of path: String) -> Int64 {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size]
        return (size as? NSNumber)?.int64Value ?? 0
    }
}
