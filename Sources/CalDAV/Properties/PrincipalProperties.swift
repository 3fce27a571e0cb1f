import BookingCore
import Scheduling
import WebDAVXML

/// What principals have (RFC 3744 §4, RFC 4791 §6.2.1, RFC 6638 §2.4, Apple's caldav-proxy §5.3).
enum PrincipalProperties {
    static let names: [XMLName] = [
        .dav("principal-URL"), .dav("alternate-URI-set"), .dav("group-member-set"), .dav("group-membership"),
        .caldav("calendar-home-set"), .caldav("calendar-user-address-set"), .caldav("calendar-user-type"),
        .dav("resource-id"), .calendarServer("email-address-set"), proxyFor(.read), proxyFor(.write),
    ]

    private static func proxyFor(_ access: ProxyAccess) -> XMLName { .calendarServer(access.groupName + "-for") }

    static func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        switch node.resource {
        case .principal(let id): node.entry.flatMap { content(name, of: node, id: id, $0) }
        case .proxyGroup: proxyGroup(name, of: node)
        default: nil
        }
    }

    private static func content(
        _ name: XMLName, of node: DAVNode, id: PrincipalID, _ entry: DirectoryEntry
    ) -> [XMLElement.Content]? {
        switch name {
        case .dav("principal-URL"): return .href(.principal(id))
        case .dav("alternate-URI-set"): return []
        case .dav("resource-id"): return .hrefs([ResourceURN.text(id)])
        case .dav("group-member-set"): return .hrefs(members(of: entry).map { DAVResource.principal(.person($0)).href })
        case .dav("group-membership"): return .hrefs((groups(of: node) + proxyGroups(of: node)).map(\.href))
        case proxyFor(.read): return owners(.read, of: node)
        case proxyFor(.write): return owners(.write, of: node)
        case .caldav("calendar-home-set"):
            guard id.hasHome else { return nil }
            return .href(.home(id))
        case .caldav("calendar-user-address-set"): return .hrefs(addresses(of: entry))
        case .caldav("calendar-user-type"): return .text(userType(of: entry))
        case .calendarServer("email-address-set"):
            return .elements(entry.addresses.map { XMLElement(.calendarServer("email-address"), text: $0) })
        default: return nil
        }
    }

    /// Mail first: Thunderbird and others take the first one they can use. Then the principal itself and its URN.
    static func addresses(of entry: DirectoryEntry) -> [String] {
        entry.addresses.map { "mailto:" + $0 } + [DAVResource.principal(entry.id).href, ResourceURN.text(entry.id)]
    }

    /// CUTYPE (RFC 5545 §3.2.3).
    static func userType(of entry: DirectoryEntry) -> String {
        switch entry.kind {
        case .person: "INDIVIDUAL"
        case .group: "GROUP"
        // Whoever looks for a room finds it among the rooms.
        case .roomGroup: "ROOM"
        case .resource(let resource): resource.kind == .room ? "ROOM" : "RESOURCE"
        }
    }

    private static func members(of entry: DirectoryEntry) -> [String] {
        if case .group(let group) = entry.kind { group.members } else { [] }
    }

    private static func groups(of node: DAVNode) -> [DAVResource] {
        node.groups.map { .principal(.group($0.id)) }
    }

    /// The proxy groups that one is a member of; others do not learn it.
    static func proxyGroups(of node: DAVNode) -> [DAVResource] {
        (node.memberships ?? []).filter(\.isListed).map { .proxyGroup($0.owner, $0.access) }
    }

    /// `calendar-proxy-read-for` and `calendar-proxy-write-for`: the principals themselves, not their groups.
    private static func owners(_ access: ProxyAccess, of node: DAVNode) -> [XMLElement.Content]? {
        node.memberships.map { known in
            .hrefs(known.filter { $0.access == access }.map { DAVResource.principal($0.owner).href })
        }
    }

    private static func proxyGroup(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        switch name {
        case .dav("principal-URL"): .href(node.resource)
        case .dav("alternate-URI-set"), .dav("group-membership"): []
        case .dav("group-member-set"): .hrefs((node.proxies?.members ?? []).map { DAVResource.principal($0).href })
        default: nil
        }
    }
}
