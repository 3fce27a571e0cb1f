public import CalendarTime

/// A directory kept elsewhere, read as a whole.
public protocol DirectorySource: Sendable {
    func content() async throws -> DirectoryContent
}

/// What a directory elsewhere holds.
public struct DirectoryContent: Sendable {
    public struct Entry: Sendable {
        public var person: Person
        /// How the source names the person when they log in: a DN.
        public var key: String

        public init(person: Person, key: String) {
            self.person = person
            self.key = key
        }
    }

    public var people: [Entry] = []
    public var groups: [PersonGroup] = []
    /// Entries without a usable id, as the source names them.
    public var unusable: [String] = []

    public init() {}
}

/// What a synchronisation did, or would do.
public struct DirectoryReport: Hashable, Sendable {
    public var created: [String] = []
    public var changed: [String] = []
    /// Disabled there, or gone.
    public var disabled: [String] = []
    public var groups: [String] = []
    /// People who stay as they are: an address of theirs is somebody else's, or the account is a local administrator's.
    public var conflicts: [String] = []
    public var unusable: [String] = []
    public var isDryRun = false
    /// Nothing was done: so many people vanished that the source is more likely at fault.
    public var isRefused = false

    public init() {}
}

/// Brings the people and groups of a source here.
///
/// A person keeps what only this server knows: language and administrator's role. Somebody who vanished there is disabled here, never
/// deleted; and where more than 50 people, or more than a fifth, vanish at once, nothing is done unless it is asked for.
public struct DirectorySynchronizer: Sendable {
    static let mostVanished = 50
    /// People saved in one transaction.
    private static let batch = 100
    static let keyPrefix = "directory:"

    private let source: any DirectorySource
    private let store: any BookingStore
    private let environment: ServiceEnvironment

    public init(source: any DirectorySource, store: any BookingStore, environment: ServiceEnvironment) {
        self.source = source
        self.store = store
        self.environment = environment
    }

    /// - Parameters:
    ///   - isDryRun: says what would be done, and does nothing.
    ///   - principal: who asks, an administrator; nil: the server by itself.
    /// - Throws: ``SchedulingError/forbidden``, and what the source throws, to the server itself; `StoreError.overloaded` to others.
    public func synchronize(
        isDryRun: Bool, acceptsManyVanished: Bool = false, as principal: Principal?, door: Door
    ) async throws -> DirectoryReport {
        if let principal {
            guard principal.person.isAdministrator, principal.allows(.administerResources) else {
                throw SchedulingError.forbidden
            }
        }
        let content = try await read(for: principal)
        let plan = try await store.withSnapshot { try Plan(content, in: $0) }
        var report = plan.report
        report.isDryRun = isDryRun
        report.isRefused = plan.vanishesTooMany && !acceptsManyVanished
        guard !isDryRun, !report.isRefused else { return report }
        try await apply(plan, actor: principal?.person.id, door: door)
        return report
    }

    /// Whoever asks is told to try again later; why, the server says in its log when it asks by itself.
    private func read(for principal: Principal?) async throws -> DirectoryContent {
        do {
            return try await source.content()
        } catch {
            if principal == nil { throw error }
            throw StoreError.overloaded
        }
    }

    private func apply(_ plan: Plan, actor: String?, door: Door) async throws {
        let now = environment.now()
        for start in stride(from: 0, to: plan.people.count, by: Self.batch) {
            let people = Array(plan.people[start..<min(start + Self.batch, plan.people.count)])
            try await store.withTransaction(locking: []) { transaction in
                for change in people {
                    // Rights that were given here meanwhile stay.
                    var person = change.person
                    if let current = try transaction.person(person.id) {
                        person.isAdministrator = current.isAdministrator
                        person.language = current.language
                    }
                    try transaction.save(person)
                    try CalendarHome.provision(.person(person.id), displayName: "Agenda", in: transaction, now: now)
                    if let key = change.key {
                        try transaction.save(
                            Credential(
                                id: Self.keyPrefix + person.id, kind: .directory, personID: person.id, verifier: key,
                                label: "", createdAt: now))
                    }
                    try transaction.append(
                        AuditRecord(at: now, actor: actor, door: door, action: .personSaved, person: person.id))
                }
            }
        }
        let groups = plan.groups
        guard !groups.isEmpty else { return }
        try await store.withTransaction(locking: []) { transaction in
            for group in groups {
                try transaction.save(group)
                try transaction.append(
                    AuditRecord(at: now, actor: actor, door: door, action: .personSaved, subject: "group:" + group.id))
            }
        }
    }
}

