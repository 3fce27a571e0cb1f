import GRDB
import Scheduling

/// Runs readers' bodies, one at a time, on the thread that calls ``run()``; a store has a few.
final class Reader: Sendable {
    private let queue: JobQueue<ReadJob>
    private let pool: DatabasePool
    private let context: StoreContext

    init(queue: JobQueue<ReadJob>, pool: DatabasePool, context: StoreContext) {
        self.queue = queue
        self.pool = pool
        self.context = context
    }

    /// Serves the queue until it is closed and drained.
    func run() {
        while let job = queue.next(upTo: 1).first {
            do {
                // The read transaction is over before the caller goes on.
                let answer = try pool.read { database in
                    let snapshot = SQLiteSnapshot(connection: database, context: context)
                    defer { snapshot.end() }
                    return try job.attempt(snapshot)
                }
                answer()
            } catch {
                job.fail(StoreError.translating(error))
            }
        }
    }
}
