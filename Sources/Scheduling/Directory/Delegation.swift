import BookingCore

/// What a delegate may do in the calendars of whom they act for: look, or do all that the owner does there (Apple's
/// caldav-proxy extension §3).
public enum ProxyAccess: String, Hashable, Sendable, CaseIterable {
    case read, write
}

/// Somebody lets a colleague, or a group of people, look after their calendars. A delegate has one access to one owner.
public struct Delegation: Hashable, Sendable {
    /// The id of the person whose calendars they are.
    public var owner: String
    /// A person or a group.
    public var delegate: PrincipalID
    public var access: ProxyAccess

    public init(owner: String, delegate: PrincipalID, access: ProxyAccess) {
        self.owner = owner
        self.delegate = delegate
        self.access = access
    }

    /// Whether the delegation reaches this principal, in person or by a group.
    func reaches(_ principal: Principal) -> Bool {
        switch delegate {
        case .person(let id): id == principal.person.id
        case .group(let id): principal.groups.contains(id)
        case .resource, .roomGroup: false
        }
    }

    /// What the principal may do for `owner`; nil: nothing.
    static func access(
        of principal: Principal, for owner: String, in directory: any BookingSnapshot
    ) throws -> ProxyAccess? {
        let given = try directory.delegations(of: owner).filter { $0.reaches(principal) }.map(\.access)
        return given.contains(.write) ? .write : given.first
    }
}

/// Whose calendars somebody looks after.
public struct ProxyMembership: Hashable, Sendable {
    /// A person or a resource.
    public var owner: PrincipalID
    public var access: ProxyAccess
    /// Whether they are a member of the owner's proxy group: what everybody may read has no list of its readers.
    public var isListed: Bool

    public init(owner: PrincipalID, access: ProxyAccess, isListed: Bool) {
        self.owner = owner
        self.access = access
        self.isListed = isListed
    }
}

/// Those who look after one owner's calendars with one access.
public struct ProxyGroup: Hashable, Sendable {
    /// People and groups, by path.
    public var members: [PrincipalID]
    /// Whether whoever asked may change the members.
    public var isWritable: Bool

    public init(members: [PrincipalID], isWritable: Bool) {
        self.members = members
        self.isWritable = isWritable
    }
}
