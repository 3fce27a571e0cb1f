public import CalendarTime
import HTTPTypes
public import Hummingbird
public import Scheduling

/// Lets a request pass with a principal, or answers 401.
///
/// Basic (RFC 7617) with an account password or an app password, Bearer (RFC 6750) with a token. Basic is taken over TLS,
/// here or at a trusted proxy, and over a connection that does not leave this machine. Without either, a browser's session.
public struct BasicOrBearerAuthenticator: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    let verifier: any CredentialVerifier
    let throttle: FailureThrottle
    let now: @Sendable () -> Instant
    let sessions: WebSessions?

    /// - Parameters:
    ///   - throttle: shared by every door, so that failures count together.
    ///   - sessions: of the browsers that signed in; nil: there are none.
    public init(
        verifier: any CredentialVerifier, throttle: FailureThrottle, now: @escaping @Sendable () -> Instant,
        sessions: WebSessions? = nil
    ) {
        self.sessions = sessions
        self.verifier = verifier
        self.throttle = throttle
        self.now = now
    }

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.principal = try await authenticate(request, context: context)
        return try await next(request, context)
    }

    /// Who asks, looked up again while a long answer is written.
    ///
    /// - Throws: where the credential or the account has ended, or nobody can say.
    public func principalNow(of request: Request, context: CreneauRequestContext) async throws -> Principal {
        try await authenticate(request, context: context)
    }

    /// The principal of `request`.
    ///
    /// - Throws: ``ServingError``, or what the verifier throws where it cannot decide.
    func authenticate(_ request: Request, context: CreneauRequestContext) async throws -> Principal {
        guard let text = request.headers[.authorization] else { return try await signedIn(request) }
        guard let field = AuthorizationField(text) else { throw ServingError.unauthenticated }
        if case .basic = field, !context.origin.mayCarryPasswords { throw ServingError.insecureTransport }
        let key = FailureThrottle.Key(account: field.throttledAccount, network: ClientNetwork(context.origin.client))
        if let delay = throttle.delay(for: key, now: now()) { throw ServingError.tooManyFailures(retryAfter: delay) }
        guard let principal = try await principal(for: field) else {
            throttle.recordFailure(of: key, now: now())
            throw ServingError.unauthenticated
        }
        throttle.recordSuccess(of: key)
        return principal
    }

    private func signedIn(_ request: Request) async throws -> Principal {
        guard let sessions, let identity = request.cookie(Cookie.session),
            let session = try await sessions.use(identity)
        else { throw ServingError.unauthenticated }
        guard SessionCheck.isOwnRequest(request, session) else { throw ServingError.foreignRequest }
        return session.principal
    }

    private func principal(for field: AuthorizationField) async throws -> Principal? {
        do {
            switch field {
            case .basic(let user, let password):
                return try await verifier.principal(user: user, password: password)
            case .bearer(let token): return try await verifier.principal(token: token)
            }
        } catch let error as IdentitySourceUnreachable {
            throw ServingError.identitySourceUnreachable(error.source)
        }
    }
}

extension AuthorizationField {
    /// What failures are counted by. Tokens cannot be guessed: the count only slows down a client that keeps a dead one, so it
    /// is by token and not one count for all who come from the same network: a token begins with its id, a JSON Web Token ends
    /// with its signature.
    var throttledAccount: String {
        switch self {
        case .basic(let user, _): "basic:" + user
        case .bearer(let token): "bearer:" + (token.contains(".") ? token.suffix(24) : token.prefix(24))
        }
    }
}
