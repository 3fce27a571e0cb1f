import CArgon2

/// An Argon2id hash in PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
///
/// The computation takes tens of milliseconds and 19 MiB; ``PasswordHasher`` runs it away from the cooperative pool.
struct PasswordHash: Hashable, Sendable {
    /// KiB of memory, passes and lanes (QUALITY, Security).
    static let memory: UInt32 = 19_456
    static let passes: UInt32 = 2
    static let lanes: UInt32 = 1
    static let saltLength = 16
    static let hashLength = 32

    let phc: String

    init(phc: String) {
        self.phc = phc
    }

    /// Hashes `password` with `salt`, which must be random and used once.
    init(of password: [UInt8], salt: [UInt8]) throws(AccountsError) {
        let length = argon2_encodedlen(
            Self.passes, Self.memory, Self.lanes, UInt32(salt.count), UInt32(Self.hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            Self.passes, Self.memory, Self.lanes, password, password.count, salt, salt.count, Self.hashLength, &encoded,
            encoded.count)
        guard code == ARGON2_OK.rawValue else { throw AccountsError.hashingFailed(code: code) }
        phc = String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether this hash was made of `password`; compared in constant time by libargon2. A damaged hash matches nothing.
    func matches(_ password: [UInt8]) throws(AccountsError) -> Bool {
        let code = argon2id_verify(phc, password, password.count)
        if code == ARGON2_MEMORY_ALLOCATION_ERROR.rawValue { throw AccountsError.hashingFailed(code: code) }
        return code == ARGON2_OK.rawValue
    }
}
