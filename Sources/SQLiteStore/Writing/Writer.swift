import GRDB
import Scheduling
import Synchronization

/// Runs transaction bodies, many in one commit, on the thread that calls ``run()``.
///
/// The bodies that wait are gathered into one `BEGIN IMMEDIATE`; each runs in a savepoint of its own; one COMMIT makes
/// them durable together, and only then is anybody answered: also a body that changed nothing or threw may have seen
/// what an earlier one of its batch did.
final class Writer: Sendable {
    /// Bodies in one batch: more would make the first wait for the last.
    static let batchLimit = 128
    /// How often a body may come back for more locks.
    static let lockRounds = 8

    let queue: JobQueue<WriteJob>
    let signal = CommitSignal()
    private let pool: DatabasePool
    private let context: StoreContext
    private let measured = Mutex(StoreMeasurements())
    private let clock = ContinuousClock()

    /// Batches committed since the start.
    var commits: Int { Int(clamping: measurements.commits.count) }

    var measurements: StoreMeasurements { measured.withLock { $0 } }

    init(queue: JobQueue<WriteJob>, pool: DatabasePool, context: StoreContext) {
        self.queue = queue
        self.pool = pool
        self.context = context
    }

    /// Serves the queue until it is closed and drained.
    func run() {
        while true {
            let jobs = queue.next(upTo: Self.batchLimit)
            if jobs.isEmpty { return }
            serve(jobs)
        }
    }

    /// A batch that is lost (the disk is full, the commit fails) has changed nothing: each body is run once more alone,
    /// so that one body's trouble is not everybody's, and fails if it is lost again.
    func serve(_ jobs: [WriteJob]) {
        do {
            for answer in try commit(jobs) { answer() }
        } catch {
            measured.withLock { $0.lostBatches += 1 }
            for job in jobs {
                do {
                    for answer in try commit([job]) { answer() }
                } catch {
                    job.fail(StoreError.wrapping(error))
                }
            }
        }
    }

    /// Runs the bodies and commits; what is returned answers them.
    private func commit(_ jobs: [WriteJob]) throws -> [@Sendable () -> Void] {
        try pool.writeWithoutTransaction { database in
            if database.isInsideTransaction { try database.rollback() }
            let start = clock.now
            try database.run("BEGIN IMMEDIATE")
            var state = BatchState()
            do {
                let answers = try jobs.map { try runBody(of: $0, in: database, on: &state) }
                try writeNumbers(of: state, to: database)
                let end = clock.now
                try database.run("COMMIT")
                measure(jobs, state, start: start, end: end)
                context.published.publish(state)
                signal.raise()
                return answers
            } catch {
                if database.isInsideTransaction { try database.rollback() }
                throw error
            }
        }
    }

    /// Runs one body in its savepoint, again with more locks where it asks for them.
    ///
    /// The writer is alone, so that every lock is free: what counts is that a body says what it needs, as it must on a
    /// store with several nodes.
    ///
    /// - Throws: only where the whole batch is lost.
    private func runBody(
        of job: WriteJob, in database: Database, on state: inout BatchState
    ) throws -> @Sendable () -> Void {
        var keys = job.keys
        for _ in 0..<Self.lockRounds {
            try database.run("SAVEPOINT body")
            let transaction = SQLiteTransaction(
                connection: database, context: context, working: state, keys: keys)
            let outcome = Result { try job.attempt(transaction) }
            transaction.end()
            guard database.isInsideTransaction else {
                throw transaction.failure ?? StoreError.notWritable("the database ended the transaction")
            }
            var problem = transaction.failure
            var missing = transaction.missingKeys
            if case .failure(let error) = outcome { problem = problem ?? error }
            if let needed = problem as? NeedsLocks { missing.formUnion(needed.keys) }
            if problem == nil, missing.isEmpty {
                try database.run("RELEASE body")
                state = transaction.working
                return try outcome.get()
            }
            try database.run("ROLLBACK TO body")
            try database.run("RELEASE body")
            if missing.isEmpty, let problem {
                return { job.fail(StoreError.translating(problem)) }
            }
            keys.formUnion(missing)
        }
        return { job.fail(StoreError.tooManyLockRounds) }
    }

    private func measure(
        _ jobs: [WriteJob], _ state: BatchState, start: ContinuousClock.Instant, end: ContinuousClock.Instant
    ) {
        let commit = clock.now - end
        measured.withLock { measured in
            for job in jobs { measured.waits.record(start - job.waitingSince) }
            measured.work.record(end - start)
            measured.commits.record(commit)
            measured.transactions += UInt64(jobs.count)
            measured.decisions.merge(state.decisions, uniquingKeysWith: &+)
        }
    }

    private func writeNumbers(of state: BatchState, to database: Database) throws {
        for id in state.renumbered {
            guard let facts = state.facts[id] else { continue }
            try database.run(
                "UPDATE resource_change SET number = ?, revision = ? WHERE resource = ?",
                [facts.changeNumber, facts.revision, facts.row])
        }
    }
}
