public import CalendarTime
public import Scheduling

/// Makes and revokes credentials, each with its audit record in the same transaction.
public struct StoreCredentialIssuer: CredentialIssuer {
    let store: any BookingStore
    private let environment: ServiceEnvironment
    let hasher: PasswordHasher
    private let uses: CredentialUses
    let changes: PasswordChanges

    public init(
        store: any BookingStore, environment: ServiceEnvironment, hasher: PasswordHasher,
        uses: CredentialUses = CredentialUses(), changes: PasswordChanges = PasswordChanges()
    ) {
        self.changes = changes
        self.uses = uses
        self.store = store
        self.environment = environment
        self.hasher = hasher
    }

    /// Makes an app password or a token for `personID`: oneself, or anybody where `principal` is an administrator.
    ///
    /// A credential that is restricted to scopes makes none: what it made would outlive its end and its revocation.
    public func issue(
        _ kind: Credential.Kind, label: String, scopes: Set<Scope>, expiresAt: Instant?, for personID: String,
        as principal: Principal, door: Door
    ) async throws -> IssuedCredential {
        guard principal.scopes == nil, principal.person.id == personID || principal.person.isAdministrator else {
            throw SchedulingError.forbidden
        }
        let now = environment.now()
        try Self.check(kind: kind, label: label, expiresAt: expiresAt, now: now)
        let shown = ShownSecret(randomBytes: environment.randomBytes)
        let credential = Credential(
            id: shown.id, kind: kind, personID: personID, verifier: shown.verifier, label: label,
            scopes: scopes, createdAt: now, expiresAt: expiresAt)
        let actor = principal.person.id
        try await store.withTransaction(locking: []) { transaction in
            guard let person = try transaction.person(personID), !person.isDisabled else {
                throw SchedulingError.unknownPerson(personID)
            }
            try transaction.save(credential)
            try transaction.append(
                AuditRecord(at: now, actor: actor, door: door, action: .credentialCreated, subject: credential.id))
        }
        return IssuedCredential(credential: credential, secret: shown.text)
    }

    private static func check(
        kind: Credential.Kind, label: String, expiresAt: Instant?, now: Instant
    ) throws(SchedulingError) {
        guard kind == .appPassword || kind == .token else { throw .invalidField(name: "kind", problem: .notAllowed) }
        guard label.count <= 100 else { throw .invalidField(name: "label", problem: .tooLong(limit: 100)) }
        guard !label.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .invalidField(name: "label", problem: .malformed("control character"))
        }
        if let expiresAt, expiresAt <= now { throw .invalidField(name: "expiresAt", problem: .outOfRange) }
    }

    /// The credentials of a person, revoked ones included, newest first, without their verifiers.
    public func credentials(of personID: String, as principal: Principal) async throws -> [Credential] {
        guard principal.person.id == personID || principal.person.isAdministrator else {
            throw SchedulingError.forbidden
        }
        let (found, stored) = try await store.withSnapshot { snapshot in
            (try snapshot.credentials(of: personID), try snapshot.lastUses(of: personID))
        }
        return found.sorted { $0.createdAt > $1.createdAt }.map { credential in
            var credential = credential
            credential.verifier = ""
            credential.lastUsedAt = [stored[credential.id], uses.pending(credential.id)].compactMap(\.self).max()
            return credential
        }
    }

    /// What ``credentials(of:as:)`` has of app passwords and tokens, and that allows no more than the asker's scopes.
    ///
    /// - Throws: `SchedulingError.unknownPerson`, to administrators alone; `SchedulingError.forbidden`.
    public func issued(to personID: String, as principal: Principal) async throws -> [Credential] {
        let all = try await credentials(of: personID, as: principal)
        if all.isEmpty, try await store.withSnapshot({ try $0.person(personID) }) == nil {
            throw SchedulingError.unknownPerson(personID)
        }
        return all.filter { credential in
            guard credential.kind == .appPassword || credential.kind == .token else { return false }
            guard let own = principal.scopes else { return true }
            return !credential.scopes.isEmpty && credential.scopes.isSubset(of: own)
        }
    }

    /// Ends a credential at once; a remembered account password within 5 s. Revoking it again changes nothing.
    ///
    /// Who is restricted to scopes ends only what allows no more than that.
    ///
    /// - Throws: `SchedulingError.notFound`, also for a credential of somebody else; `SchedulingError.forbidden`.
    public func revoke(_ credentialID: String, as principal: Principal, door: Door) async throws {
        let now = environment.now()
        try await store.withTransaction(locking: []) { transaction in
            guard var credential = try transaction.credential(credentialID),
                credential.personID == principal.person.id || principal.person.isAdministrator
            else { throw SchedulingError.notFound }
            if let own = principal.scopes, credential.scopes.isEmpty || !credential.scopes.isSubset(of: own) {
                throw SchedulingError.forbidden
            }
            guard credential.revokedAt == nil else { return }
            credential.revokedAt = now
            try transaction.save(credential)
            try transaction.append(
                AuditRecord(
                    at: now, actor: principal.person.id, door: door, action: .credentialRevoked,
                    subject: credential.hasRandomID ? credentialID : nil,
                    person: credential.hasRandomID ? nil : credential.personID))
        }
    }

    /// Credentials for account passwords by person id, hashed and not yet stored: for whoever makes the people as well.
    ///
    /// - Throws: ``AccountsError/unsuitablePassword``.
    public func passwordCredentials(_ passwords: [String: String]) async throws -> [Credential] {
        let now = environment.now()
        return try await withThrowingTaskGroup(of: Credential.self) { group in
            for (personID, password) in passwords {
                guard isSuitablePassword(password) else { throw AccountsError.unsuitablePassword }
                group.addTask {
                    Credential(
                        id: personID, kind: .password, personID: personID, verifier: try await hasher.hash(password),
                        label: password == Self.demoPassword ? Self.demoMark : "", createdAt: now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.id < $1.id }
        }
    }

    /// Gives people account passwords, all in one transaction; an earlier one of theirs is replaced.
    ///
    /// - Throws: ``AccountsError/unsuitablePassword``, ``AccountsError/unknownPerson(_:)``.
    public func setPasswords(_ passwords: [String: String], actor: String?, door: Door) async throws {
        let credentials = try await passwordCredentials(passwords)
        try await store.withTransaction(locking: []) { transaction in
            for credential in credentials {
                guard try transaction.person(credential.id) != nil else {
                    throw AccountsError.unknownPerson(credential.id)
                }
                try transaction.save(credential)
                try transaction.append(
                    AuditRecord(
                        at: credential.createdAt, actor: actor, door: door, action: .credentialCreated,
                        person: credential.personID))
            }
        }
    }

    /// The people who still have the password that the sample data comes with. Known from a mark made by
    /// ``passwordCredentials(_:)``, so that asking costs no hash.
    public func peopleWithDemoPassword() async throws -> [String] {
        try await store.withSnapshot { snapshot in
            try snapshot.people().map(\.id).filter { id in
                guard let credential = try snapshot.credential(id) else { return false }
                return credential.label == Self.demoMark && credential.revokedAt == nil
            }
        }
    }

    /// The password of the sample data.
    public static let demoPassword = "demo-creneau"
    private static let demoMark = "demo"
}
