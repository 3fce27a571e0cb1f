import BookingCore
import CalendarTime

/// Delegates of people, and those who look after resources, as the proxy groups of caldav-proxy §5.2.
extension DirectoryService {
    /// Delegates of one person.
    private static let mostDelegates = 100

    /// Whom a person lets look after their calendars, by delegate; for that person and for administrators.
    ///
    /// - Throws: ``SchedulingError/notFound`` for others, as where there is no such person.
    public func delegations(of owner: String, as principal: Principal) async throws -> [Delegation] {
        try await store.withSnapshot { snapshot in
            guard try Self.mayDelegate(for: owner, principal, in: snapshot) else { throw SchedulingError.notFound }
            return try snapshot.delegations(of: owner)
        }
    }

    /// Gives one delegate this access to a person's calendars; nil: none any more.
    ///
    /// - Throws: ``SchedulingError/unknownPerson(_:)`` where the delegate is no person and no group.
    public func setAccess(
        _ access: ProxyAccess?, of delegate: PrincipalID, for owner: String, as principal: Principal, door: Door
    ) async throws {
        try await change(owner, as: principal, door: door) { known in
            known.filter { $0.delegate != delegate }
                + (access.map { [Delegation(owner: owner, delegate: delegate, access: $0)] } ?? [])
        }
    }

    /// The same for a delegate who is named by an id: a person's, else a group's.
    public func setAccess(
        _ access: ProxyAccess?, ofNamed name: String, for owner: String, as principal: Principal, door: Door
    ) async throws {
        let isGroup = try await store.withSnapshot { snapshot in
            try snapshot.person(name) == nil && snapshot.groups().contains { $0.id == name }
        }
        try await setAccess(
            access, of: isGroup ? .group(name) : .person(name), for: owner, as: principal, door: door)
    }

    /// Replaces all who have this access. Who had the other one and is named here has only this one.
    ///
    /// - Throws: ``SchedulingError/unknownPerson(_:)`` where one of them is no person and no group.
    public func setDelegates(
        _ delegates: [PrincipalID], access: ProxyAccess, of owner: String, as principal: Principal, door: Door
    ) async throws {
        try await change(owner, as: principal, door: door) { known in
            known.filter { $0.access != access && !delegates.contains($0.delegate) }
                + Set(delegates).map { Delegation(owner: owner, delegate: $0, access: access) }
        }
    }

    /// Those who look after the calendars of `owner`: delegates of a person, the managers of a resource.
    ///
    /// - Throws: ``SchedulingError/notFound`` where there is no such group, and for everybody but the owner, an
    ///   administrator, and its members.
    public func proxyGroup(
        of owner: PrincipalID, access: ProxyAccess, as principal: Principal
    ) async throws -> ProxyGroup {
        try await store.withSnapshot { snapshot in
            guard try Self.entry(owner, in: snapshot) != nil else { throw SchedulingError.notFound }
            switch owner {
            case .person(let id):
                let given = try snapshot.delegations(of: id).filter { $0.access == access }
                let isWritable = try Self.mayDelegate(for: id, principal, in: snapshot)
                guard isWritable || id == principal.person.id || given.contains(where: { $0.reaches(principal) }) else {
                    throw SchedulingError.notFound
                }
                return ProxyGroup(members: given.map(\.delegate), isWritable: isWritable)
            case .resource(let id):
                guard let resource = try snapshot.resource(id) else { throw SchedulingError.notFound }
                let isReader = access == .read && resource.policy.privacy == .full
                guard AccessRights.manages(resource, principal) || isReader else { throw SchedulingError.notFound }
                let members = access == .write ? try Self.managers(of: resource, in: snapshot) : []
                return ProxyGroup(members: members, isWritable: false)
            case .group, .roomGroup:
                throw SchedulingError.notFound
            }
        }
    }

