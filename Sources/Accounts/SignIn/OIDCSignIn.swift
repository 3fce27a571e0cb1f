import CalendarTime
import Crypto
public import Scheduling

/// Signing in by OpenID Connect: authorization code flow (OpenID Connect Core 1.0 §3.1) with PKCE (RFC 7636, S256), state and
/// nonce.
///
/// Nothing of the provider's tokens is kept: they prove who somebody is, once.
public struct OIDCSignIn: SignInProvider {
    public struct Client: Sendable {
        public var id: String
        /// Nil: a public client, which PKCE alone protects.
        public var secret: String?
        /// What is asked for besides `openid`.
        public var scopes: [String]

        public init(id: String, secret: String?, scopes: [String] = ["profile", "email"]) {
            self.id = id
            self.secret = secret
            self.scopes = scopes
        }
    }

    private let client: Client
    private let provider: IdentityProvider
    private let checks: TokenChecks
    private let mapping: ClaimMapping
    private let store: any BookingStore
    private let environment: ServiceEnvironment
    private let pending = PendingSignIns()

    /// - Parameter algorithms: of the provider's signatures; nil: the usual ones.
    public init(
        client: Client, provider: IdentityProvider, algorithms: Set<String>? = nil, mapping: ClaimMapping,
        store: any BookingStore, environment: ServiceEnvironment
    ) {
        self.client = client
        self.provider = provider
        checks = TokenChecks(
            issuer: provider.issuer, audiences: [client.id], algorithms: algorithms, now: environment.now)
        self.mapping = mapping
        self.store = store
        self.environment = environment
    }

    public func begin(returnPath: String, callback: String) async throws -> SignInStart {
        guard let authorization = try await reachable({ try await provider.discovered() }).authorization else {
            throw SignInFailure.unreachable
        }
        let (state, nonce, verifier, secret) = (random(), random(), random(), random())
        pending.keep(
            .init(
                browserDigest: PendingSignIns.digest(secret), nonce: nonce, verifier: verifier, callback: callback,
                returnPath: Self.ownPath(returnPath), begunAt: environment.now()), for: state)
        let query = FormCoding.text([
            "response_type": "code", "client_id": client.id, "redirect_uri": callback, "state": state, "nonce": nonce,
            "scope": (["openid"] + client.scopes).joined(separator: " "), "code_challenge_method": "S256",
            "code_challenge": Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8)))),
        ])
        let separator = authorization.contains("?") ? "&" : "?"
        return SignInStart(location: authorization + separator + query, browserSecret: secret)
    }

    public func finish(code: String, state: String, browserSecret: String) async throws -> SignInResult {
        guard code.utf8.count <= 4_096, state.utf8.count <= 128,
            let pending = pending.take(state, browserSecret: browserSecret, now: environment.now())
        else { throw SignInFailure.expired }
        let endpoints = try await reachable { try await provider.discovered() }
        let tokens = try await redeem(code, pending, endpoints)
        guard let text = tokens.text("id_token"), let token = SignedToken(text), checks.accept(token),
            try await reachable({ try await provider.signed(token) }),
            token.claims.text("nonce") == pending.nonce, isForThisClient(token.claims)
        else { throw SignInFailure.notProven }
        var claims = token.claims
        if mapping.personName(claims) == nil {
            claims = try await userInfo(tokens.text("access_token"), subject: token.claims.text("sub"), endpoints)
        }
        let (mapping, told) = (mapping, claims)
        guard let principal = try await store.withSnapshot({ try mapping.principal(told, in: $0) }) else {
            throw SignInFailure.unknownPerson
        }
        return SignInResult(principal: principal, returnPath: pending.returnPath)
    }

    /// A token for several clients says which one asked (Core §3.1.3.7).
    private func isForThisClient(_ claims: TokenClaims) -> Bool {
        if let party = claims.text("azp") { return party == client.id }
        return claims.texts("aud").count == 1
    }

    private func redeem(
        _ code: String, _ pending: PendingSignIns.Pending, _ endpoints: IdentityProvider.Endpoints
    ) async throws -> TokenClaims {
        guard let address = endpoints.token else { throw SignInFailure.unreachable }
        var request = ProviderRequest(
            url: address,
            form: [
                "grant_type": "authorization_code", "code": code, "redirect_uri": pending.callback,
                "client_id": client.id, "code_verifier": pending.verifier,
            ])
        if let secret = client.secret {
            if endpoints.acceptsBasic {
                // RFC 6749 §2.3.1: both parts form-encoded first.
                let pair = FormCoding.escaped(client.id) + ":" + FormCoding.escaped(secret)
                request.authorization = "Basic " + Base64URL.padded(Array(pair.utf8))
                request.form?["client_id"] = nil
            } else {
                request.form?["client_secret"] = secret
            }
        }
        let answer = try await reachable { [request] in try await provider.ask(request) }
        guard answer.status == 200, let tokens = TokenClaims(json: answer.body) else { throw SignInFailure.notProven }
        return tokens
    }

    /// What the provider tells besides the token: JSON, or a signed token where the provider signs it (Core §5.3.2).
    private func userInfo(
        _ access: String?, subject: String?, _ endpoints: IdentityProvider.Endpoints
    ) async throws -> TokenClaims {
        guard let access, let subject, let address = endpoints.userInfo else { throw SignInFailure.unknownPerson }
        let request = ProviderRequest(url: address, authorization: "Bearer " + access)
        let answer = try await reachable { try await provider.ask(request) }
        var claims: TokenClaims?
        if answer.contentType.lowercased().hasPrefix("application/jwt") {
            let token = SignedToken(String(decoding: answer.body, as: UTF8.self))
            if let token, checks.acceptUserInfo(token), try await reachable({ try await provider.signed(token) }) {
                claims = token.claims
            }
        } else {
            claims = TokenClaims(json: answer.body)
        }
        guard answer.status == 200, let claims, claims.text("sub") == subject else { throw SignInFailure.notProven }
        return claims
    }

    private func reachable<Value: Sendable>(_ ask: () async throws -> Value) async throws -> Value {
        do { return try await ask() } catch AccountsError.providerUnreachable { throw SignInFailure.unreachable }
    }

    /// 256 bits that nobody guesses.
    private func random() -> String { Base64URL.encode(environment.randomBytes(32)) }

    /// A path on this site, and nothing that a browser would take for another one.
    static func ownPath(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        guard isPlain, text.utf8.count <= 2_000, text.hasPrefix("/"), !text.hasPrefix("//") else { return "/" }
        return text
    }
}
