public import CalendarTime
import Synchronization

/// Slows down guessing: 10 failures in 15 minutes for one account from one network, then a growing delay (QUALITY, Security).
///
/// There is no lockout: the delay ends by itself after at most five minutes, holds only for the network that the failures came
/// from, and a success ends it. A try that comes too early is not looked at and does not count.
public final class FailureThrottle: Sendable {
    public struct Key: Hashable, Sendable {
        public let account: String
        public let network: ClientNetwork

        /// - Parameter account: the login name as it was typed, in any case.
        public init(account: String, network: ClientNetwork) {
            self.account = String(account.lowercased().prefix(128))
            self.network = network
        }
    }

    private struct Record {
        var failures: [Instant] = []
        var notBefore: Instant = .distantPast
    }

    /// Failures within ``window`` that cost nothing.
    public static let freeFailures = 10
    /// Seconds.
    public static let window: Int64 = 15 * 60
    /// Seconds.
    public static let longestDelay: Int64 = 300
    /// Accounts and networks that are remembered at once.
    static let capacity = 10_000

    private let records = Mutex<[Key: Record]>([:])

    public init() {}

    /// Seconds until a try of `key` is looked at again; nil: now.
    public func delay(for key: Key, now: Instant) -> Int? {
        records.withLock { records in
            guard let record = records[key], record.notBefore > now else { return nil }
            return Int(clamping: min(record.notBefore - now, Self.longestDelay))
        }
    }

    /// Counts a failure. The delay doubles with each one beyond ``freeFailures``.
    public func recordFailure(of key: Key, now: Instant) {
        records.withLock { records in
            if records[key] == nil, records.count >= Self.capacity { Self.makeRoom(in: &records, now: now) }
            var record = records[key] ?? Record()
            let oldest = now.adding(-Self.window)
            record.failures.removeAll { $0 <= oldest || $0 > now }
            record.failures.append(now)
            let extra = record.failures.count - Self.freeFailures
            if extra >= 0 {
                record.notBefore = now.adding(min(Int64(1) << Int64(min(extra, 9)), Self.longestDelay))
            }
            records[key] = record
        }
    }

    /// Forgets the failures of `key`.
    public func recordSuccess(of key: Key) {
        records.withLock { _ = $0.removeValue(forKey: key) }
    }

    private static func makeRoom(in records: inout [Key: Record], now: Instant) {
        let oldest = now.adding(-window)
        records = records.filter { ($0.value.failures.last ?? .distantPast) > oldest }
        guard records.count >= capacity else { return }
        let byAge = records.sorted {
            ($0.value.failures.last ?? .distantPast) < ($1.value.failures.last ?? .distantPast)
        }
        for (key, _) in byAge.prefix(capacity / 10) { records[key] = nil }
    }
}
