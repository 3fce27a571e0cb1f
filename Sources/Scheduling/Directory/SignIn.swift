/// How somebody signs in to the pages with an account that another service keeps.
///
/// Between the two steps the browser is away at that service. What has to be remembered of it meanwhile is bound to a secret that
/// only this browser has.
public protocol SignInProvider: Sendable {
    /// - Parameters:
    ///   - returnPath: where to go afterwards, a path on this site.
    ///   - callback: the address that the browser comes back to.
    func begin(returnPath: String, callback: String) async throws -> SignInStart

    /// - Parameter browserSecret: what ``SignInStart/browserSecret`` was.
    /// - Throws: ``SignInFailure`` where the person cannot be let in.
    func finish(code: String, state: String, browserSecret: String) async throws -> SignInResult
}

public struct SignInStart: Hashable, Sendable {
    /// Where to send the browser.
    public var location: String
    /// For a cookie that lives no longer than ``SignInStart/lifetime``.
    public var browserSecret: String

    /// Seconds within which the browser has to come back.
    public static let lifetime = 600

    public init(location: String, browserSecret: String) {
        self.location = location
        self.browserSecret = browserSecret
    }
}

public struct SignInResult: Sendable {
    public var principal: Principal
    public var returnPath: String

    public init(principal: Principal, returnPath: String) {
        self.principal = principal
        self.returnPath = returnPath
    }
}

/// Where people are known besides this server.
public enum IdentitySource: String, Hashable, Sendable, CaseIterable {
    /// An LDAP server.
    case directory
    /// An OpenID provider.
    case signIn
}

/// The source does not answer, so that nobody can say whether a credential of its people is right: to be tried again. App
/// passwords, tokens and accounts of this server do not need it.
public struct IdentitySourceUnreachable: Error, Hashable, Sendable {
    public let source: IdentitySource

    public init(_ source: IdentitySource) {
        self.source = source
    }
}

/// Why somebody was not let in. The log says more; the person is told which of these.
public enum SignInFailure: Error, Hashable, Sendable {
    /// Not begun here, by another browser, or too long ago.
    case expired
    /// What the service says does not hold.
    case notProven
    /// The service knows them, this server does not, or their account is disabled.
    case unknownPerson
    /// The service does not answer.
    case unreachable
}
