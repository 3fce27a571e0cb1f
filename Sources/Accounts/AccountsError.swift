/// Why a password could not be set or checked.
public enum AccountsError: Error, Hashable, Sendable {
    /// No person has this id.
    case unknownPerson(String)
    /// A password needs 8 to 1,024 octets and may not look like an app password.
    case unsuitablePassword
    /// libargon2 failed, with its error code; -22 is a lack of memory.
    case hashingFailed(code: Int32)
    /// The issuer's address is neither https nor on this machine.
    case untrustworthyProvider(String)
    /// The identity provider does not answer, or not as one.
    case providerUnreachable(String)
}
