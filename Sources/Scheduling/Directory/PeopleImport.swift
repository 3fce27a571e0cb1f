/// Somebody as a list from elsewhere has them. What is nil stays as it is; who is new needs a name and an address.
public struct PersonDraft: Hashable, Sendable {
    public var id: String
    public var name: String?
    /// Lower case, without `mailto:`.
    public var addresses: [String]?
    public var department: String?
    public var language: LanguageCode?
    public var isAdministrator: Bool?
    public var isDisabled: Bool?
    /// Groups that the person is put into, by id or by name; one that is not there is made. Nobody is taken out of a group.
    public var groups: [String] = []

    public init(id: String) {
        self.id = id
    }
}

/// What an import of people did, or would do.
public struct PeopleImportReport: Hashable, Sendable {
    /// Why one of the drafts cannot be stored.
    public struct Fault: Hashable, Sendable {
        public enum Problem: Hashable, Sendable {
            case field(FieldProblem)
            /// The address is somebody or something else's.
            case addressInUse(String)
        }

        /// Of the draft, counted from 0.
        public var index: Int
        public var id: String
        public var field: String
        public var problem: Problem
    }

    /// Ids of people, in the order of the drafts.
    public var made: [String] = []
    public var changed: [String] = []
    /// Who is as the draft says already.
    public var left: [String] = []
    /// Ids of groups.
    public var groupsMade: [String] = []
    public var groupsChanged: [String] = []
    public var faults: [Fault] = []
    public var isDryRun = false
    /// False where nothing was written: a dry run, or a fault.
    public var isStored = false
}

extension DirectoryService {
    /// People in one import.
    public static let mostImported = 10_000

    /// Puts people, and the groups they are in, into the directory: all of them or none, in one transaction.
    ///
    /// The same drafts a second time change nothing. What ``save(_:as:door:check:)`` refuses is a fault of that draft here.
    ///
    /// - Parameters:
    ///   - isDryRun: says what would be done, and does nothing.
    ///   - skipsFaulty: stores the others where some have faults.
    ///   - keepsGroupsElsewhere: groups come from a directory server; a draft that names one has a fault.
    /// - Throws: ``SchedulingError/forbidden``; ``SchedulingError/invalidField(name:problem:)`` where there are too many.
    public func importPeople(
        _ drafts: [PersonDraft], isDryRun: Bool, skipsFaulty: Bool, keepsGroupsElsewhere: Bool,
        as principal: Principal, door: Door
    ) async throws -> PeopleImportReport {
        try BookingService.requireAdministrator(principal)
        guard drafts.count <= Self.mostImported else {
            throw SchedulingError.invalidField(name: "people", problem: .tooLong(limit: Self.mostImported))
        }
        let actor = principal.person.id
        if isDryRun {
            var report = try await store.withSnapshot { snapshot in
                try PeoplePlan(drafts, in: snapshot, actor: actor, keepsGroupsElsewhere: keepsGroupsElsewhere).report
            }
            report.isDryRun = true
            return report
        }
        let now = environment.now()
        var keys: Set<LockKey> = []
        for draft in drafts {
            let owner = PrincipalID.person(draft.id)
            keys.formUnion([.collection(.calendar(of: owner)), .collection(.inbox(of: owner))])
        }
        return try await store.withTransaction(locking: keys) { transaction in
            let plan = try PeoplePlan(
                drafts, in: transaction, actor: actor, keepsGroupsElsewhere: keepsGroupsElsewhere)
            var report = plan.report
            guard skipsFaulty || report.faults.isEmpty else { return report }
            func record(_ subject: String? = nil, person: String? = nil) throws {
                try transaction.append(
                    AuditRecord(
                        at: now, actor: actor, door: door, action: .personSaved, subject: subject, person: person))
            }
            for person in plan.people {
                try transaction.save(person)
                try CalendarHome.provision(.person(person.id), displayName: "Agenda", in: transaction, now: now)
                try record(person: person.id)
            }
            for group in plan.groups {
                try transaction.save(group)
                try record("group:" + group.id)
            }
            report.isStored = true
            return report
        }
    }
}
