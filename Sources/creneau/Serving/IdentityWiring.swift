import Accounts
import HTTPServing
import Scheduling
import Settings

/// Who is let in besides the accounts of this server: the bearer tokens and the people of an OpenID provider.
struct IdentityWiring: Sendable {
    let verifier: any CredentialVerifier
    /// Nil: nobody signs in with a browser.
    let sessions: WebSessions?
    let routes: SignInRoutes?
    /// Nil: there is no directory server.
    let synchronizer: DirectorySynchronizer?

    /// - Throws: ``CommandFailure`` where the options cannot be used.
    init(_ settings: Settings, accounts: StoreCredentialVerifier, services: Services) throws {
        var passwords: any CredentialVerifier = accounts
        if let directory = try LDAPDirectory.make(settings) {
            passwords = LDAPCredentialVerifier(
                accounts: accounts, directory: directory, store: services.store, environment: services.environment)
            synchronizer = DirectorySynchronizer(
                source: directory, store: services.store, environment: services.environment)
        } else {
            synchronizer = nil
        }
        guard let issuer = settings[OIDCSettings.issuer] else {
            verifier = passwords
            sessions = nil
            routes = nil
            return
        }
        let environment = services.environment
        let provider: IdentityProvider
        do throws(AccountsError) {
            provider = try IdentityProvider(
                issuer: issuer, transport: HTTPProviderTransport(), now: environment.now)
        } catch {
            throw CommandFailure("`oidc.issuer`: \(issuer) is neither an https address nor on this machine")
        }
        let algorithms = Set(settings[OIDCSettings.algorithms])
        let mapping = try Self.mapping(settings)
        let audiences = Set(settings[OIDCSettings.audiences])
        if audiences.isEmpty {
            verifier = passwords
        } else {
            let checks = TokenChecks(issuer: issuer, audiences: audiences, algorithms: algorithms, now: environment.now)
            verifier = BearerTokenVerifier(
                accounts: passwords, provider: provider, checks: checks, mapping: mapping, store: services.store)
        }
        guard let clientID = settings[OIDCSettings.clientID] else {
            sessions = nil
            routes = nil
            return
        }
        let signIn = OIDCSignIn(
            client: .init(
                id: clientID, secret: settings[OIDCSettings.clientSecret], scopes: settings[OIDCSettings.scopes]),
            provider: provider, algorithms: algorithms, mapping: mapping, store: services.store,
            environment: environment)
        let sessions = WebSessions(now: environment.now, randomBytes: environment.randomBytes) {
            try await accounts.principal(person: $0)
        }
        services.passwordChanges.listen { sessions.end(person: $0) }
        self.sessions = sessions
        routes = SignInRoutes(provider: signIn, sessions: sessions, callback: settings[OIDCSettings.callback])
    }

    private static func mapping(_ settings: Settings) throws -> ClaimMapping {
        let scopes = try settings[OIDCSettings.defaultScopes].map { name in
            guard let scope = Scope(rawValue: name) else {
                throw CommandFailure("`oidc.defaultScopes`: there is no scope \(name)")
            }
            return scope
        }
        return ClaimMapping(
            person: settings[OIDCSettings.personClaims], groups: settings[OIDCSettings.groupsClaim],
            administrators: Set(settings[OIDCSettings.administrators]), defaultScopes: Set(scopes))
    }
}
