public import BookingCore
import CalendarTime

/// Policies that resources share by a name.
extension BookingService {
    /// Every shared policy, as it stands, by name; administrators only.
    public func policies(as principal: Principal) async throws -> [NamedPolicy] {
        try Self.requireAdministrator(principal)
        return try await store.withSnapshot { try $0.namedPolicies() }
    }

    /// - Throws: ``SchedulingError/notFound``.
    public func policy(_ name: String, as principal: Principal) async throws -> NamedPolicy {
        try Self.requireAdministrator(principal)
        return try await store.withSnapshot { snapshot in
            guard let policy = try snapshot.namedPolicy(name) else { throw SchedulingError.notFound }
            return policy
        }
    }

    /// The policy as it was and is, oldest first.
    ///
    /// - Throws: ``SchedulingError/notFound``.
    public func policyVersions(_ name: String, as principal: Principal) async throws -> [NamedPolicy] {
        try Self.requireAdministrator(principal)
        return try await store.withSnapshot { snapshot in
            let versions = try snapshot.versions(ofPolicy: name)
            if versions.isEmpty { throw SchedulingError.notFound }
            return versions
        }
    }

    /// Keeps the policy as the next version, and gives it to every resource that shares it, its own overrides on top,
    /// in one transaction. It takes effect for later decisions and cancels nothing. What is said already changes nothing.
    ///
    /// - Parameter check: is told the policy as it stands, nil where there is none, and throws where it may not be replaced.
    @discardableResult
    public func savePolicy(
        _ name: String, _ policy: BookingPolicy, as principal: Principal, door: Door,
        check: @escaping @Sendable (NamedPolicy?) throws -> Void = { _ in }
    ) async throws -> NamedPolicy {
        try Self.requireAdministrator(principal)
        guard ResourceID(validating: name) != nil else {
            throw SchedulingError.invalidField(name: "name", problem: .malformed(name))
        }
        do { try policy.validate() } catch {
            throw SchedulingError.invalidField(name: "policy", problem: .malformed("\(error)"))
        }
        let now = environment.now()
        return try await store.withTransaction(locking: [.policy(name)]) { transaction in
            let known = try transaction.namedPolicy(name)
            try check(known)
            if let known, known.policy == policy { return known }
            try KnownIDs(transaction).check(policy, at: "")
            let saved = NamedPolicy(name: name, version: (known?.version ?? 0) + 1, policy: policy)
            let sharing = try transaction.resources().filter { $0.policyName == name }
            try transaction.require(sharing.reduce(into: []) { $0.formUnion(LockKey.all(of: $1.id)) })
            try transaction.save(saved)
            try transaction.append(
                AuditRecord(at: now, actor: principal.person.id, door: door, action: .policySaved, subject: name))
            for resource in sharing {
                try DirectoryService.save(
                    try resource.sharing(saved).checked(), in: transaction, now: now, actor: principal.person.id,
                    door: door)
            }
            return saved
        }
    }

    static func requireAdministrator(_ principal: Principal) throws {
        guard principal.person.isAdministrator, principal.allows(.administerResources) else {
            throw SchedulingError.forbidden
        }
    }
}

extension Resource {
    /// The resource under that shared policy, with its own overrides.
    func sharing(_ shared: NamedPolicy) -> Resource {
        var resource = self
        resource.policyName = shared.name
        resource.policyVersion = shared.version
        resource.policy = policyOverrides.applied(to: shared.policy)
        return resource
    }

    /// The resource under the policy that it names, as that stands now; as it is where it names none.
    ///
    /// - Throws: ``SchedulingError/invalidField(name:problem:)`` for a name that no policy has, or a resolved policy that
    ///   cannot be.
    func resolved(in transaction: any BookingTransaction) throws -> Resource {
        guard let policyName else {
            var resource = self
            resource.policyVersion = nil
            resource.policyOverrides = PolicyOverrides()
            return resource
        }
        try transaction.require([.policy(policyName)])
        guard let shared = try transaction.namedPolicy(policyName) else {
            throw SchedulingError.invalidField(name: "policyName", problem: .malformed(policyName))
        }
        return try sharing(shared).checked()
    }

    /// - Throws: where what is shared and what is overridden do not go together.
    fileprivate func checked() throws(SchedulingError) -> Resource {
        do { try policy.validate() } catch {
            throw .invalidField(name: "policy", problem: .malformed("\(id): \(error)"))
        }
        return self
    }
}

extension LockKey {
    /// Held while a shared policy is changed, or a resource is put under it.
    static func policy(_ name: String) -> LockKey { .series(organizer: "policy:", uid: name) }

    /// Everything that saving a resource writes.
    static func all(of id: ResourceID) -> Set<LockKey> {
        [
            .resource(id), .collection(.calendar(of: .resource(id))), .collection(.inbox(of: .resource(id))),
        ]
    }
}
