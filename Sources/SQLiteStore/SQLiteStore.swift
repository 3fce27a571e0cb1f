public import CalendarTime
import Dispatch
import Foundation
import GRDB
public import Scheduling
import Synchronization

/// A store in one SQLite database, used by one server.
///
/// One thread writes: it gathers the transaction bodies that wait and commits them together (see ``Writer``). A few
/// threads read, each on a connection of its own, and see committed states only. Neither runs on the cooperative pool.
///
/// `journal_mode=WAL` and `synchronous=FULL`: a commit is on the disk when it returns.
public final class SQLiteStore: BookingStore {
    /// How much may wait, and how long (QUALITY I9).
    public struct Limits: Sendable {
        /// Bodies that wait for the writer, and as many for readers.
        public var queueLength = 10_000
        public var longestWait = Duration.seconds(5)
        public var readers = 4

        public init() {}
    }

    private let writes: JobQueue<WriteJob>
    private let reads: JobQueue<ReadJob>
    private let limits: Limits
    private let uptime: @Sendable () -> ContinuousClock.Instant
    private let ending: Ending
    let writer: Writer
    let context: StoreContext
    let pool: DatabasePool

    /// The version of the zone data that was recorded when the database was last open; nil in a new database. Where it
    /// is not the present one, stored instances may have to be expanded again.
    public var previousZonesVersion: String? { context.facts.previousZonesVersion }

    /// Opens the database in `directory`, making both where they are missing.
    ///
    /// - Throws: ``StoreError/cannotOpen(_:)`` where another server uses it, or a newer program wrote it.
    public static func open(
        directory: String, zones: ZoneDatabase, randomBytes: @escaping @Sendable (Int) -> [UInt8],
        limits: Limits = Limits()
    ) throws(StoreError) -> SQLiteStore {
        try open(
            directory: directory, zones: zones, randomBytes: randomBytes, limits: limits,
            migrator: Migrator(migrations: Migration.embedded(), randomBytes: randomBytes),
            uptime: { ContinuousClock().now })
    }

    static func open(
        directory: String, zones: ZoneDatabase, randomBytes: @escaping @Sendable (Int) -> [UInt8], limits: Limits,
        migrator: Migrator,
        uptime: @escaping @Sendable () -> ContinuousClock.Instant
    ) throws(StoreError) -> SQLiteStore {
        let claim = try DataDirectory(claiming: directory)
        do {
            let pool = try DatabasePool(path: claim.databasePath, configuration: configuration(limits))
            let facts = try pool.writeWithoutTransaction { database in
                // After the pool's own setting, which is weaker.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // KiB: the pages that bookings are written to stay in memory.
                try database.execute(sql: "PRAGMA cache_size = -32768")
                try migrator.migrate(database)
                return try StoreFacts(in: database, zonesVersion: zones.version, randomBytes: randomBytes)
            }
            let context = StoreContext(
                zones: zones, facts: facts, published: PublishedState(), randomBytes: randomBytes)
            return SQLiteStore(pool: pool, context: context, limits: limits, claim: claim, uptime: uptime)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .cannotOpen("\(claim.databasePath): \(error)")
        }
    }

    private static func configuration(_ limits: Limits) -> Configuration {
        var configuration = Configuration()
        configuration.label = "creneau"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = limits.readers
        configuration.persistentReadOnlyConnections = true
        // The writer opens and ends its transactions itself, and rolls back what an error left open.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA cache_size = -4096")
        }
        return configuration
    }

    private init(
        pool: DatabasePool, context: StoreContext, limits: Limits, claim: DataDirectory,
        uptime: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.pool = pool
        self.context = context
        self.limits = limits
        self.uptime = uptime
        writes = JobQueue(limit: limits.queueLength)
        reads = JobQueue(limit: limits.queueLength)
        ending = Ending(threads: limits.readers + 1, pool: pool, claim: claim)
        let ending = ending
        writer = Writer(queue: writes, pool: pool, context: context)
        let writer = writer
        Self.startThread("creneau writer") {
            writer.run()
            ending.threadEnded()
        }
        for number in 1...max(1, limits.readers) {
            let reader = Reader(queue: reads, pool: pool, context: context)
            Self.startThread("creneau reader \(number)") {
                reader.run()
                ending.threadEnded()
            }
        }
        watchWaiting()
    }

    deinit {
        writes.close()
        reads.close()
    }

    public func withTransaction<Value: Sendable>(
        locking keys: Set<LockKey>,
        _ body: @escaping @Sendable (any BookingTransaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = WriteJob(
                keys: keys, waitingSince: uptime(),
                attempt: { transaction in
                    let value = try body(transaction)
                    return { continuation.resume(returning: value) }
                },
                refuse: { continuation.resume(throwing: $0) })
            if let refusal = writes.submit(job) { job.fail(refusal) }
        }
    }

    public func withSnapshot<Value: Sendable>(
        _ body: @escaping @Sendable (any BookingSnapshot) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = ReadJob(
                waitingSince: uptime(),
                attempt: { snapshot in
                    let value = try body(snapshot)
                    return { continuation.resume(returning: value) }
                },
                refuse: { continuation.resume(throwing: $0) })
            if let refusal = reads.submit(job) { job.fail(refusal) }
        }
    }

    public var commitSignal: CommitSignal { writer.signal }

    public func close() async {
        writes.close()
        reads.close()
        await ending.wait()
    }

    /// Bodies that wait for the writer.
    var waitingWrites: Int { writes.count }

    /// Bodies that wait for a reader.
    var waitingReads: Int { reads.count }

    /// Batches committed since the start.
    var commits: Int { writer.commits }

    /// Fails what has waited too long, so that a writer that hangs on its disk holds nobody up.
    func refuseOverdue() {
        let oldest = uptime() - limits.longestWait
        for job in writes.removeWaiting(since: oldest) { job.fail(StoreError.overloaded) }
        for job in reads.removeWaiting(since: oldest) { job.fail(StoreError.overloaded) }
    }

    private func watchWaiting() {
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) { [weak self] in
            self?.refuseOverdue()
            self?.watchWaiting()
        }
    }

    private static func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }
}
