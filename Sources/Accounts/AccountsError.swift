/// Why a credential could not be made.
public enum AccountsError: Error, Hashable, Sendable {
    /// Only oneself and administrators may do this; also where the person or the credential does not exist.
    case forbidden
    /// No person has this id.
    case unknownPerson(String)
    /// A password needs 8 to 1,024 octets and may not look like a token.
    case unsuitablePassword
    /// The end of the credential's life is not in the future.
    case alreadyExpired
    /// A label has at most 100 characters and no control characters.
    case unsuitableLabel
    /// libargon2 failed, with its error code; -22 is a lack of memory.
    case hashingFailed(code: Int32)
}
