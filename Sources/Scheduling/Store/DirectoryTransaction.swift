public import BookingCore
public import CalendarTime

/// People, groups, addresses, credentials, feeds and the site, read.
public protocol DirectoryReading {
    /// The site; nil in an empty database.
    func site() throws -> Site?

    func person(_ id: String) throws -> Person?

    /// Every person, by id.
    func people() throws -> [Person]

    /// Every group, by id.
    func groups() throws -> [PersonGroup]

    /// Every group of rooms, by id.
    func roomGroups() throws -> [RoomGroup]

    /// Who has this address (lower case, without `mailto:`): a person, a resource by address or
    /// alias, a group, or a group of rooms.
    func principal(address: String) throws -> PrincipalID?

    /// Whom the person lets look after their calendars, by the delegate's path.
    func delegations(of owner: String) throws -> [Delegation]

    /// Whose calendars this person or group looks after, by owner.
    func delegations(to delegate: PrincipalID) throws -> [Delegation]

    /// Changes with every change of the site, a person, a group, a group of rooms, a resource's definition or a delegation.
    func directoryNumber() throws -> Int64

    func credential(_ id: String) throws -> Credential?

    func credentials(of personID: String) throws -> [Credential]

    /// When the person's tokens and app passwords were last used, by their ids; what was never used is missing.
    func lastUses(of personID: String) throws -> [String: Instant]

    func feed(_ id: String) throws -> Feed?

    func feeds(of owner: PrincipalID) throws -> [Feed]

    /// A secret of 32 octets made when the database was made; feed addresses are derived from it.
    func siteSecret() throws -> [UInt8]

    /// Changes with every restore and is part of every token that a client keeps.
    func storeEpoch() throws -> String
}

/// People, groups, credentials, feeds and the site, written. A person's or a group's addresses move with it; an address that
/// belongs to somebody else throws ``DirectoryConflict``. A resource's addresses are written by saving the resource.
public protocol DirectoryWriting: DirectoryReading {
    func save(_ site: Site) throws

    func save(_ person: Person) throws

    func save(_ group: PersonGroup) throws

    func save(_ group: RoomGroup) throws

    /// Takes the place of the delegate's other access to the same person.
    func save(_ delegation: Delegation) throws

    /// Ends what the delegate was given by that person.
    func delete(_ delegation: Delegation) throws

    func save(_ credential: Credential) throws

    /// A use that is earlier than the known one changes nothing.
    func save(lastUse: Instant, of credentialID: String) throws

    func save(_ feed: Feed) throws

    func deleteFeed(_ id: String) throws
}

/// Two principals may not have one address.
public struct DirectoryConflict: Error, Hashable, Sendable {
    public let address: String
    public let holder: PrincipalID

    public init(address: String, holder: PrincipalID) {
        self.address = address
        self.holder = holder
    }
}
