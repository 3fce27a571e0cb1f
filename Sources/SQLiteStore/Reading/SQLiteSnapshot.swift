import BookingCore
import CalendarTime
import GRDB
import Scheduling

/// What all connections of a store share.
struct StoreContext: Sendable {
    let zones: ZoneDatabase
    let facts: StoreFacts
    let published: PublishedState
    let randomBytes: @Sendable (Int) -> [UInt8]
}

/// One committed state, read on one thread while a read transaction is open.
///
/// The transaction is a subclass: it reads the same rows inside the writer's transaction, and replaces only what the
/// batch knows better than the rows do.
class SQLiteSnapshot: BookingSnapshot {
    let connection: Database
    let context: StoreContext
    private var isOpen = true

    init(connection: Database, context: StoreContext) {
        self.connection = connection
        self.context = context
    }

    /// The connection, as long as the body runs: a body that keeps its argument gets nothing from it later.
    var database: Database {
        get throws {
            guard isOpen else { throw StoreError.closed }
            return connection
        }
    }

    func end() {
        isOpen = false
    }

    /// Nil: there is no such resource.
    func facts(of id: ResourceID) throws -> ResourceFacts? {
        try database.first(
            """
            SELECT r.no, c.number, c.revision FROM resource AS r JOIN resource_change AS c ON c.resource = r.no
            WHERE r.id = ?
            """, [id.rawValue]
        ) { ResourceFacts(row: $0[0], changeNumber: $0[1], revision: $0[2]) }
    }

    /// The revision of a resource that the rows do not show yet.
    func uncommittedRevision(of id: ResourceID) -> Int64? { nil }

    func resource(_ id: ResourceID) throws -> Resource? {
        guard let facts = try facts(of: id) else { return nil }
        if let known = context.published.resource(id, at: facts.revision) { return known }
        let definition = try loadDefinition(of: id, facts: facts)
        context.published.offer(definition)
        return definition.resource
    }

    func schedule(of id: ResourceID) throws -> ResourceSchedule { try offeredSchedule(of: id) }

    func offeredSchedule(of id: ResourceID) throws -> ResourceSchedule {
        guard let facts = try facts(of: id) else { return ResourceSchedule() }
        if let known = context.published.schedule(of: id, at: facts.changeNumber) { return known }
        let loaded = try loadSchedule(of: id, facts: facts)
        context.published.offer(loaded, of: id)
        return loaded
    }
}
