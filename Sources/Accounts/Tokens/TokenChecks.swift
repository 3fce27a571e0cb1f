public import CalendarTime
import Synchronization

/// What must hold of a token besides its signature (RFC 7519 §4.1, RFC 8725 §3).
public final class TokenChecks: Sendable {
    /// Seconds that the issuer's clock may differ from ours.
    static let leeway: Int64 = 60

    let issuer: String
    let audiences: Set<String>
    let algorithms: Set<String>
    private let now: @Sendable () -> Instant
    /// The latest time seen: a clock that is set back revives no expired token (QUALITY I8).
    private let latest = Mutex(Instant.distantPast)

    /// - Parameters:
    ///   - audiences: one of them must be in `aud`.
    ///   - algorithms: of signatures; nil: the usual ones. What is no public-key signature is never accepted.
    public init(
        issuer: String, audiences: Set<String>, algorithms: Set<String>? = nil, now: @escaping @Sendable () -> Instant
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.algorithms = (algorithms ?? Set(SigningKeys.algorithms)).intersection(SigningKeys.everyAlgorithm)
        self.now = now
    }

    func accept(_ token: SignedToken) -> Bool {
        let claims = token.claims
        guard algorithms.contains(token.algorithm), claims.text("iss") == issuer,
            !audiences.isDisjoint(with: claims.texts("aud")), let expiry = claims.seconds("exp")
        else { return false }
        let now = latestInstant().seconds
        guard expiry > now - Self.leeway else { return false }
        for claim in ["nbf", "iat"] where claims.has(claim) {
            guard let time = claims.seconds(claim), time <= now + Self.leeway else { return false }
        }
        return true
    }

    /// A signed answer about a person, which need not say until when it holds (OpenID Connect Core §5.3.2).
    func acceptUserInfo(_ token: SignedToken) -> Bool {
        let claims = token.claims
        guard algorithms.contains(token.algorithm), claims.text("iss") == issuer,
            !audiences.isDisjoint(with: claims.texts("aud"))
        else { return false }
        return claims.seconds("exp").map { $0 > latestInstant().seconds - Self.leeway } ?? true
    }

    private func latestInstant() -> Instant {
        let now = now()
        return latest.withLock { latest in
            latest = max(latest, now)
            return latest
        }
    }
}
