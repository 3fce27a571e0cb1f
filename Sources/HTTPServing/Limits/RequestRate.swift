import Synchronization

/// How many requests somebody may make in a while: as many as refill over the window, at once or spread over it.
public final class RequestRate: Sendable {
    /// Seconds over which the whole allowance refills.
    public static let window = 60

    /// Whether one more request is let in, and what is left.
    public struct Allowance: Hashable, Sendable {
        public var isAllowed: Bool
        /// In one window.
        public var limit: Int
        public var remaining: Int
        /// Seconds until the next request is let in, or, where some are left, until the allowance is whole again.
        public var seconds: Int
    }

    private struct Bucket {
        /// In requests times ``window``, so that no fraction is lost: a second gives back `limit` of it.
        var left: Int
        var at: Int64
    }

    /// Remembered at once; who has not asked for a whole window has the whole allowance and is forgotten.
    private static let mostRemembered = 10_000

    private let buckets = Mutex<[String: Bucket]>([:])

    public init() {}

    /// Counts a request of `key` at `now`, in seconds of any clock; one that jumps back gives nothing.
    public func take(_ key: String, limit: Int, now: Int64) -> Allowance {
        let limit = max(1, limit)
        let whole = limit * Self.window
        return buckets.withLock { buckets in
            if buckets.count >= Self.mostRemembered {
                buckets = buckets.filter { now - $0.value.at < Int64(Self.window) }
            }
            var bucket = buckets[key] ?? Bucket(left: whole, at: now)
            let passed = Int(min(max(0, now - bucket.at), Int64(Self.window)))
            bucket.left = min(whole, bucket.left + passed * limit)
            bucket.at = now
            let isAllowed = bucket.left >= Self.window
            if isAllowed { bucket.left -= Self.window }
            buckets[key] = bucket
            let missing = isAllowed ? whole - bucket.left : Self.window - bucket.left
            return Allowance(
                isAllowed: isAllowed, limit: limit, remaining: bucket.left / Self.window,
                seconds: max(1, (missing + limit - 1) / limit))
        }
    }
}
