import BookingCore

extension CalendarService {
    /// Collection names that have a meaning of their own in a home.
    private static let reservedNames: Set<String> = ["inbox", "outbox"]

    /// MKCALENDAR.
    public func makeCalendar(
        _ collection: CalendarCollection, if preconditions: WritePreconditions = WritePreconditions(),
        as principal: Principal
    ) async throws {
        let id = collection.id
        try await store.withTransaction(locking: preconditions.keys.union([.collection(id)])) { transaction in
            guard case .person = id.owner, !Self.reservedNames.contains(id.name), !id.name.isEmpty else {
                throw SchedulingError.forbidden
            }
            guard try AccessRights.rights(of: principal, on: id.owner, in: transaction).contains(.manage) else {
                throw SchedulingError.notFound
            }
            let exists = try transaction.collection(id) != nil
            try preconditions.check(collectionExists: exists)
            try preconditions.checkStates(as: principal, in: transaction)
            guard !exists else { throw SchedulingError.alreadyExists }
            try transaction.save(collection)
        }
    }

    /// Changes the collection's own properties.
    public func update(
        _ id: CollectionID, if preconditions: WritePreconditions = WritePreconditions(), as principal: Principal,
        _ change: @escaping @Sendable (inout CalendarCollection) -> Void
    ) async throws {
        try await store.withTransaction(locking: preconditions.keys.union([.collection(id)])) { transaction in
            var collection = try Self.writable(id, as: principal, in: transaction)
            try preconditions.check(collectionExists: true)
            try preconditions.checkStates(as: principal, in: transaction)
            change(&collection)
            try transaction.save(collection)
        }
    }

    /// Removes a calendar. Its scheduling objects are removed as one by one: organizers' events are cancelled, attendees
    /// decline. The calendar that invitations are put into stays (RFC 6638 §9.2, `default-calendar-needed`), and so does the
    /// first one, which events that are made elsewhere are written to.
    public func deleteCalendar(
        _ id: CollectionID, if preconditions: WritePreconditions = WritePreconditions(), as principal: Principal
    ) async throws {
        let now = environment.now()
        let environment = environment
        // The inbox says which calendar has to stay.
        let keys = preconditions.keys.union([.collection(id), .collection(.inbox(of: id.owner))])
        try await store.withTransaction(locking: keys) { transaction in
            let collection = try Self.writable(id, as: principal, in: transaction)
            try preconditions.check(collectionExists: true)
            try preconditions.checkStates(as: principal, in: transaction)
            // A box is no calendar: none can be chosen in its place.
            guard collection.kind == .calendar else { throw SchedulingError.readOnly }
            guard case .person = id.owner, id != .calendar(of: id.owner),
                try id != CalendarHome.scheduleCalendar(of: id.owner, in: transaction)
            else { throw SchedulingError.readOnlyCollection }
            let scheduler = ImplicitScheduler(
                transaction: transaction, environment: environment, now: now, principal: principal)
            var missing: Set<LockKey> = []
            for object in try transaction.objects(in: id, component: nil, window: nil) {
                do {
                    try scheduler.delete(object.name, in: id, if: WritePreconditions(), scheduleReply: true)
                } catch let needed as NeedsLocks {
                    // Each object may need others: all are asked for before the body runs again.
                    missing.formUnion(needed.keys)
                }
            }
            if !missing.isEmpty { throw NeedsLocks(missing) }
            try transaction.delete(id)
        }
    }
}
