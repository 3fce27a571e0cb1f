public import BookingCore

/// Where bookings, calendar objects and the directory live, and the only way to change them.
///
/// Every store keeps the same promises, which `StoreContract` checks: what a transaction acknowledged survives a crash;
/// what it did not acknowledge is wholly absent; two transactions that share a key never interleave; a reader sees only
/// committed states.
public protocol BookingStore: Sendable {
    /// Runs `body` as one transaction while `keys` are held, and returns after its commit is durable.
    ///
    /// The body is synchronous, touches nothing but the transaction, and may run more than once: it reads its state again
    /// each time. It runs on a thread that the store owns. A caller that goes away does not undo it. Whatever the body
    /// throws undoes its own changes and nothing else.
    ///
    /// - Throws: what the body threw; ``StoreError`` where the store itself could not do it.
    func withTransaction<Value: Sendable>(
        locking keys: Set<LockKey>,
        _ body: @escaping @Sendable (any BookingTransaction) throws -> Value
    ) async throws -> Value

    /// Runs `body` on a committed state that does not change while it reads.
    func withSnapshot<Value: Sendable>(
        _ body: @escaping @Sendable (any BookingSnapshot) throws -> Value
    ) async throws -> Value

    /// Raised after each commit of this node.
    var commitSignal: CommitSignal { get }

    /// Ends the store after the transactions that have begun; later calls throw ``StoreError/closed``.
    func close() async
}

/// What a reader sees: one committed state.
public protocol BookingSnapshot: AnyObject, ScheduleReading, CalendarObjectReading, DirectoryReading, OutboxReading,
    AuditReading, EventReading
{}

/// What a transaction body may do. Every part checks that the keys it needs are held and throws ``NeedsLocks`` if not.
public protocol BookingTransaction: BookingSnapshot, ScheduleWriting, CalendarObjectWriting, DirectoryWriting,
    OutboxWriting, AuditWriting, EventWriting
{
    /// Asks for keys before anything that they guard is read. Returns where every key is held, or can be given at once
    /// because nobody else can hold it; else throws ``NeedsLocks`` with those that are not.
    func require(_ keys: Set<LockKey>) throws
}

/// Why a store could not serve.
public enum StoreError: Error, Hashable, Sendable {
    /// The store has been closed.
    case closed
    /// The queue is longer than can be served in time (QUALITY I9); nothing was changed.
    case overloaded
    /// The disk is full or the file cannot be written; nothing was changed.
    case notWritable(String)
    /// The database cannot be opened: another server uses it, it is newer than this program, or it is damaged.
    case cannotOpen(String)
    /// A stored value cannot be read back.
    case damaged(String)
    /// The same transaction kept asking for more locks.
    case tooManyLockRounds
}