    /// Whose calendars the principal looks after, by path: people who delegated, resources they manage, and resources that
    /// show everything to everybody. Of an administrator only what they were named for.
    public func proxyMemberships(of principal: Principal) async throws -> [ProxyMembership] {
        let cache = cache
        return try await store.withSnapshot { snapshot in
            var access: [PrincipalID: ProxyAccess] = [:]
            let names = [principal.id] + principal.groups.map(PrincipalID.group)
            for delegation in try names.flatMap(snapshot.delegations(to:)) {
                let owner = PrincipalID.person(delegation.owner)
                guard owner != principal.id, try Self.entry(owner, in: snapshot) != nil else { continue }
                if access[owner] != .write { access[owner] = delegation.access }
            }
            var found = access.map { ProxyMembership(owner: $0.key, access: $0.value, isListed: true) }
            for case .resource(let resource) in try cache.entries(in: snapshot).map(\.kind) {
                let id = PrincipalID.resource(resource.id)
                if AccessRights.isNamedManager(of: resource, principal) {
                    found.append(ProxyMembership(owner: id, access: .write, isListed: true))
                } else if resource.policy.privacy == .full {
                    found.append(ProxyMembership(owner: id, access: .read, isListed: false))
                }
            }
            return found.sorted { $0.owner < $1.owner }
        }
    }

    // MARK: Rules

    /// A delegation lasts until it is taken back, so that a credential with scopes needs the widest of them.
    private static func mayDelegate(
        for owner: String, _ principal: Principal, in directory: any BookingSnapshot
    ) throws -> Bool {
        guard owner == principal.person.id || principal.person.isAdministrator,
            principal.allows(.administerResources), let person = try directory.person(owner)
        else { return false }
        return !person.isDisabled
    }

    private static func managers(of resource: Resource, in directory: any BookingSnapshot) throws -> [PrincipalID] {
        let groups = try directory.groups()
        return try resource.managers.compactMap { name -> PrincipalID? in
            if let person = try directory.person(name) { return person.isDisabled ? nil : .person(name) }
            return groups.contains { $0.id == name } ? .group(name) : nil
        }.sorted()
    }

    private func change(
        _ owner: String, as principal: Principal, door: Door,
        _ make: @escaping @Sendable ([Delegation]) -> [Delegation]
    ) async throws {
        let now = environment.now()
        try await store.withTransaction(locking: []) { transaction in
            guard try Self.mayDelegate(for: owner, principal, in: transaction) else {
                // Delegates see the group and may not change it; others do not see it.
                let isDelegate = try Delegation.access(of: principal, for: owner, in: transaction) != nil
                throw isDelegate || owner == principal.person.id ? SchedulingError.forbidden : .notFound
            }
            let old = Set(try transaction.delegations(of: owner))
            let new = Set(make(Array(old)))
            guard new != old else { return }
            guard new.count <= Self.mostDelegates else {
                throw SchedulingError.invalidField(name: "delegates", problem: .tooLong(limit: Self.mostDelegates))
            }
            for delegation in new.subtracting(old) { try Self.require(delegation, in: transaction) }
            let kept = Set(new.map(\.delegate))
            for gone in old where !kept.contains(gone.delegate) { try transaction.delete(gone) }
            for delegation in new.subtracting(old) { try transaction.save(delegation) }
            try transaction.append(
                AuditRecord(at: now, actor: principal.person.id, door: door, action: .delegationSaved, person: owner))
        }
    }

    private static func require(_ delegation: Delegation, in directory: any BookingSnapshot) throws {
        switch delegation.delegate {
        case .person(let id):
            guard let person = try directory.person(id), !person.isDisabled, id != delegation.owner else {
                throw SchedulingError.unknownPerson(id)
            }
        case .group(let id):
            guard try directory.groups().contains(where: { $0.id == id }) else {
                throw SchedulingError.unknownPerson(id)
            }
        case .resource(let id): throw SchedulingError.unknownPerson(id.rawValue)
        case .roomGroup(let id): throw SchedulingError.unknownPerson(id)
        }
    }
}
