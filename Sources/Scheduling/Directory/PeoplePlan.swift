import BookingCore

/// What an import has to write, and what is wrong with it, in one state of the directory.
struct PeoplePlan {
    private(set) var people: [Person] = []
    private(set) var groups: [PersonGroup] = []
    private(set) var report = PeopleImportReport()

    private let directory: any BookingSnapshot
    private let actor: String
    private let keepsGroupsElsewhere: Bool
    /// Whose the addresses are once everything is written.
    private var claimed: [String: String] = [:]
    private var seen: Set<String> = []
    private var groupsByID: [String: PersonGroup] = [:]
    private var groupsByName: [SearchKey: String] = [:]
    /// Members that come, by group, and the groups in the order in which they are named.
    private var coming: [String: [String]] = [:]
    private var named: [String] = []

    init(
        _ drafts: [PersonDraft], in directory: any BookingSnapshot, actor: String, keepsGroupsElsewhere: Bool
    ) throws {
        self.directory = directory
        self.actor = actor
        self.keepsGroupsElsewhere = keepsGroupsElsewhere
        for group in try directory.groups() {
            groupsByID[group.id] = group
            groupsByName[SearchKey(group.name)] = groupsByName[SearchKey(group.name)] ?? group.id
        }
        for (index, draft) in drafts.enumerated() {
            func note(_ field: String, _ problem: PeopleImportReport.Fault.Problem) {
                report.faults.append(.init(index: index, id: draft.id, field: field, problem: problem))
            }
            do {
                try plan(draft)
            } catch SchedulingError.invalidField(let field, let problem) {
                note(field, .field(problem))
            } catch let conflict as DirectoryConflict {
                note("addresses", .addressInUse(conflict.address))
            }
        }
        planGroups()
    }

    /// Nothing of a draft with a fault is kept.
    private mutating func plan(_ draft: PersonDraft) throws {
        guard seen.insert(draft.id).inserted else { throw Self.fault("id", .duplicate) }
        let known = try directory.person(draft.id)
        let person = try merged(draft, known)
        try DirectoryService.validate(person)
        if person.id == actor { try DirectoryService.requireOwnAccount(person) }
        if let known, try directory.directoryKey(of: person.id) != nil {
            try DirectoryService.requireSame(person, known)
        }
        if known == nil, groupsByID[person.id] != nil { throw Self.fault("id", .duplicate) }
        for address in person.addresses {
            let holder = try directory.principal(address: address) ?? claimed[address].map(PrincipalID.person)
            if let holder, holder != .person(person.id) { throw DirectoryConflict(address: address, holder: holder) }
        }
        let groups = try draft.groups.map { try group($0) }
        for group in groups where group.members.count + (coming[group.id]?.count ?? 0) >= DirectoryService.mostMembers {
            throw Self.fault("groups", .tooLong(limit: DirectoryService.mostMembers))
        }
        for address in person.addresses { claimed[address] = person.id }
        for group in groups { add(person.id, to: group) }
        if known == nil {
            report.made.append(person.id)
        } else if known == person {
            report.left.append(person.id)
        } else {
            report.changed.append(person.id)
        }
        if known != person { people.append(person) }
    }

    private func merged(_ draft: PersonDraft, _ known: Person?) throws -> Person {
        guard let name = draft.name ?? known?.name else { throw Self.fault("name", .missing) }
        guard let addresses = draft.addresses ?? known?.addresses else { throw Self.fault("addresses", .missing) }
        return Person(
            id: draft.id, name: name, addresses: addresses, department: draft.department ?? known?.department,
            language: draft.language ?? known?.language,
            isAdministrator: draft.isAdministrator ?? known?.isAdministrator ?? false,
            isDisabled: draft.isDisabled ?? known?.isDisabled ?? false)
    }

    /// The group with that id or that name, whether it is there or will be made.
    private func group(_ text: String) throws -> PersonGroup {
        if keepsGroupsElsewhere { throw Self.fault("groups", .notAllowed) }
        if let known = groupsByID[text] ?? groupsByName[SearchKey(text)].flatMap({ groupsByID[$0] }) { return known }
        let id = Self.id(ofGroup: text)
        if let known = groupsByID[id] { return known }
        let group = PersonGroup(id: id, name: text, members: [])
        do {
            try DirectoryService.validate(group)
        } catch {
            throw Self.fault("groups", .malformed(text))
        }
        // Rules name people and groups in one list.
        guard try !seen.contains(id) && directory.person(id) == nil else { throw Self.fault("groups", .duplicate) }
        return group
    }

    private mutating func add(_ person: String, to group: PersonGroup) {
        if groupsByID[group.id] == nil {
            groupsByID[group.id] = group
            groupsByName[SearchKey(group.name)] = groupsByName[SearchKey(group.name)] ?? group.id
            report.groupsMade.append(group.id)
        }
        if coming[group.id] == nil { named.append(group.id) }
        coming[group.id, default: []].append(person)
    }

    private mutating func planGroups() {
        let made = Set(report.groupsMade)
        for id in named {
            guard var group = groupsByID[id] else { continue }
            var inside = Set(group.members)
            let before = group.members.count
            for member in coming[id] ?? [] where inside.insert(member).inserted { group.members.append(member) }
            guard group.members.count > before else { continue }
            if !made.contains(id) { report.groupsChanged.append(id) }
            groups.append(group)
        }
    }

    /// `Service Culture` is `service-culture`.
    private static func id(ofGroup name: String) -> String {
        var id = ""
        for octet in SearchKey(name).octets {
            let isPlain = (97...122).contains(octet) || (48...57).contains(octet) || octet == UInt8(ascii: ".")
            if isPlain {
                id.unicodeScalars.append(Unicode.Scalar(octet))
            } else if !id.isEmpty, !id.hasSuffix("-") {
                id += "-"
            }
        }
        while id.hasSuffix("-") { id.removeLast() }
        return id
    }

    private static func fault(_ field: String, _ problem: FieldProblem) -> SchedulingError {
        .invalidField(name: field, problem: problem)
    }
}
