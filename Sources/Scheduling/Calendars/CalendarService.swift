public import BookingCore
public import CalendarTime
public import ICalendar

/// Calendars as CalDAV and the pages see them. Every write of a scheduling object is decided and answered in its own
/// transaction.
public struct CalendarService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    public func rights(on id: CollectionID, as principal: Principal) async throws -> Set<CalendarRight> {
        try await store.withSnapshot { try AccessRights.rights(of: principal, on: id.owner, in: $0) }
    }

    /// The collections of a home that the principal may read, by name.
    public func collections(of owner: PrincipalID, as principal: Principal) async throws -> [CalendarCollection] {
        try await store.withSnapshot { snapshot in
            let rights = try AccessRights.rights(of: principal, on: owner, in: snapshot)
            guard rights.contains(.read) else { return [] }
            return try snapshot.collections(of: owner).filter { $0.kind != .inbox || rights.contains(.manage) }
        }
    }

    public func collection(_ id: CollectionID, as principal: Principal) async throws -> CalendarCollection {
        try await store.withSnapshot { try Self.readable(id, as: principal, in: $0) }
    }

    public func object(_ name: String, in id: CollectionID, as principal: Principal) async throws -> StoredObject {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            guard let object = try snapshot.object(name, in: id) else { throw SchedulingError.notFound }
            return try Veil(of: id, for: principal, in: snapshot).shown(object)
        }
    }

    /// Members by name; nil: all of them. Names that are not there are left out.
    public func objects(
        in id: CollectionID, names: [String]?, as principal: Principal
    ) async throws -> [StoredObject] {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            let veil = try Veil(of: id, for: principal, in: snapshot)
            guard let names else {
                return try snapshot.objects(in: id, component: nil, window: nil).map(veil.shown)
            }
            return try snapshot.objects(named: names, in: id).map(veil.shown)
        }
    }

    /// The candidates of a filter, without their texts.
    public func outlines(
        in id: CollectionID, matching query: ObjectQuery, as principal: Principal
    ) async throws -> ObjectListing {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            let veil = try Veil(of: id, for: principal, in: snapshot)
            return ObjectListing(outlines: try snapshot.outlines(in: id, matching: query), isVeiled: veil.hides)
        }
    }

    public func syncToken(of collection: CalendarCollection) async throws -> SyncToken {
        try await store.withSnapshot {
            SyncToken(epoch: try $0.storeEpoch(), changeNumber: collection.changeNumber)
        }
    }

    /// What changed since `since` (nil: everything), and the token to ask with next.
    ///
    /// - Throws: ``SchedulingError/invalidSyncToken``.
    public func changes(
        in id: CollectionID, since: SyncToken?, limit: Int, as principal: Principal
    ) async throws -> (CollectionChanges, SyncToken) {
        try await store.withSnapshot { snapshot in
            let epoch = try Self.epoch(of: since, in: id, as: principal, snapshot)
            guard var changes = try snapshot.changes(in: id, since: since?.changeNumber ?? 0, limit: limit) else {
                throw SchedulingError.invalidSyncToken
            }
            changes.changed = try changes.changed.map(Veil(of: id, for: principal, in: snapshot).shown)
            return (changes, SyncToken(epoch: epoch, changeNumber: changes.upTo))
        }
    }

    /// The same without texts; whether they are veiled as in ``ObjectListing``.
    public func outlinedChanges(
        in id: CollectionID, since: SyncToken?, limit: Int, as principal: Principal
    ) async throws -> (changes: OutlinedChanges, token: SyncToken, isVeiled: Bool) {
        try await store.withSnapshot { snapshot in
            let epoch = try Self.epoch(of: since, in: id, as: principal, snapshot)
            guard let changes = try snapshot.outlinedChanges(in: id, since: since?.changeNumber ?? 0, limit: limit)
            else { throw SchedulingError.invalidSyncToken }
            let isVeiled = try Veil(of: id, for: principal, in: snapshot).hides
            return (changes, SyncToken(epoch: epoch, changeNumber: changes.upTo), isVeiled)
        }
    }

    /// The store's epoch, after the principal's right and the token were checked against it.
    private static func epoch(
        of since: SyncToken?, in id: CollectionID, as principal: Principal, _ snapshot: any BookingSnapshot
    ) throws -> String {
        let collection = try readable(id, as: principal, in: snapshot)
        let epoch = try snapshot.storeEpoch()
        if let since, since.epoch != epoch || since.changeNumber > collection.changeNumber {
            throw SchedulingError.invalidSyncToken
        }
        return epoch
    }

    /// The collection, if the principal may read it; missing and forbidden are alike.
    static func readable(
        _ id: CollectionID, as principal: Principal, in snapshot: any BookingSnapshot
    ) throws -> CalendarCollection {
        let rights = try AccessRights.rights(of: principal, on: id.owner, in: snapshot)
        guard rights.contains(.read), let collection = try snapshot.collection(id),
            collection.kind != .inbox || rights.contains(.manage)
        else { throw SchedulingError.notFound }
        return collection
    }

    /// The collection, if the principal may change it.
    static func writable(
        _ id: CollectionID, as principal: Principal, in transaction: any BookingTransaction
    ) throws -> CalendarCollection {
        let collection = try readable(id, as: principal, in: transaction)
        guard try AccessRights.rights(of: principal, on: id.owner, in: transaction).contains(.write) else {
            throw SchedulingError.forbidden
        }
        return collection
    }
}
