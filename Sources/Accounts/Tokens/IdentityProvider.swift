public import CalendarTime
import Foundation

/// An OpenID provider: its discovery document (OpenID Connect Discovery 1.0 §4) and its keys, fetched when they are needed,
/// kept, and read again when they are old or a token names a key that is not among them.
public actor IdentityProvider {
    /// Seconds that a document is kept at least and at most, whatever its sender says.
    static let shortestAge: Int64 = 300
    static let longestAge: Int64 = 86_400
    /// Seconds between two readings that unknown keys or failures cause: nobody can make this server ask more often.
    static let pause: Int64 = 30

    /// The addresses that the discovery document names.
    struct Endpoints: Sendable {
        var authorization: String?
        var token: String?
        var userInfo: String?
        var keys: String
        var acceptsBasic: Bool
    }

    private struct Kept<Value: Sendable>: Sendable {
        var value: Value
        var until: Instant
    }

    /// As tokens name it in `iss`.
    public nonisolated let issuer: String
    private let transport: any ProviderTransport
    private let now: @Sendable () -> Instant
    private var endpoints: Kept<Endpoints>?
    private var keys: Kept<SigningKeys>?
    private var lastAttempt: Instant?
    private var reading: Task<SigningKeys, any Error>?

    /// - Parameter issuer: an `https` URL, or one of this machine.
    public init(
        issuer: String, transport: any ProviderTransport, now: @escaping @Sendable () -> Instant
    ) throws(AccountsError) {
        guard Self.isTrustworthy(issuer) else { throw .untrustworthyProvider(issuer) }
        self.issuer = issuer
        self.transport = transport
        self.now = now
    }

    /// Whether nobody can change what comes from there: https, or this machine.
    static func isTrustworthy(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url), let host = parts.host, parts.user == nil, parts.fragment == nil
        else {
            return false
        }
        if parts.scheme == "https" { return !host.isEmpty }
        return parts.scheme == "http" && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    }

    /// Whether one of the issuer's keys signed the token.
    ///
    /// - Throws: ``AccountsError/providerUnreachable(_:)`` where no keys are known and none can be had.
    func signed(_ token: SignedToken) async throws -> Bool {
        var keys = try await currentKeys()
        if !keys.knows(token), mayRead() { keys = (try? await readKeys()) ?? keys }
        return await keys.signed(token)
    }

    private func currentKeys() async throws -> SigningKeys {
        let now = now()
        if let keys, keys.until > now { return keys.value }
        guard mayRead() || reading != nil else {
            if let keys { return keys.value }
            throw AccountsError.providerUnreachable(issuer)
        }
        do {
            return try await readKeys()
        } catch {
            // Old keys are better than locking everybody out while the provider is away, for a day.
            if let keys, keys.until.adding(Self.longestAge) > now { return keys.value }
            throw AccountsError.providerUnreachable(issuer)
        }
    }

    private func mayRead() -> Bool {
        guard let lastAttempt else { return true }
        let age = now() - lastAttempt
        return age >= Self.pause || age < 0
    }

    /// Reads the keys; callers at the same time share one reading.
    private func readKeys() async throws -> SigningKeys {
        if let reading { return try await reading.value }
        lastAttempt = now()
        let task = Task { () throws -> SigningKeys in
            let answer = try await transport.fetch(ProviderRequest(url: try await discovered().keys))
            guard answer.status == 200, let keys = SigningKeys(json: answer.body) else {
                throw AccountsError.providerUnreachable(issuer)
            }
            self.keys = Kept(value: keys, until: now().adding(Self.age(answer.maxAge)))
            return keys
        }
        reading = task
        defer { reading = nil }
        return try await task.value
    }

    private static func age(_ maxAge: Int64?) -> Int64 {
        min(max(maxAge ?? 3_600, shortestAge), longestAge)
    }

    /// The addresses of the provider.
    func discovered() async throws -> Endpoints {
        if let endpoints, endpoints.until > now() { return endpoints.value }
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        do {
            let answer = try await transport.fetch(ProviderRequest(url: base + "/.well-known/openid-configuration"))
            guard answer.status == 200, let found = Self.endpoints(answer.body, issuer: issuer) else {
                throw AccountsError.providerUnreachable(issuer)
            }
            endpoints = Kept(value: found, until: now().adding(Self.age(answer.maxAge)))
            return found
        } catch {
            if let endpoints, endpoints.until.adding(Self.longestAge) > now() { return endpoints.value }
            throw AccountsError.providerUnreachable(issuer)
        }
    }

    /// The document must name the very issuer (Discovery §4.3), and no address that others could answer for.
    private static func endpoints(_ body: [UInt8], issuer: String) -> Endpoints? {
        guard let document = TokenClaims(json: body), document.text("issuer") == issuer,
            let keys = document.text("jwks_uri"), isTrustworthy(keys)
        else { return nil }
        let address = { (name: String) in document.text(name).flatMap { isTrustworthy($0) ? $0 : nil } }
        let methods = document.texts("token_endpoint_auth_methods_supported")
        return Endpoints(
            authorization: address("authorization_endpoint"), token: address("token_endpoint"),
            userInfo: address("userinfo_endpoint"), keys: keys,
            acceptsBasic: methods.isEmpty || methods.contains("client_secret_basic"))
    }

    /// Asks the provider for something.
    func ask(_ request: ProviderRequest) async throws -> ProviderAnswer {
        do { return try await transport.fetch(request) } catch { throw AccountsError.providerUnreachable(issuer) }
    }
}
