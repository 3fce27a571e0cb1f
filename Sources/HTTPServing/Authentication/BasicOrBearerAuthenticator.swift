public import CalendarTime
import HTTPTypes
public import Hummingbird
public import Scheduling

/// Lets a request pass with a principal, or answers 401.
///
/// Basic (RFC 7617) with an account password or an app password, Bearer (RFC 6750) with a token. Basic is taken over a
/// connection that does not leave this machine; a proxy that ends TLS is such a one.
public struct BasicOrBearerAuthenticator: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    let verifier: any CredentialVerifier
    let throttle: FailureThrottle
    let now: @Sendable () -> Instant

    /// - Parameter throttle: shared by every door, so that failures count together.
    public init(verifier: any CredentialVerifier, throttle: FailureThrottle, now: @escaping @Sendable () -> Instant) {
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

    /// The principal of `request`.
    ///
    /// - Throws: ``ServingError``, or what the verifier throws where it cannot decide.
    func authenticate(_ request: Request, context: CreneauRequestContext) async throws -> Principal {
        guard let text = request.headers[.authorization] else { throw ServingError.unauthenticated }
        guard let field = AuthorizationField(text) else { throw ServingError.unauthenticated }
        if case .basic = field, !context.isLocal { throw ServingError.insecureTransport }
        let key = FailureThrottle.Key(account: field.throttledAccount, network: ClientNetwork(context.remoteAddress))
        if let delay = throttle.delay(for: key, now: now()) { throw ServingError.tooManyFailures(retryAfter: delay) }
        guard let principal = try await principal(for: field) else {
            throttle.recordFailure(of: key, now: now())
            throw ServingError.unauthenticated
        }
        throttle.recordSuccess(of: key)
        return principal
    }

    private func principal(for field: AuthorizationField) async throws -> Principal? {
        switch field {
        case .basic(let user, let password): try await verifier.principal(user: user, password: password)
        case .bearer(let token): try await verifier.principal(token: token)
        }
    }
}

extension AuthorizationField {
    /// What failures are counted by. Tokens cannot be guessed: the count only slows down a client that keeps a dead one, so it
    /// is the start of the token and not one count for all who come from the same network.
    var throttledAccount: String {
        switch self {
        case .basic(let user, _): "basic:" + user
        case .bearer(let token): "bearer:" + token.prefix(24)
        }
    }
}
