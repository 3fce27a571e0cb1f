extension CalendarService {
    /// The dead properties of the members that have some, by their names (RFC 4918 §4).
    public func deadProperties(
        in id: CollectionID, as principal: Principal
    ) async throws -> [String: [CalendarCollection.DeadProperty]] {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            let all = try snapshot.deadProperties(in: id)
            let veil = try Veil(of: id, for: principal, in: snapshot)
            guard veil.hides, !all.isEmpty else { return all }
            return try all.filter { try Self.isShown($0.key, in: id, by: veil, snapshot) }
        }
    }

    /// Those of one member.
    public func deadProperties(
        of name: String, in id: CollectionID, as principal: Principal
    ) async throws -> [CalendarCollection.DeadProperty] {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            let veil = try Veil(of: id, for: principal, in: snapshot)
            guard try Self.isShown(name, in: id, by: veil, snapshot) else { return [] }
            return try snapshot.deadProperties(of: name, in: id)
        }
    }

    /// Of an event of which only the time may be seen, the properties may not either.
    private static func isShown(
        _ name: String, in id: CollectionID, by veil: Veil, _ snapshot: any BookingSnapshot
    ) throws -> Bool {
        guard veil.hides else { return true }
        guard let object = try snapshot.object(name, in: id) else { return false }
        return try veil.shown(object).etag == object.etag
    }

    /// Changes the dead properties of a member. The object itself, its entity tag and its collection stay as they are.
    public func updateDeadProperties(
        of name: String, in id: CollectionID, if preconditions: WritePreconditions, as principal: Principal,
        _ change: @escaping @Sendable (inout [CalendarCollection.DeadProperty]) -> Void
    ) async throws {
        try await store.withTransaction(locking: preconditions.keys.union([.collection(id)])) { transaction in
            _ = try Self.writable(id, as: principal, in: transaction)
            guard let object = try transaction.object(name, in: id) else { throw SchedulingError.notFound }
            try preconditions.check(object)
            try preconditions.checkStates(as: principal, in: transaction)
            var properties = try transaction.deadProperties(of: name, in: id)
            change(&properties)
            try transaction.save(properties, of: name, in: id)
        }
    }
}
