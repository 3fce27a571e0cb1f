/// What directory servers say of an account besides name and addresses.
enum LDAPPerson {
    private static let identities = ["objectGUID", "entryUUID", "nsUniqueId"]

    static let attributes = identities + ["userAccountControl", "nsAccountLock", "pwdAccountLockedTime"]

    /// What the entry keeps when it is renamed or moved: Active Directory's objectGUID, entryUUID (RFC 4530), 389 Directory
    /// Server's nsUniqueId. Octets in hexadecimal, behind the attribute's name.
    static func identity(_ entry: LDAPEntry) -> String? {
        for name in identities {
            guard let octets = entry.attributes[name.lowercased()]?.first, !octets.isEmpty, octets.count <= 64 else {
                continue
            }
            return name.lowercased() + ":" + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return nil
    }

    /// Active Directory's ACCOUNTDISABLE bit (MS-ADTS §2.2.16); the locks of 389 Directory Server and of OpenLDAP's password
    /// policy.
    static func isDisabled(_ entry: LDAPEntry) -> Bool {
        if let flags = entry.texts("userAccountControl").first.flatMap({ Int($0) }), flags & 2 != 0 { return true }
        return entry.texts("nsAccountLock").first?.lowercased() == "true"
            || !entry.texts("pwdAccountLockedTime").isEmpty
    }
}
