import CalendarTime
import Crypto
import Scheduling
import Synchronization

/// Account passwords that were right, so that a client which sends one with every request does not cost Argon2 each time.
///
/// The key is an HMAC under a key that never leaves the process: a memory dump of the table alone tells no password.
/// Failures are never kept.
final class VerifiedPasswords: Sendable {
    /// A remembered success is checked against the store again when it is older, in seconds.
    static let recheckAfter: Int64 = 5
    /// Entries kept; beyond it those not used for longest go.
    static let capacity = 10_000

    struct Entry: Sendable {
        /// The hash that the password matched: a changed password makes the entry worthless.
        var phc: String
        var principal: Principal
        var checkedAt: Instant
    }

    struct Key: Hashable, Sendable {
        let code: [UInt8]
    }

    private let secret: SymmetricKey
    private let entries = Mutex<[Key: Entry]>([:])

    init(randomBytes: (Int) -> [UInt8]) {
        secret = SymmetricKey(data: randomBytes(32))
    }

    func key(personID: String, password: String) -> Key {
        var code = HMAC<SHA256>(key: secret)
        code.update(data: Array(personID.utf8) + [0])
        code.update(data: normalizedPassword(password))
        return Key(code: Array(code.finalize()))
    }

    subscript(_ key: Key) -> Entry? { entries.withLock { $0[key] } }

    func keep(_ entry: Entry, for key: Key) {
        entries.withLock { entries in
            if entries.count >= Self.capacity, entries[key] == nil {
                let oldest = entries.sorted { $0.value.checkedAt < $1.value.checkedAt }
                for (key, _) in oldest.prefix(Self.capacity / 10) { entries[key] = nil }
            }
            entries[key] = entry
        }
    }

    func forget(person id: String) {
        entries.withLock { entries in entries = entries.filter { $0.value.principal.person.id != id } }
    }

    func forget(_ key: Key) {
        entries.withLock { $0[key] = nil }
    }
}
