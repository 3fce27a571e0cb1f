public import CalendarTime
public import Scheduling
import Synchronization

/// When tokens and app passwords were last used, to the hour: enough to find those that nobody needs any more.
///
/// A request only leaves a note in memory. ``write(to:)`` stores the notes, at most one for each credential and hour; a note
/// that could not be stored is kept for the next time. What was noted since the last time is lost when the process is killed.
public final class CredentialUses: Sendable {
    private struct State {
        /// By credential, the hour that is stored.
        var written: [String: Instant] = [:]
        var pending: [String: Instant] = [:]
    }

    private static let hour: Int64 = 3_600
    /// Credentials that are remembered; beyond, an hour may be stored again.
    private static let mostRemembered = 50_000
    private static let batch = 500

    private let state = Mutex(State())

    public init() {}

    /// Somebody used the credential.
    func note(_ credentialID: String, at now: Instant) {
        let hour = Instant(seconds: now.seconds - now.seconds % Self.hour)
        state.withLock { state in
            let known = max(state.written[credentialID] ?? .distantPast, state.pending[credentialID] ?? .distantPast)
            if known < hour { state.pending[credentialID] = hour }
        }
    }

    /// What is noted and may not be stored yet.
    func pending(_ credentialID: String) -> Instant? { state.withLock { $0.pending[credentialID] } }

    /// Stores the notes.
    ///
    /// - Throws: what the store throws; the notes are kept.
    public func write(to store: any BookingStore) async throws {
        let noted = state.withLock { Array($0.pending) }
        for start in stride(from: 0, to: noted.count, by: Self.batch) {
            let part = noted[start..<min(start + Self.batch, noted.count)]
            try await store.withTransaction(locking: []) { transaction in
                for (id, hour) in part { try transaction.save(lastUse: hour, of: id) }
            }
            state.withLock { state in
                if state.written.count > Self.mostRemembered { state.written = [:] }
                for (id, hour) in part {
                    state.written[id] = hour
                    if state.pending[id] == hour { state.pending[id] = nil }
                }
            }
        }
    }
}
