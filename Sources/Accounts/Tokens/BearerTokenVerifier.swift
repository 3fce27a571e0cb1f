import CalendarTime
public import Scheduling

/// Lets in the bearer tokens of an issuer besides the passwords and tokens of this server (RFC 9068, RFC 8725).
///
/// Wrong, expired, foreign and badly signed tokens are one answer, as everywhere.
public struct BearerTokenVerifier: CredentialVerifier {
    let accounts: any CredentialVerifier
    let provider: IdentityProvider
    let checks: TokenChecks
    let mapping: ClaimMapping
    let store: any BookingStore

    public init(
        accounts: any CredentialVerifier, provider: IdentityProvider, checks: TokenChecks, mapping: ClaimMapping,
        store: any BookingStore
    ) {
        self.accounts = accounts
        self.provider = provider
        self.checks = checks
        self.mapping = mapping
        self.store = store
    }

    public func principal(user: String, password: String) async throws -> Principal? {
        try await accounts.principal(user: user, password: password)
    }

    public func principal(token: String) async throws -> Principal? {
        guard let signed = SignedToken(token) else { return try await accounts.principal(token: token) }
        guard checks.accept(signed), try await isSigned(signed) else { return nil }
        let mapping = mapping
        let principal = try await store.withSnapshot { try mapping.principal(signed.claims, in: $0) }
        guard var principal else { return nil }
        principal.scopes = mapping.scopes(signed.claims)
        return principal
    }

    /// Without the issuer's keys nobody can be told right or wrong: that is to be tried again later.
    private func isSigned(_ token: SignedToken) async throws -> Bool {
        do {
            return try await provider.signed(token)
        } catch AccountsError.providerUnreachable {
            throw IdentitySourceUnreachable(.signIn)
        }
    }
}
