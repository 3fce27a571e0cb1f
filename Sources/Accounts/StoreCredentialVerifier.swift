public import CalendarTime
public import Scheduling
import Synchronization

/// Checks passwords, app passwords and tokens against the store.
///
/// A wrong password, an unknown person, a disabled account and a revoked or expired credential are one answer. An account
/// password costs one Argon2 computation whether the person exists or not.
public final class StoreCredentialVerifier: CredentialVerifier {
    private let store: any BookingStore
    private let environment: ServiceEnvironment
    private let hasher: PasswordHasher
    private let uses: CredentialUses
    private let verified: VerifiedPasswords
    /// Verified in place of a hash that does not exist.
    private let placeholder: String
    /// The latest time seen: a clock that is set back revives no expired credential (QUALITY I8).
    private let latest = Mutex(Instant.distantPast)

    /// - Parameter uses: is told of every token and app password that was right.
    public init(
        store: any BookingStore, environment: ServiceEnvironment, hasher: PasswordHasher,
        uses: CredentialUses = CredentialUses(), changes: PasswordChanges = PasswordChanges()
    ) async throws {
        self.uses = uses
        self.store = store
        self.environment = environment
        self.hasher = hasher
        verified = VerifiedPasswords(randomBytes: environment.randomBytes)
        changes.listen { [verified] in verified.forget(person: $0) }
        placeholder = try await hasher.hash(ShownSecret(randomBytes: environment.randomBytes).text)
    }

    public func principal(user: String, password: String) async throws -> Principal? {
        guard !password.isEmpty, password.utf8.count <= longestPassword else { return nil }
        if let shown = ShownSecret(password) {
            guard let principal = try await principal(shown, kind: .appPassword),
                try await personID(of: user) == principal.person.id
            else { return nil }
            uses.note(shown.id, at: environment.now())
            return principal
        }
        return try await principal(user: user, accountPassword: password)
    }

    public func principal(token: String) async throws -> Principal? {
        guard let shown = ShownSecret(token), let principal = try await principal(shown, kind: .token) else {
            return nil
        }
        uses.note(shown.id, at: environment.now())
        return principal
    }

    /// Somebody who proved who they are elsewhere: nil where there is no such account any more, or it is disabled.
    public func principal(person id: String) async throws -> Principal? {
        try await store.withSnapshot { try $0.activePrincipal(id) }
    }

    // MARK: Account passwords

    private func principal(user: String, accountPassword password: String) async throws -> Principal? {
        let personID = try await personID(of: user)
        let key = verified.key(personID: personID ?? "", password: password)
        if let personID, let entry = verified[key] {
            let age = environment.now() - entry.checkedAt
            if age >= 0, age < VerifiedPasswords.recheckAfter { return entry.principal }
            if let account = try await account(of: personID), account.phc == entry.phc {
                verified.keep(
                    .init(phc: entry.phc, principal: account.principal, checkedAt: environment.now()), for: key)
                return account.principal
            }
            verified.forget(key)
        }
        let account = try await account(of: personID ?? "")
        let isRight = try await hasher.verify(password, against: account?.phc ?? placeholder)
        guard isRight, let account else { return nil }
        verified.keep(.init(phc: account.phc, principal: account.principal, checkedAt: environment.now()), for: key)
        return account.principal
    }

    private struct Account: Sendable {
        var phc: String
        var principal: Principal
    }

    private func account(of personID: String) async throws -> Account? {
        let now = latestInstant()
        return try await store.withSnapshot { snapshot in
            guard let credential = try snapshot.credential(personID), credential.kind == .password,
                credential.personID == personID, credential.isValid(at: now),
                let principal = try snapshot.activePrincipal(personID)
            else { return nil }
            return Account(phc: credential.verifier, principal: principal)
        }
    }

    /// Who logs in by this name: a person's id or any of their addresses, in any case.
    private func personID(of user: String) async throws -> String? {
        try await store.withSnapshot { try $0.personID(of: user) }
    }

    // MARK: Random secrets

    private func principal(_ shown: ShownSecret, kind: Credential.Kind) async throws -> Principal? {
        let now = latestInstant()
        return try await store.withSnapshot { snapshot in
            guard let credential = try snapshot.credential(shown.id), credential.kind == kind,
                shown.matches(credential.verifier), credential.isValid(at: now),
                var principal = try snapshot.activePrincipal(credential.personID)
            else { return nil }
            principal.scopes = credential.scopes.isEmpty ? nil : credential.scopes
            return principal
        }
    }

    private func latestInstant() -> Instant {
        let now = environment.now()
        return latest.withLock { latest in
            latest = max(latest, now)
            return latest
        }
    }
}

extension Credential {
    /// Neither revoked nor expired.
    func isValid(at now: Instant) -> Bool {
        revokedAt == nil && expiresAt.map { $0 > now } ?? true
    }
}

extension DirectoryReading {
    /// Who logs in by this name: a person's id or any of their addresses, in any case.
    func personID(of user: String) throws -> String? {
        let name = user.lowercased()
        guard !name.isEmpty, name.utf8.count <= 320 else { return nil }
        if name.contains("@") {
            guard case .person(let id)? = try principal(address: name) else { return nil }
            return id
        }
        return try person(name)?.id ?? personID(directoryLogin: name)
    }

    /// The person with their groups; nil where there is none or the account is disabled.
    func activePrincipal(_ personID: String) throws -> Principal? {
        guard let person = try person(personID), !person.isDisabled else { return nil }
        let groups = try groups().filter { $0.members.contains(personID) }
        return Principal(person: person, groups: Set(groups.map(\.id)))
    }
}