extension DirectorySynchronizer {
    /// What has to be saved.
    struct Plan: Sendable {
        struct Change: Sendable {
            var person: Person
            /// Nil: stays as it is.
            var key: String?
        }

        var people: [Change] = []
        var groups: [PersonGroup] = []
        var report = DirectoryReport()
        var vanishesTooMany = false

        init(_ content: DirectoryContent, in snapshot: any BookingSnapshot) throws {
            report.unusable = content.unusable
            var seen: Set<String> = []
            var claimed: Set<String> = []
            for entry in content.people {
                guard seen.insert(entry.person.id).inserted, claimed.isDisjoint(with: entry.person.addresses) else {
                    report.conflicts.append(entry.person.id)
                    continue
                }
                claimed.formUnion(entry.person.addresses)
                try plan(entry, in: snapshot)
            }
            try planVanished(seen, in: snapshot)
            try planGroups(content.groups, in: snapshot)
        }

        private mutating func plan(_ entry: DirectoryContent.Entry, in snapshot: any BookingSnapshot) throws {
            var person = entry.person
            let known = try snapshot.person(person.id)
            let key = try snapshot.directoryKey(of: person.id)
            let isForeign = try person.addresses.contains { address in
                try snapshot.principal(address: address).map { $0 != .person(person.id) } ?? false
            }
            // Whoever could make an entry there must not become an administrator here.
            if isForeign || (known?.isAdministrator == true && key == nil) {
                report.conflicts.append(person.id)
                return
            }
            person.language = known?.language
            person.isAdministrator = known?.isAdministrator ?? false
            guard person != known || key != entry.key else { return }
            people.append(Change(person: person, key: entry.key))
            if known == nil {
                report.created.append(person.id)
            } else if person.isDisabled, known?.isDisabled == false {
                report.disabled.append(person.id)
            } else {
                report.changed.append(person.id)
            }
        }

        private mutating func planVanished(_ seen: Set<String>, in snapshot: any BookingSnapshot) throws {
            let managed = try snapshot.people().filter { try snapshot.directoryKey(of: $0.id) != nil }
            let vanished = managed.filter { !$0.isDisabled && !seen.contains($0.id) }
            vanishesTooMany =
                vanished.count > DirectorySynchronizer.mostVanished
                || (vanished.count > 5 && vanished.count * 5 > managed.count)
            for var person in vanished {
                person.isDisabled = true
                people.append(Change(person: person, key: nil))
                report.disabled.append(person.id)
            }
        }

        private mutating func planGroups(_ found: [PersonGroup], in snapshot: any BookingSnapshot) throws {
            let known = Dictionary(try snapshot.groups().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            var seen: Set<String> = []
            for var group in found where seen.insert(group.id).inserted {
                group.members.removeAll { report.conflicts.contains($0) }
                if let address = group.address, let holder = try snapshot.principal(address: address),
                    holder != .group(group.id)
                {
                    group.address = known[group.id]?.address
                }
                guard known[group.id] != group else { continue }
                groups.append(group)
                report.groups.append(group.id)
            }
        }
    }
}

extension DirectoryReading {
    /// How the directory elsewhere that the person comes from names them; nil: the account is of this server alone.
    public func directoryKey(of personID: String) throws -> String? {
        guard let link = try credential(DirectorySynchronizer.keyPrefix + personID), link.kind == .directory,
            link.personID == personID, link.revokedAt == nil
        else { return nil }
        return link.verifier
    }
}
