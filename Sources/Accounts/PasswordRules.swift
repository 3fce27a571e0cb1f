import Foundation

/// The octets that are hashed: NFC (RFC 8265 §4.2), so that `é` is one password on every keyboard.
func normalizedPassword(_ password: String) -> [UInt8] {
    [UInt8](password.precomposedStringWithCanonicalMapping.utf8)
}

/// The longest password that is looked at, in octets.
let longestPassword = 1_024

/// Whether somebody may have `password` as account password: 8 octets at least, and nothing that could be taken for an
/// app password.
func isSuitablePassword(_ password: String) -> Bool {
    let count = normalizedPassword(password).count
    return count >= 8 && count <= longestPassword && ShownSecret(password) == nil
}
