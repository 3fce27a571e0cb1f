import BookingCore
import CalendarTime
import Scheduling

/// A copy of the state that a body changes.
final class MemoryTransaction: MemorySnapshot, BookingTransaction {
    private let keys: Set<LockKey>
    private(set) var missingKeys: Set<LockKey> = []

    init(_ state: MemoryState, keys: Set<LockKey>) {
        self.keys = keys
        super.init(state)
    }

    func require(_ needed: Set<LockKey>) throws {
        let missing = needed.subtracting(keys)
        guard missing.isEmpty else {
            missingKeys.formUnion(missing)
            throw NeedsLocks(missing)
        }
    }

    override func schedule(of id: ResourceID) throws -> ResourceSchedule {
        try require([.resource(id)])
        return try super.schedule(of: id)
    }

    func save(_ resource: Resource) throws {
        try require([.resource(resource.id)])
        try claim([resource.address] + resource.aliases, for: .resource(resource.id))
        let isSame = state.resources[resource.id] == resource
        state.resources[resource.id] = resource
        state.numbers[resource.id, default: 0] += 1
        if isSame { return }
        state.directoryNumber += 1
        state.resourceVersions[resource.id, default: []].append(
            ResourceVersion(number: state.numbers[resource.id] ?? 0, resource: resource))
    }

    func save(_ policy: NamedPolicy) throws {
        state.policies[policy.name, default: []].removeAll { $0.version == policy.version }
        state.policies[policy.name, default: []].append(policy)
    }

    func save(_ group: RoomGroup) throws {
        try claim([group.address], for: .roomGroup(group.id))
        state.roomGroups[group.id] = group
        state.directoryNumber += 1
    }

    func touch(_ id: ResourceID) throws {
        try require([.resource(id)])
        state.numbers[id, default: 0] += 1
    }

    func save(_ booking: Booking) throws {
        try require([.resource(booking.resource)])
        var old = state.bookings[booking.id]
        if let moved = old, moved.resource != booking.resource {
            try require([.resource(moved.resource)])
            state.schedules[moved.resource, default: ResourceSchedule()].apply(old: moved, new: nil)
            state.numbers[moved.resource, default: 0] += 1
            old = nil
        }
        guard state.resources[booking.resource] != nil else {
            throw StoreError.damaged("there is no resource \(booking.resource)")
        }
        state.bookings[booking.id] = booking
        state.schedules[booking.resource, default: ResourceSchedule()].apply(old: old, new: booking)
        state.numbers[booking.resource, default: 0] += 1
    }

    private func claim(_ addresses: [String], for principal: PrincipalID) throws {
        let addresses = addresses.map { $0.lowercased() }
        for address in addresses {
            if let holder = state.addresses[address], holder != principal {
                throw DirectoryConflict(address: address, holder: holder)
            }
        }
        state.addresses = state.addresses.filter { $0.value != principal }
        for address in addresses { state.addresses[address] = principal }
    }

    func save(_ site: Site) throws {
        state.site = site
        state.directoryNumber += 1
    }

    func save(_ person: Person) throws {
        try claim(person.addresses, for: .person(person.id))
        state.people[person.id] = person
        state.directoryNumber += 1
    }

    func save(_ group: PersonGroup) throws {
        try claim(group.address.map { [$0] } ?? [], for: .group(group.id))
        state.groups[group.id] = group
        state.directoryNumber += 1
    }

    func save(_ delegation: Delegation) throws {
        state.delegations[.init(owner: delegation.owner, delegate: delegation.delegate)] = delegation.access
        state.directoryNumber += 1
    }

    func delete(_ delegation: Delegation) throws {
        state.delegations[.init(owner: delegation.owner, delegate: delegation.delegate)] = nil
        state.directoryNumber += 1
    }

    func save(_ credential: Credential) throws { state.credentials[credential.id] = credential }

    func save(lastUse: Instant, of credentialID: String) throws {
        state.credentialUses[credentialID] = max(state.credentialUses[credentialID] ?? .distantPast, lastUse)
    }

    func save(_ feed: Feed) throws { state.feeds[feed.id] = feed }

    func deleteFeed(_ id: String) throws { state.feeds[id] = nil }

    func append(_ entry: OutboxEntry) throws {
        state.lastOutboxID += 1
        var entry = entry
        entry.id = state.lastOutboxID
        state.outbox.append(entry)
    }

    func removeOutbox(_ id: Int64) throws { state.outbox.removeAll { $0.id == id } }

    func keep(_ answer: StoredAnswer) throws {
        let key = MemoryState.AnswerKey(personID: answer.personID, key: answer.key)
        if state.answers[key] == nil { state.answers[key] = answer }
    }

    func dropAnswers(before instant: Instant) throws {
        state.answers = state.answers.filter { $0.value.createdAt >= instant }
    }

    func append(_ record: DecisionRecord) throws { state.decisions.append(record) }

    func append(_ record: AuditRecord) throws {
        let chain = record.resource?.rawValue ?? ""
        let last = state.audit.last { $0.chain == chain }
        let order = (last?.order ?? 0) + 1
        let record = record.concealed { person in
            if let known = state.auditIDs[person] { return known }
            state.lastAuditID &+= 1
            let id = OpaquePerson.id { Array(repeating: state.lastAuditID, count: $0) }
            state.auditIDs[person] = id
            return id
        }
        let hash = AuditChain.hash(of: record, chain: chain, order: order, after: last?.hash ?? AuditChain.origin)
        state.audit.append(AuditEntry(chain: chain, order: order, record: record, hash: hash))
    }

    func forgetAuditID(of person: String) throws { state.auditIDs[person] = nil }

    func append(_ root: AuditRoot) throws { state.auditRoots.append(root) }
}
