public import BookingCore

/// What somebody may do with a calendar home or a resource (BEHAVIOUR, People, rights, privacy).
public enum CalendarRight: String, Hashable, Sendable, CaseIterable {
    case readFreeBusy, read, write, manage
}

/// Derives rights from the principal, the owner and the resource's policy. Nothing else decides who may do what.
enum AccessRights {
    /// Rights on everything in `owner`'s calendar home: the person's own and those of a delegate, as far as the scopes of
    /// their credential let them be used.
    static func rights(
        of principal: Principal, on owner: PrincipalID, in directory: any BookingSnapshot
    ) throws -> Set<CalendarRight> {
        try personalRights(of: principal, on: owner, in: directory).intersection(scopedRights(of: principal))
    }

    /// Whether the principal may see and change the feeds of `owner`: an address shows what it shows for ever, to anybody, so
    /// that a credential with scopes needs the widest of them.
    static func managesFeeds(
        of owner: PrincipalID, _ principal: Principal, in directory: any BookingSnapshot
    ) throws -> Bool {
        guard principal.allows(.administerResources) else { return false }
        // A delegate's rights end, an address does not.
        if case .person(let id) = owner {
            if owner == principal.id { return true }
            return try principal.person.isAdministrator && directory.person(id) != nil
        }
        if case .roomGroup(let id) = owner {
            guard let group = try directory.roomGroups().first(where: { $0.id == id }) else { return false }
            return try group.members.compactMap { try directory.resource($0) }.allSatisfy { manages($0, principal) }
        }
        return try personalRights(of: principal, on: owner, in: directory).contains(.manage)
    }

    private static func scopedRights(of principal: Principal) -> Set<CalendarRight> {
        var rights: Set<CalendarRight> = []
        if principal.mayReadFreeBusy { rights.insert(.readFreeBusy) }
        if principal.mayRead { rights.insert(.read) }
        if principal.allows(.writeBookings) { rights.formUnion([.write, .manage]) }
        return rights
    }

    private static func personalRights(
        of principal: Principal, on owner: PrincipalID, in directory: any BookingSnapshot
    ) throws -> Set<CalendarRight> {
        switch owner {
        case .person(let id):
            if id == principal.person.id { return Set(CalendarRight.allCases) }
            guard try directory.person(id) != nil else { return [] }
            return switch try Delegation.access(of: principal, for: id, in: directory) {
            case .write: Set(CalendarRight.allCases)
            case .read: [.readFreeBusy, .read]
            case nil: [.readFreeBusy]
            }
        case .resource(let id):
            guard let resource = try directory.resource(id) else { return [] }
            return rights(of: principal, on: resource)
        case .group, .roomGroup:
            return []
        }
    }

    private static func rights(of principal: Principal, on resource: Resource) -> Set<CalendarRight> {
        if manages(resource, principal) { return Set(CalendarRight.allCases) }
        return resource.policy.privacy == .full ? [.readFreeBusy, .read] : [.readFreeBusy]
    }

    /// Whether `principal` answers for the resource: an administrator, or one of its managers, in person or by a group.
    static func manages(_ resource: Resource, _ principal: Principal) -> Bool {
        principal.person.isAdministrator || isNamedManager(of: resource, principal)
    }

    /// Whether `principal` is one of the resource's managers, in person or by a group.
    static func isNamedManager(of resource: Resource, _ principal: Principal) -> Bool {
        resource.managers.contains(principal.person.id) || !principal.groups.isDisjoint(with: resource.managers)
    }

    /// Whether the booking's organizer is this person.
    static func owns(_ booking: Booking, _ principal: Principal) -> Bool {
        booking.organizer.personID == principal.person.id
    }
}
