import CalendarTime
public import Scheduling

/// Lets people of a directory server in with the password that they have there, besides this server's own accounts.
///
/// A server that does not answer lets nobody in (QUALITY, Security): such a request is to be tried again.
public struct LDAPCredentialVerifier: CredentialVerifier {
    private let accounts: any CredentialVerifier
    private let directory: LDAPDirectory
    private let store: any BookingStore
    private let environment: ServiceEnvironment
    private let verified: VerifiedPasswords

    public init(
        accounts: any CredentialVerifier, directory: LDAPDirectory, store: any BookingStore,
        environment: ServiceEnvironment
    ) {
        self.accounts = accounts
        self.directory = directory
        self.store = store
        self.environment = environment
        verified = VerifiedPasswords(randomBytes: environment.randomBytes)
    }

    public func principal(token: String) async throws -> Principal? { try await accounts.principal(token: token) }

    public func principal(user: String, password: String) async throws -> Principal? {
        guard !password.isEmpty, password.utf8.count <= longestPassword else { return nil }
        let found = try await store.withSnapshot { snapshot -> (dn: String, principal: Principal)? in
            guard let id = try snapshot.personID(of: user), let dn = try snapshot.directoryKey(of: id),
                let principal = try snapshot.activePrincipal(id)
            else { return nil }
            return (dn, principal)
        }
        guard let (dn, principal) = found, ShownSecret(password) == nil else {
            return try await accounts.principal(user: user, password: password)
        }
        let key = verified.key(personID: principal.person.id, password: password)
        if let entry = verified[key], entry.phc == dn {
            let age = environment.now() - entry.checkedAt
            if age >= 0, age < VerifiedPasswords.recheckAfter { return principal }
        }
        do {
            guard try await directory.accepts(dn: dn, password: password) else {
                verified.forget(key)
                return nil
            }
        } catch is LDAPFailure {
            throw IdentitySourceUnreachable(.directory)
        }
        verified.keep(.init(phc: dn, principal: principal, checkedAt: environment.now()), for: key)
        return principal
    }
}
