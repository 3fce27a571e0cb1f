public import BookingCore
import CalendarTime

/// One principal as searches and principal resources show it.
public struct DirectoryEntry: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case person(Person)
        case resource(Resource)
        case group(PersonGroup)
        case roomGroup(RoomGroup)
    }

    public let id: PrincipalID
    public let kind: Kind
    public let displayName: String
    /// The name and the addresses as searches compare them.
    public let searchName: SearchKey
    public let searchAddresses: [SearchKey]
    /// Lower case, without `mailto:`; the first is the one to show.
    public let addresses: [String]

    public init(id: PrincipalID, kind: Kind) {
        self.id = id
        self.kind = kind
        displayName =
            switch kind {
            case .person(let person): person.name
            case .resource(let resource): resource.names.fr
            case .group(let group): group.name
            case .roomGroup(let group): group.names.fr
            }
        addresses =
            switch kind {
            case .person(let person): person.addresses
            case .resource(let resource): [resource.address] + resource.aliases
            case .group(let group): group.address.map { [$0] } ?? []
            case .roomGroup(let group): [group.address]
            }
        searchName = SearchKey(displayName)
        searchAddresses = addresses.map { SearchKey($0) }
    }
}

/// Who and what there is.
public struct DirectoryService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment
    let cache = DirectoryCache()

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// The installation's own settings; nil in an empty database.
    public func site() async throws -> Site? {
        try await store.withSnapshot { try $0.site() }
    }

    /// Every person who has an account, every resource in service, every group.
    public func principals(as principal: Principal) async throws -> [DirectoryEntry] {
        let cache = cache
        return try await store.withSnapshot { try cache.entries(in: $0) }
    }

    /// Every group of people, by id.
    public func groups(as principal: Principal) async throws -> [PersonGroup] {
        try await store.withSnapshot { try $0.groups() }
    }

    public func principal(_ id: PrincipalID, as principal: Principal) async throws -> DirectoryEntry? {
        try await store.withSnapshot { try Self.entry(id, in: $0) }
    }

    /// - Parameter address: lower case, without `mailto:`.
    public func principal(address: String, as principal: Principal) async throws -> DirectoryEntry? {
        try await store.withSnapshot { snapshot in
            guard let id = try snapshot.principal(address: address) else { return nil }
            return try Self.entry(id, in: snapshot)
        }
    }

    /// - Parameter urn: `urn:uuid:` in lower case, as ``ResourceURN`` makes it.
    public func principal(urn: String, as principal: Principal) async throws -> DirectoryEntry? {
        try await store.withSnapshot { snapshot in
            guard let id = try ResourceURN.principal(urn, in: snapshot) else { return nil }
            return try Self.entry(id, in: snapshot)
        }
    }

    static func entry(_ id: PrincipalID, in directory: any BookingSnapshot) throws -> DirectoryEntry? {
        switch id {
        case .person(let personID):
            guard let person = try directory.person(personID), !person.isDisabled else { return nil }
            return DirectoryEntry(id: id, kind: .person(person))
        case .resource(let resourceID):
            guard let resource = try directory.resource(resourceID), !resource.disabled else { return nil }
            return DirectoryEntry(id: id, kind: .resource(resource))
        case .group(let groupID):
            return try directory.groups().first { $0.id == groupID }
                .map { DirectoryEntry(id: id, kind: .group($0)) }
        case .roomGroup(let groupID):
            return try directory.roomGroups().first { $0.id == groupID }
                .map { DirectoryEntry(id: id, kind: .roomGroup($0)) }
        }
    }
}

extension DirectoryService {
    /// Writes a whole installation in one transaction.
    ///
    /// - Throws: ``SchedulingError/alreadyExists`` where the database has a site already.
    public func provision(_ installation: Installation, door: Door) async throws {
        let now = environment.now()
        try await store.withTransaction(locking: Self.keys(of: installation)) { transaction in
            guard try transaction.site() == nil else { throw SchedulingError.alreadyExists }
            try transaction.save(installation.site)
            for person in installation.people {
                try transaction.save(person)
                try CalendarHome.provision(.person(person.id), displayName: "Agenda", in: transaction, now: now)
                try transaction.append(
                    AuditRecord(at: now, actor: nil, door: door, action: .personSaved, person: person.id))
            }
            for group in installation.groups { try transaction.save(group) }
            for credential in installation.credentials { try transaction.save(credential) }
            for policy in installation.policies { try transaction.save(policy) }
            for resource in installation.resources {
                try Self.save(resource, in: transaction, now: now, actor: nil, door: door)
            }
            for group in installation.roomGroups { try transaction.save(group) }
        }
    }

    /// Saves a resource with its calendar, its default feed and an audit record.
    static func save(
        _ resource: Resource, in transaction: any BookingTransaction, now: Instant, actor: String?, door: Door
    ) throws {
        let owner = PrincipalID.resource(resource.id)
        let known = try transaction.resource(resource.id)
        try transaction.save(resource)
        if let known { try RuleChange(transaction: transaction, now: now).apply(from: known, to: resource) }
        try CalendarHome.provision(
            owner, displayName: (resource.calendarName ?? resource.names).fr, in: transaction, now: now)
        let feeds = try transaction.feeds(of: owner)
        if feeds.isEmpty {
            try transaction.save(
                Feed(id: resource.id.rawValue, owner: owner, privacy: resource.policy.privacy, createdAt: now))
        } else if var own = feeds.first(where: { $0.id == resource.id.rawValue }),
            own.privacy != resource.policy.privacy
        {
            // The feed that came with the resource shows what its policy shows, also when that changes.
            own.privacy = resource.policy.privacy
            try transaction.save(own)
        }
        try transaction.append(
            AuditRecord(at: now, actor: actor, door: door, action: .resourceSaved, resource: resource.id))
    }

    private static func keys(of installation: Installation) -> Set<LockKey> {
        var keys: Set<LockKey> = []
        for owner in installation.people.map({ PrincipalID.person($0.id) })
            + installation.resources.map({ PrincipalID.resource($0.id) })
        {
            keys.insert(.collection(.calendar(of: owner)))
            keys.insert(.collection(.inbox(of: owner)))
            if case .resource(let id) = owner { keys.insert(.resource(id)) }
        }
        return keys
    }
}
