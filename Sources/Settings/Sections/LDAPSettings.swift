/// A directory server (LDAP, Active Directory) whose people and groups are brought here.
public enum LDAPSettings {
    public static let url = Setting(
        "ldap.url", SettingForm<String>.text.optional, default: nil,
        """
        The directory server, as `ldaps://ldap.example` or `ldap://ldap.example`; the latter by StartTLS only. Its certificate is \
        verified.
        """)

    public static let authorities = Setting(
        "ldap.authorities", SettingForm<String>.path.optional, default: nil,
        "A PEM file with the authorities that may have signed its certificate; by default the system's.")

    public static let bindDN = Setting(
        "ldap.bindDN", SettingForm<String>.text.optional, default: nil,
        "The account by which the server is asked, as `cn=creneau,dc=ville,dc=example`.")

    public static let bindPassword = Setting(
        "ldap.bindPassword", SettingForm<String>.text.secret.optional, default: nil, "The password of that account.")

    public static let peopleBase = Setting(
        "ldap.peopleBase", SettingForm<String>.text.optional, default: nil, "Below which entry people are.")

    public static let peopleFilter = Setting(
        "ldap.peopleFilter", .text,
        default: "(|(objectClass=inetOrgPerson)(&(objectCategory=person)(objectClass=user)))",
        "Which entries are people.")

    public static let groupsBase = Setting(
        "ldap.groupsBase", SettingForm<String>.text.optional, default: nil,
        "Below which entry groups are; by default none are read. Groups in groups count.")

    public static let groupsFilter = Setting(
        "ldap.groupsFilter", .text,
        default:
            "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))",
        "Which entries are groups.")

    public static let idAttribute = Setting(
        "ldap.idAttribute", .text, default: "uid",
        "The attribute that is the login name and the person's id; `sAMAccountName` in Active Directory.")

    public static let nameAttribute = Setting(
        "ldap.nameAttribute", .text, default: "cn", "The attribute with the name.")

    public static let addressAttributes = Setting(
        "ldap.addressAttributes", .list(of: "attributes"), default: ["mail"],
        "The attributes with mail addresses; the first address is the one shown. In Active Directory also `proxyAddresses`."
    )

    public static let departmentAttribute = Setting(
        "ldap.departmentAttribute", .text, default: "departmentNumber",
        "The attribute with the service; `department` in Active Directory.")

    /// How groups in groups are found.
    public enum Nesting: String, Sendable, CaseIterable {
        case walk, chain
    }

    public static let nesting = Setting(
        "ldap.nesting", SettingForm<Nesting>.choice, default: .walk,
        """
        Who finds the members of groups in groups: `walk`: this server, from the groups below `ldap.groupsBase`; `chain`: Active \
        Directory, also through groups that are elsewhere, with one search for each group.
        """)

    public static let interval = Setting(
        "ldap.interval", .duration(60...604_800), default: 3_600,
        "How often people and groups are brought here; also by `creneau person sync`.")

    public static let all: [any AnySetting] = [
        url, authorities, bindDN, bindPassword, peopleBase, peopleFilter, groupsBase, groupsFilter, idAttribute,
        nameAttribute, addressAttributes, departmentAttribute, nesting, interval,
    ]
}
