import BookingCore
import Scheduling

/// What a path under `/dav/` stands for. Whether it exists is another question.
enum DAVResource: Hashable, Sendable {
    /// The three folders of principals and of homes.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        case people, resources, groups
        case roomGroups = "room-groups"
    }

    case root
    case principals
    case principalFolder(Kind)
    case principal(PrincipalID)
    /// Those who look after the owner's calendars (Apple's caldav-proxy §5.2): a principal below the owner's.
    case proxyGroup(PrincipalID, ProxyAccess)
    case calendars
    case homeFolder(Kind)
    case home(PrincipalID)
    /// A calendar or the inbox.
    case collection(CollectionID)
    case outbox(PrincipalID)
    case object(CollectionID, name: String)
    /// Address books (RFC 6352): their one home, a book, and a card in it.
    case addressBookHome
    case addressBook(String)
    case card(book: String, name: String)

    /// Reads a path as it came over the wire, percent-encoded, with or without a slash at its end.
    ///
    /// - Returns: nil where no resource can have this path.
    init?(path: some StringProtocol) {
        var segments: [String] = []
        for part in path.split(separator: "/") {
            guard let segment = PercentCoding.decodeSegment(part) else { return nil }
            segments.append(segment)
        }
        guard segments.first == "dav" else { return nil }
        self.init(segments: Array(segments.dropFirst()))
    }

    private init?(segments: [String]) {
        let kind = segments.count > 1 ? Kind(rawValue: segments[1]) : nil
        switch (segments.first, segments.count) {
        case (nil, _): self = .root
        case ("principals", 1): self = .principals
        case ("calendars", 1): self = .calendars
        case ("addressbooks", 1): self = .addressBookHome
        case ("addressbooks", 2): self = .addressBook(segments[1])
        case ("addressbooks", 3): self = .card(book: segments[1], name: segments[2])
        case ("principals", 2): if let kind { self = .principalFolder(kind) } else { return nil }
        case ("calendars", 2): if let kind { self = .homeFolder(kind) } else { return nil }
        case ("principals", 4):
            guard let kind, let id = PrincipalID(kind: kind, id: segments[2]), id.hasHome,
                let access = ProxyAccess.allCases.first(where: { $0.groupName == segments[3] })
            else { return nil }
            self = .proxyGroup(id, access)
        case ("principals", 3), ("calendars", 3...5):
            guard let kind, let id = PrincipalID(kind: kind, id: segments[2]) else { return nil }
            self.init(root: segments[0], id: id, rest: Array(segments.dropFirst(3)))
        default: return nil
        }
    }

    private init(root: String, id: PrincipalID, rest: [String]) {
        if root == "principals" {
            self = .principal(id)
        } else if rest.isEmpty {
            self = .home(id)
        } else {
            let collection = CollectionID(owner: id, name: rest[0])
            if rest.count == 2 {
                self = .object(collection, name: rest[1])
            } else {
                self = rest[0] == "outbox" ? .outbox(id) : .collection(collection)
            }
        }
    }

    /// The absolute path, percent-encoded; collections end with a slash.
    var href: String {
        switch self {
        case .root: "/dav/"
        case .principals: "/dav/principals/"
        case .principalFolder(let kind): "/dav/principals/\(kind.rawValue)/"
        case .principal(let id): "/dav/principals/\(id.encodedPath)/"
        case .proxyGroup(let id, let access): DAVResource.principal(id).href + access.groupName + "/"
        case .calendars: "/dav/calendars/"
        case .homeFolder(let kind): "/dav/calendars/\(kind.rawValue)/"
        case .home(let id): "/dav/calendars/\(id.encodedPath)/"
        case .collection(let id): "/dav/calendars/\(id.owner.encodedPath)/\(PercentCoding.encodeSegment(id.name))/"
        case .outbox(let id): "/dav/calendars/\(id.encodedPath)/outbox/"
        case .object(let id, let name):
            DAVResource.collection(id).href + PercentCoding.encodeSegment(name)
        case .addressBookHome: "/dav/addressbooks/"
        case .addressBook(let name): "/dav/addressbooks/\(PercentCoding.encodeSegment(name))/"
        case .card(let book, let name): DAVResource.addressBook(book).href + PercentCoding.encodeSegment(name)
        }
    }

    var isCollection: Bool {
        switch self {
        case .object, .card: false
        default: true
        }
    }
}

extension ProxyAccess {
    /// The last part of the proxy group's path, and its resource type.
    var groupName: String { "calendar-proxy-" + rawValue }
}

extension PrincipalID {
    init?(kind: DAVResource.Kind, id: String) {
        guard !id.isEmpty, !id.contains("/") else { return nil }
        switch kind {
        case .people: self = .person(id)
        case .groups: self = .group(id)
        case .roomGroups: self = .roomGroup(id)
        case .resources:
            guard let resource = ResourceID(validating: id) else { return nil }
            self = .resource(resource)
        }
    }

    var encodedPath: String {
        switch self {
        case .person(let id): "people/" + PercentCoding.encodeSegment(id)
        case .resource(let id): "resources/" + PercentCoding.encodeSegment(id.rawValue)
        case .group(let id): "groups/" + PercentCoding.encodeSegment(id)
        case .roomGroup(let id): "room-groups/" + PercentCoding.encodeSegment(id)
        }
    }
}
