import BookingCore

/// Groups of rooms that are invited as one.
extension BookingService {
    /// Every group of rooms, by id.
    public func roomGroups(as principal: Principal) async throws -> [RoomGroup] {
        try await store.withSnapshot { try $0.roomGroups() }
    }

    /// Inserts or replaces a group; administrators only.
    ///
    /// - Parameter check: is told the group as it stands, nil where there is none, and throws where it may not be replaced.
    /// - Returns: whether it is new.
    @discardableResult
    public func saveRoomGroup(
        _ group: RoomGroup, as principal: Principal, door: Door,
        check: @escaping @Sendable (RoomGroup?) throws -> Void = { _ in }
    ) async throws -> Bool {
        try Self.requireAdministrator(principal)
        guard let id = ResourceID(validating: group.id) else {
            throw SchedulingError.invalidField(name: "id", problem: .malformed(group.id))
        }
        if group.members.isEmpty { throw SchedulingError.invalidField(name: "members", problem: .empty) }
        if group.members.count > Self.mostMembers {
            throw SchedulingError.invalidField(name: "members", problem: .tooLong(limit: Self.mostMembers))
        }
        if Set(group.members).count != group.members.count {
            throw SchedulingError.invalidField(name: "members", problem: .duplicate)
        }
        try Self.validate(address: group.address, name: "address")
        if group.address != group.address.lowercased() {
            throw SchedulingError.invalidField(name: "address", problem: .malformed(group.address))
        }
        let now = environment.now()
        return try await store.withTransaction(locking: []) { transaction in
            let known = try transaction.roomGroups().first { $0.id == group.id }
            try check(known)
            // A request names rooms and groups in one list.
            if try transaction.resource(id) != nil {
                throw SchedulingError.invalidField(name: "id", problem: .taken)
            }
            for member in group.members where try transaction.resource(member) == nil {
                throw SchedulingError.unknownResource(member.rawValue)
            }
            if let holder = try transaction.principal(address: group.address), holder != .roomGroup(group.id) {
                throw DirectoryConflict(address: group.address, holder: holder)
            }
            try transaction.save(group)
            try transaction.append(
                AuditRecord(
                    at: now, actor: principal.person.id, door: door, action: .roomGroupSaved, subject: group.id))
            return known == nil
        }
    }

    /// As many as can be looked at for one request.
    private static let mostMembers = 200
}
