import BookingCore
import CalendarTime
import GRDB
import Scheduling

/// What a transaction body is given: the rows as the writer's connection sees them, with the batch's working state
/// above.
final class SQLiteTransaction: SQLiteSnapshot, BookingTransaction {
    private var keys: Set<LockKey>
    /// The batch's state with this body's own changes; dropped when the savepoint is rolled back.
    var working: BatchState
    /// The first write that failed. A body that caught the error must not commit half of what it meant.
    private(set) var failure: (any Error)?
    /// Keys that were asked for, also where the body caught ``NeedsLocks``.
    private(set) var missingKeys: Set<LockKey> = []

    init(connection: Database, context: StoreContext, working: BatchState, keys: Set<LockKey>) {
        self.working = working
        self.keys = keys
        super.init(connection: connection, context: context)
    }

    /// The writer is alone: a body that asks in time is given the keys, without being run again.
    func require(_ needed: Set<LockKey>) {
        keys.formUnion(needed)
    }

    /// What is read or written without having been asked for is refused, as on a store with several nodes.
    func check(_ needed: Set<LockKey>) throws {
        let missing = needed.subtracting(keys)
        guard missing.isEmpty else {
            missingKeys.formUnion(missing)
            throw NeedsLocks(missing)
        }
    }

    /// Runs one operation that writes. SQLite ends the whole transaction by itself when the disk is full: nothing may
    /// be written after that, because it would commit alone.
    func writing<Value>(_ operation: (Database) throws -> Value) throws -> Value {
        if let failure { throw failure }
        do {
            let database = try database
            guard database.isInsideTransaction else { throw StoreError.notWritable("the transaction has ended") }
            return try operation(database)
        } catch {
            failure = error
            throw error
        }
    }

    override func facts(of id: ResourceID) throws -> ResourceFacts? {
        if let known = working.facts[id] { return known }
        guard let found = try super.facts(of: id) else { return nil }
        working.facts[id] = found
        return found
    }

    override func uncommittedRevision(of id: ResourceID) -> Int64? { working.facts[id]?.revision }

    override func resource(_ id: ResourceID) throws -> Resource? {
        guard let facts = try facts(of: id) else { return nil }
        if let known = working.definitions[id], known.revision == facts.revision { return known.resource }
        if let known = context.published.resource(id, at: facts.revision) { return known }
        let definition = try loadDefinition(of: id, facts: facts)
        working.definitions[id] = definition
        return definition.resource
    }

    override func schedule(of id: ResourceID) throws -> ResourceSchedule {
        try check([.resource(id)])
        return try offeredSchedule(of: id)
    }

    override func offeredSchedule(of id: ResourceID) throws -> ResourceSchedule {
        guard let facts = try facts(of: id) else { return ResourceSchedule() }
        if let known = knownSchedule(of: id, at: facts.changeNumber) { return known }
        let loaded = try loadSchedule(of: id, facts: facts)
        working.schedules[id] = loaded
        return loaded
    }

    /// The schedule where it is in memory.
    func knownSchedule(of id: ResourceID, at changeNumber: Int64) -> ResourceSchedule? {
        if let known = working.schedules[id], known.changeNumber == changeNumber { return known }
        return context.published.schedule(of: id, at: changeNumber)
    }
}
