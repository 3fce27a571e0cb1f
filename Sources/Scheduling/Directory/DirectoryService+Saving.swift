import BookingCore

/// People and groups, written by administrators.
extension DirectoryService {
    private static let longestName = 200
    private static let mostAddresses = 20
    static let mostMembers = 10_000

    /// Somebody with an account, whether or not it is disabled; for administrators.
    ///
    /// - Throws: ``SchedulingError/notFound``.
    public func account(_ id: String, as principal: Principal) async throws -> Person {
        guard principal.person.isAdministrator else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { snapshot in
            guard let person = try snapshot.person(id) else { throw SchedulingError.notFound }
            return person
        }
    }

    /// Everybody with an account, whether or not it is disabled, by id; for administrators.
    public func accounts(as principal: Principal) async throws -> [Person] {
        guard principal.person.isAdministrator else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { try $0.people() }
    }

    /// Inserts or replaces somebody, with their calendar and an audit record; what is said already changes nothing.
    ///
    /// What a directory elsewhere says of somebody stays as it says: of such a person only the language and the
    /// administrator's role are changed here. Nobody takes the role or the account from themselves.
    ///
    /// - Parameter check: is told the person as they stand, nil where there is none, and throws where they may not be
    ///   replaced.
    /// - Returns: whether they are new.
    @discardableResult
    public func save(
        _ person: Person, as principal: Principal, door: Door,
        check: @escaping @Sendable (Person?) throws -> Void = { _ in }
    ) async throws -> Bool {
        try BookingService.requireAdministrator(principal)
        try Self.validate(person)
        if person.id == principal.person.id { try Self.requireOwnAccount(person) }
        let (now, owner) = (environment.now(), PrincipalID.person(person.id))
        let keys: Set<LockKey> = [.collection(.calendar(of: owner)), .collection(.inbox(of: owner))]
        return try await store.withTransaction(locking: keys) { transaction in
            let known = try transaction.person(person.id)
            try check(known)
            if known == person { return false }
            if let known, try transaction.directoryKey(of: person.id) != nil {
                try Self.requireSame(person, known)
            }
            // Rules name people and groups in one list.
            if known == nil, try transaction.groups().contains(where: { $0.id == person.id }) {
                throw SchedulingError.invalidField(name: "id", problem: .taken)
            }
            try transaction.save(person)
            try CalendarHome.provision(owner, displayName: "Agenda", in: transaction, now: now)
            try transaction.append(
                AuditRecord(
                    at: now, actor: principal.person.id, door: door, action: .personSaved, person: person.id))
            return known == nil
        }
    }

    /// Inserts or replaces a group of people, with an audit record; what is said already changes nothing.
    ///
    /// - Parameter check: as for people.
    /// - Returns: whether it is new.
    @discardableResult
    public func save(
        _ group: PersonGroup, as principal: Principal, door: Door,
        check: @escaping @Sendable (PersonGroup?) throws -> Void = { _ in }
    ) async throws -> Bool {
        try BookingService.requireAdministrator(principal)
        try Self.validate(group)
        let now = environment.now()
        return try await store.withTransaction(locking: []) { transaction in
            let known = try transaction.groups().first { $0.id == group.id }
            try check(known)
            if known == group { return false }
            if known == nil, try transaction.person(group.id) != nil {
                throw SchedulingError.invalidField(name: "id", problem: .taken)
            }
            for member in group.members where try transaction.person(member) == nil {
                throw SchedulingError.invalidField(name: "members", problem: .unknownID(member))
            }
            try transaction.save(group)
            try transaction.append(
                AuditRecord(
                    at: now, actor: principal.person.id, door: door, action: .personSaved,
                    subject: "group:" + group.id))
            return known == nil
        }
    }

    /// Nobody takes the role or the account from themselves.
    static func requireOwnAccount(_ person: Person) throws(SchedulingError) {
        guard person.isAdministrator else { throw notAllowed("administrator") }
        guard !person.isDisabled else { throw notAllowed("disabled") }
    }

    private static func notAllowed(_ name: String) -> SchedulingError {
        .invalidField(name: name, problem: .notAllowed)
    }

    /// What a directory elsewhere says of somebody stays as it says.
    static func requireSame(_ person: Person, _ known: Person) throws(SchedulingError) {
        guard person.name == known.name else { throw notAllowed("name") }
        guard person.addresses == known.addresses else { throw notAllowed("addresses") }
        guard person.department == known.department else { throw notAllowed("department") }
        guard person.isDisabled == known.isDisabled else { throw notAllowed("disabled") }
    }

    static func validate(_ person: Person) throws(SchedulingError) {
        try validate(id: person.id)
        try validate(text: person.name, name: "name")
        if let department = person.department { try validate(text: department, name: "department") }
        if let language = person.language, language != "fr", language != "en" {
            throw .invalidField(name: "language", problem: .malformed(language))
        }
        guard !person.addresses.isEmpty else { throw .invalidField(name: "addresses", problem: .empty) }
        guard person.addresses.count <= mostAddresses else {
            throw .invalidField(name: "addresses", problem: .tooLong(limit: mostAddresses))
        }
        guard Set(person.addresses).count == person.addresses.count else {
            throw .invalidField(name: "addresses", problem: .duplicate)
        }
        for address in person.addresses { try validate(address: address, name: "addresses") }
    }

    static func validate(_ group: PersonGroup) throws(SchedulingError) {
        try validate(id: group.id)
        try validate(text: group.name, name: "name")
        if let address = group.address { try validate(address: address, name: "address") }
        guard group.members.count <= mostMembers else {
            throw .invalidField(name: "members", problem: .tooLong(limit: mostMembers))
        }
        guard Set(group.members).count == group.members.count else {
            throw .invalidField(name: "members", problem: .duplicate)
        }
    }

    private static func validate(id: String) throws(SchedulingError) {
        guard ResourceID(validating: id) != nil else { throw .invalidField(name: "id", problem: .malformed(id)) }
        // Words with which policies and requests mean somebody else.
        if ["me", "everyone", "internal"].contains(id) { throw .invalidField(name: "id", problem: .notAllowed) }
    }

    private static func validate(address: String, name: String) throws(SchedulingError) {
        try BookingService.validate(address: address, name: name)
        guard address == address.lowercased() else { throw .invalidField(name: name, problem: .malformed(address)) }
    }

    private static func validate(text: String, name: String) throws(SchedulingError) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .invalidField(name: name, problem: .empty) }
        guard text.unicodeScalars.count <= longestName else {
            throw .invalidField(name: name, problem: .tooLong(limit: longestName))
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .invalidField(name: name, problem: .controlCharacter)
        }
    }
}
