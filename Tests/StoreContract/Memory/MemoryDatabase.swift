import BookingCore
import Dispatch
public import Scheduling
import Synchronization

/// A database in memory, for tests: every transaction works on a copy of the whole state, which takes the state's place
/// when the body returns. Several nodes may share one.
public final class MemoryDatabase: StoreInstallation {
    let state: Mutex<MemoryState>
    let signal = CommitSignal()
    let writer = DispatchQueue(label: "memory store writer")
    let readers = DispatchQueue(label: "memory store readers", attributes: .concurrent)

    public init(epoch: String = "memory", secret: [UInt8] = Array(repeating: 7, count: 32)) {
        state = Mutex(MemoryState(epoch: epoch, secret: secret))
    }

    public var servesSeveralNodes: Bool { true }

    public func openNode() async throws -> any BookingStore { MemoryStore(self) }
}

/// A node on a ``MemoryDatabase``.
public final class MemoryStore: BookingStore {
    private static let lockRounds = 8
    private let database: MemoryDatabase
    private let isClosed = Mutex(false)
    /// The texts that snapshots read.
    public let textReads = ReadCount()
    /// How often snapshots looked at bookings.
    public let bookingReads = ReadCount()

    public init(_ database: MemoryDatabase = MemoryDatabase()) {
        self.database = database
    }

    public func withTransaction<Value: Sendable>(
        locking keys: Set<LockKey>,
        _ body: @escaping @Sendable (any BookingTransaction) throws -> Value
    ) async throws -> Value {
        if isClosed.withLock({ $0 }) { throw StoreError.closed }
        return try await withCheckedThrowingContinuation { continuation in
            database.writer.async { [database] in
                continuation.resume(with: Result { try Self.run(body, keys: keys, on: database) })
            }
        }
    }

    public func withSnapshot<Value: Sendable>(
        _ body: @escaping @Sendable (any BookingSnapshot) throws -> Value
    ) async throws -> Value {
        if isClosed.withLock({ $0 }) { throw StoreError.closed }
        return try await withCheckedThrowingContinuation { continuation in
            database.readers.async { [database, textReads, bookingReads] in
                let snapshot = MemorySnapshot(
                    database.state.withLock { $0 }, reads: textReads, bookingReads: bookingReads)
                continuation.resume(with: Result { try body(snapshot) })
            }
        }
    }

    public var commitSignal: CommitSignal { database.signal }

    public func close() async {
        isClosed.withLock { $0 = true }
        await withCheckedContinuation { continuation in database.writer.async { continuation.resume() } }
    }

    private static func run<Value>(
        _ body: (any BookingTransaction) throws -> Value, keys: Set<LockKey>, on database: MemoryDatabase
    ) throws -> Value {
        var keys = keys
        for _ in 0..<lockRounds {
            let transaction = MemoryTransaction(database.state.withLock { $0 }, keys: keys)
            do {
                let value = try body(transaction)
                if transaction.missingKeys.isEmpty {
                    database.state.withLock { $0 = transaction.state }
                    database.signal.raise()
                    return value
                }
            } catch let needed as NeedsLocks {
                keys.formUnion(needed.keys)
            } catch {
                if transaction.missingKeys.isEmpty { throw error }
            }
            keys.formUnion(transaction.missingKeys)
        }
        throw StoreError.tooManyLockRounds
    }
}
