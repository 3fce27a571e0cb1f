public import BookingCore
public import CalendarTime

/// A language that Créneau speaks.
public typealias LanguageCode = String

/// Somebody with an account.
public struct Person: Hashable, Sendable, Codable {
    /// The login name and the last path segment of the principal: `camille.martin`.
    public var id: String
    public var name: String
    /// Addresses, lower case, without `mailto:`; the first is the one shown.
    public var addresses: [String]
    /// The service they work for; shown in searches.
    public var department: String?
    /// `fr` or `en`; nil: the site's.
    public var language: LanguageCode?
    public var isAdministrator: Bool
    public var isDisabled: Bool

    public init(
        id: String, name: String, addresses: [String], department: String? = nil, language: LanguageCode? = nil,
        isAdministrator: Bool = false, isDisabled: Bool = false
    ) {
        self.id = id
        self.name = name
        self.addresses = addresses
        self.department = department
        self.language = language
        self.isAdministrator = isAdministrator
        self.isDisabled = isDisabled
    }
}

/// A named set of people, used by policies and as managers.
public struct PersonGroup: Hashable, Sendable, Codable {
    public var id: String
    public var name: String
    public var address: String?
    public var members: [String]

    public init(id: String, name: String, address: String? = nil, members: [String]) {
        self.id = id
        self.name = name
        self.address = address
        self.members = members
    }
}

/// The installation as a whole.
public struct Site: Hashable, Sendable, Codable {
    /// `owned`: every address of the domain is known here, another one does not exist. `shared`: two systems serve the
    /// domain, an unknown address is somebody on the other one.
    public enum DomainKind: String, Hashable, Sendable, Codable {
        case owned, shared
    }

    public var name: String
    public var domains: [String: DomainKind]
    /// IANA name.
    public var zone: String
    public var language: LanguageCode

    public init(name: String, domains: [String: DomainKind], zone: String, language: LanguageCode) {
        self.name = name
        self.domains = domains
        self.zone = zone
        self.language = language
    }
}
