import CalendarTime
import Crypto
import Scheduling
import Synchronization

/// Sign-ins whose browser is at the provider. Kept in memory: a restart ends them, and so does their age.
final class PendingSignIns: Sendable {
    struct Pending: Sendable {
        var browserDigest: [UInt8]
        var nonce: String
        /// The PKCE code verifier (RFC 7636 §4.1).
        var verifier: String
        var callback: String
        var returnPath: String
        var begunAt: Instant
    }

    /// Sign-ins at once; beyond it the oldest go.
    static let capacity = 10_000

    private let entries = Mutex<[String: Pending]>([:])

    func keep(_ pending: Pending, for state: String) {
        entries.withLock { entries in
            if entries.count >= Self.capacity {
                let oldest = entries.sorted { $0.value.begunAt < $1.value.begunAt }
                for (state, _) in oldest.prefix(Self.capacity / 10) { entries[state] = nil }
            }
            entries[state] = pending
        }
    }

    /// Gives the sign-in that began with `state`, once: whoever asks, it is over.
    ///
    /// - Returns: nil also where it is too old or another browser's.
    func take(_ state: String, browserSecret: String, now: Instant) -> Pending? {
        let pending = entries.withLock { $0.removeValue(forKey: state) }
        guard let pending, Self.digest(browserSecret) == pending.browserDigest else { return nil }
        let age = now - pending.begunAt
        return age >= 0 && age <= SignInStart.lifetime ? pending : nil
    }

    static func digest(_ secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }
}
