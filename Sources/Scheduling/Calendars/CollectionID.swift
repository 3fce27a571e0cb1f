public import BookingCore

/// Somebody or something with an address: a person, a resource, a group of people, or a group of rooms.
public enum PrincipalID: Hashable, Comparable, Sendable, Codable {
    case person(String)
    case resource(ResourceID)
    case group(String)
    case roomGroup(String)

    /// `people/camille.martin`, `resources/salle-jaures`, `groups/etat-civil`.
    public var path: String {
        switch self {
        case .person(let id): "people/" + id
        case .resource(let id): "resources/" + id.rawValue
        case .group(let id): "groups/" + id
        case .roomGroup(let id): "room-groups/" + id
        }
    }

    /// The owner with this ``path``.
    public init?(path: some StringProtocol) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "people": self = .person(String(parts[1]))
        case "resources":
            guard let id = ResourceID(validating: String(parts[1])) else { return nil }
            self = .resource(id)
        case "groups": self = .group(String(parts[1]))
        case "room-groups": self = .roomGroup(String(parts[1]))
        default: return nil
        }
    }

    /// Whether it has calendars of its own.
    public var hasHome: Bool {
        switch self {
        case .person, .resource: true
        case .group, .roomGroup: false
        }
    }

    public static func < (left: PrincipalID, right: PrincipalID) -> Bool {
        left.path < right.path
    }
}

/// One collection in an owner's calendar home (RFC 4791 §4.2; inbox: RFC 6638 §2.2).
public struct CollectionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let owner: PrincipalID
    /// The last path segment, decoded.
    public let name: String

    public init(owner: PrincipalID, name: String) {
        self.owner = owner
        self.name = name
    }

    /// The calendar that scheduling writes into (RFC 6638 §9.2).
    public static func calendar(of owner: PrincipalID) -> CollectionID { CollectionID(owner: owner, name: "calendar") }

    /// The owner's scheduling inbox.
    public static func inbox(of owner: PrincipalID) -> CollectionID { CollectionID(owner: owner, name: "inbox") }

    public var path: String { owner.path + "/" + name }

    public var description: String { path }

    public static func < (left: CollectionID, right: CollectionID) -> Bool {
        left.path < right.path
    }
}
