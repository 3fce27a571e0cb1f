import BookingCore
import CalendarTime
import GRDB
import Scheduling

/// The row of a credential. Scopes are joined by blanks.
enum CredentialRow {
    static let select = """
        SELECT id, kind, person, verifier, label, scopes, created_at, expires_at, revoked_at FROM credential
        """
    static let save = """
        INSERT OR REPLACE INTO credential (id, kind, person, verifier, label, scopes, created_at, expires_at,
            revoked_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static func decode(_ row: Row) throws -> Credential {
        let names = (row[5] as String).split(separator: " ").map(String.init)
        let scopes = names.compactMap(Scope.init(rawValue:))
        // A scope that is not understood must not widen what the credential may do.
        guard let kind = Credential.Kind(rawValue: row[1]), scopes.count == names.count else {
            throw StoreError.damaged("credential \(row[0] as String)")
        }
        return Credential(
            id: row[0], kind: kind, personID: row[2], verifier: row[3], label: row[4], scopes: Set(scopes),
            createdAt: Instant(seconds: row[6]), expiresAt: (row[7] as Int64?).map(Instant.init(seconds:)),
            revokedAt: (row[8] as Int64?).map(Instant.init(seconds:)))
    }

    static func values(of credential: Credential) -> [(any DatabaseValueConvertible)?] {
        [
            credential.id, credential.kind.rawValue, credential.personID, credential.verifier, credential.label,
            credential.scopes.map(\.rawValue).sorted().joined(separator: " "), credential.createdAt.seconds,
            credential.expiresAt?.seconds, credential.revokedAt?.seconds,
        ]
    }
}

/// The row of a feed.
enum FeedRow {
    static let select = "SELECT id, owner, privacy, generation, past_days, future_days, created_at FROM feed"
    static let save = """
        INSERT OR REPLACE INTO feed (id, owner, privacy, generation, past_days, future_days, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """

    static func decode(_ row: Row) throws -> Feed {
        guard let owner = PrincipalID(path: row[1] as String), let privacy = Privacy(rawValue: row[2]) else {
            throw StoreError.damaged("feed \(row[0] as String)")
        }
        return Feed(
            id: row[0], owner: owner, privacy: privacy, generation: row[3], pastDays: row[4], futureDays: row[5],
            createdAt: Instant(seconds: row[6]))
    }

    static func values(of feed: Feed) -> [(any DatabaseValueConvertible)?] {
        [
            feed.id, feed.owner.path, feed.privacy.rawValue, feed.generation, feed.pastDays, feed.futureDays,
            feed.createdAt.seconds,
        ]
    }
}

/// The row of a delegation.
enum DelegationRow {
    static let select = "SELECT owner, delegate, access FROM delegation"
    static let save = "INSERT OR REPLACE INTO delegation (owner, delegate, access) VALUES (?, ?, ?)"

    static func decode(_ row: Row) throws -> Delegation {
        // An access that is not understood must not be taken for another one.
        guard let delegate = PrincipalID(path: row[1] as String), let access = ProxyAccess(rawValue: row[2]) else {
            throw StoreError.damaged("delegation of \(row[0] as String)")
        }
        return Delegation(owner: row[0], delegate: delegate, access: access)
    }

    static func values(of delegation: Delegation) -> [(any DatabaseValueConvertible)?] {
        [delegation.owner, delegation.delegate.path, delegation.access.rawValue]
    }
}
