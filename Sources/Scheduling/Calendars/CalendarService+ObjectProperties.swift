extension CalendarService {
    /// The dead properties of the members that have some, by their names (RFC 4918 §4).
    public func deadProperties(
        in id: CollectionID, as principal: Principal
    ) async throws -> [String: [CalendarCollection.DeadProperty]] {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            return try snapshot.deadProperties(in: id)
        }
    }

    /// Those of one member.
    public func deadProperties(
        of name: String, in id: CollectionID, as principal: Principal
    ) async throws -> [CalendarCollection.DeadProperty] {
        try await store.withSnapshot { snapshot in
            _ = try Self.readable(id, as: principal, in: snapshot)
            return try snapshot.deadProperties(of: name, in: id)
        }
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
