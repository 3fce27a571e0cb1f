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
        /// What stays the same there when the person is called something else: Active Directory's objectGUID, entryUUID (RFC
        /// 4530). Nil: the source has none.
        public var identity: String?

        public init(person: Person, key: String, identity: String? = nil) {
            self.person = person
            self.key = key
            self.identity = identity
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
    /// Stands before a login name that is not the person's id.
    static let loginPrefix = "directory-login:"

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
    /// - Throws: ``SchedulingError/forbidden``, and what the source throws, to the server itself;
    ///   ``IdentitySourceUnreachable`` to others.
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
            throw IdentitySourceUnreachable(.directory)
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
                                label: change.identity ?? "", createdAt: now))
                    }
                    if let login = change.login {
                        try transaction.save(
                            Credential(
                                id: Self.loginPrefix + login, kind: .directory, personID: person.id, verifier: "",
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
            var identity: String?
            /// By which the person logs in besides their id; nil: by none that is not known already.
            var login: String?
        }

        var people: [Change] = []
        var groups: [PersonGroup] = []
        var report = DirectoryReport()
        var vanishesTooMany = false
        /// Ids of people by the ids that the source gives them now, where these are others.
        private var renamed: [String: String] = [:]

        init(_ content: DirectoryContent, in snapshot: any BookingSnapshot) throws {
            report.unusable = content.unusable
            let links = try DirectoryLinks(content, try snapshot.people(), in: snapshot)
            var seen: Set<String> = []
            var claimed: Set<String> = []
            for var entry in content.people {
                let login = entry.person.id
                guard let id = links.id(of: entry) else {
                    report.conflicts.append(login)
                    // They are there all the same.
                    if let id = links.id(ofIdentity: entry.identity) { seen.insert(id) }
                    continue
                }
                entry.person.id = id
                if id != login { renamed[login] = id }
                guard seen.insert(entry.person.id).inserted, claimed.isDisjoint(with: entry.person.addresses) else {
                    report.conflicts.append(entry.person.id)
                    continue
                }
                claimed.formUnion(entry.person.addresses)
                try plan(entry, login: login, in: snapshot)
            }
            try planVanished(seen, in: snapshot)
            try planGroups(content.groups, in: snapshot)
        }

        private mutating func plan(
            _ entry: DirectoryContent.Entry, login: String, in snapshot: any BookingSnapshot
        ) throws {
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
            let isKnownLogin = try login == person.id || snapshot.personID(directoryLogin: login) == person.id
            let identity = try snapshot.directoryIdentity(of: person.id)
            guard person != known || key != entry.key || identity != entry.identity || !isKnownLogin else { return }
            people.append(
                Change(
                    person: person, key: entry.key, identity: entry.identity, login: isKnownLogin ? nil : login))
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
                group.members = Set(group.members.map { renamed[$0] ?? $0 }).sorted()
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

    /// What the directory elsewhere knows the person by for ever; nil: nothing, or nobody asked yet.
    func directoryIdentity(of personID: String) throws -> String? {
        guard try directoryKey(of: personID) != nil else { return nil }
        return try credential(DirectorySynchronizer.keyPrefix + personID).flatMap { $0.label.isEmpty ? nil : $0.label }
    }

    /// Who logs in by this name there, other than by their id here.
    public func personID(directoryLogin login: String) throws -> String? {
        guard let link = try credential(DirectorySynchronizer.loginPrefix + login), link.kind == .directory,
            link.revokedAt == nil, try directoryKey(of: link.personID) != nil
        else { return nil }
        return link.personID
    }
}
