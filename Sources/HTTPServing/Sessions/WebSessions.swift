public import CalendarTime
public import Scheduling
import Synchronization

/// Who is signed in with a browser (QUALITY, Security): 30 minutes without a request end a session, 12 hours end it anyhow.
///
/// Sessions are kept in memory and end with the process.
public final class WebSessions: Sendable {
    /// Seconds.
    static let idle: Int64 = 30 * 60
    static let longest: Int64 = 12 * 3_600
    /// Seconds after which the account is looked at again.
    static let recheckAfter: Int64 = 5
    static let capacity = 50_000

    public struct Session: Sendable {
        public var principal: Principal
        /// Has to come with every request that changes something.
        public let csrfToken: String
        let begunAt: Instant
        var usedAt: Instant
        var checkedAt: Instant
    }

    private let sessions = Mutex<[String: Session]>([:])
    /// The latest time seen: a clock that is set back revives no session (QUALITY I8).
    private let latest = Mutex(Instant.distantPast)
    private let clock: @Sendable () -> Instant
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private let person: @Sendable (String) async throws -> Principal?

    /// - Parameter person: the account as it stands; nil: there is none any more, or it is disabled.
    public init(
        now: @escaping @Sendable () -> Instant, randomBytes: @escaping @Sendable (Int) -> [UInt8],
        person: @escaping @Sendable (String) async throws -> Principal?
    ) {
        clock = now
        self.randomBytes = randomBytes
        self.person = person
    }

    /// Begins a session; its identity is new, whatever the browser had before.
    ///
    /// - Returns: what only the browser may know.
    public func begin(_ principal: Principal) -> String {
        let now = now()
        let (identity, csrf) = (text(randomBytes(32)), text(randomBytes(32)))
        sessions.withLock { sessions in
            if sessions.count >= Self.capacity { Self.makeRoom(in: &sessions, now: now) }
            sessions[identity] = Session(
                principal: principal, csrfToken: csrf, begunAt: now, usedAt: now, checkedAt: now)
        }
        return identity
    }

    public func end(_ identity: String) {
        sessions.withLock { _ = $0.removeValue(forKey: identity) }
    }

    /// Ends every session of somebody.
    public func end(person id: String) {
        sessions.withLock { sessions in sessions = sessions.filter { $0.value.principal.person.id != id } }
    }

    /// The session, used now; nil where there is none any more.
    public func use(_ identity: String) async throws -> Session? {
        let now = now()
        let session = sessions.withLock { sessions -> Session? in
            guard var session = sessions[identity] else { return nil }
            guard Self.lives(session, at: now) else {
                sessions[identity] = nil
                return nil
            }
            session.usedAt = now
            sessions[identity] = session
            return session
        }
        guard let session, now - session.checkedAt >= Self.recheckAfter else { return session }
        guard let fresh = try await person(session.principal.person.id) else {
            end(identity)
            return nil
        }
        return sessions.withLock { sessions -> Session? in
            guard var current = sessions[identity] else { return nil }
            current.principal = Self.merged(fresh, granted: current.principal)
            current.checkedAt = now
            sessions[identity] = current
            return current
        }
    }

    /// The account as it stands, with what the sign-in granted besides.
    private static func merged(_ fresh: Principal, granted: Principal) -> Principal {
        var merged = fresh
        merged.groups.formUnion(granted.groups)
        merged.person.isAdministrator = fresh.person.isAdministrator || granted.person.isAdministrator
        merged.scopes = granted.scopes
        return merged
    }

    private static func lives(_ session: Session, at now: Instant) -> Bool {
        now - session.usedAt < idle && now - session.begunAt < longest
    }

    private static func makeRoom(in sessions: inout [String: Session], now: Instant) {
        sessions = sessions.filter { lives($0.value, at: now) }
        guard sessions.count >= capacity else { return }
        for (identity, _) in sessions.sorted(by: { $0.value.usedAt < $1.value.usedAt }).prefix(capacity / 10) {
            sessions[identity] = nil
        }
    }

    private func now() -> Instant {
        let now = clock()
        return latest.withLock { latest in
            latest = max(latest, now)
            return latest
        }
    }

    private func text(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
