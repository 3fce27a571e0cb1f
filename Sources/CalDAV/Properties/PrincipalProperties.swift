import BookingCore
import Scheduling
import WebDAVXML

/// What principals have (RFC 3744 §4, RFC 4791 §6.2.1, RFC 6638 §2.4).
enum PrincipalProperties {
    static let names: [XMLName] = [
        .dav("principal-URL"), .dav("alternate-URI-set"), .dav("group-member-set"), .dav("group-membership"),
        .caldav("calendar-home-set"), .caldav("calendar-user-address-set"), .caldav("calendar-user-type"),
        .dav("resource-id"), .calendarServer("email-address-set"),
    ]

    static func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        guard case .principal(let id) = node.resource, let entry = node.entry else { return nil }
        switch name {
        case .dav("principal-URL"): return .href(.principal(id))
        case .dav("alternate-URI-set"): return []
        case .dav("resource-id"): return .hrefs([ResourceURN.text(id)])
        case .dav("group-member-set"): return .hrefs(members(of: entry).map { DAVResource.principal(.person($0)).href })
        case .dav("group-membership"): return .hrefs(groups(of: node).map { DAVResource.principal(.group($0)).href })
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

    private static func groups(of node: DAVNode) -> [String] {
        guard case .person(let person)? = node.entry?.kind else { return [] }
        return node.groups.filter { $0.members.contains(person.id) }.map(\.id)
    }
}

/// A URN for a principal that never changes (RFC 5842 §3.1). Outlook's connectors ask for one before they take a principal
/// for a room.
enum ResourceURN {
    /// `urn:uuid:` with a version 8 UUID made of the principal's path by FNV-1a with 128 bits: no secret, only an identity.
    static func text(_ id: PrincipalID) -> String {
        let prime = UInt128(1) << 88 | 0x13B
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for octet in ("principal:" + id.path).utf8 { hash = (hash ^ UInt128(octet)) &* prime }
        hash = hash & ~(UInt128(0xF) << 76) | UInt128(8) << 76
        hash = hash & ~(UInt128(0x3) << 62) | UInt128(2) << 62
        let digits = String(hash, radix: 16)
        let text = String(repeating: "0", count: 32 - digits.count) + digits
        var parts: [Substring] = []
        var rest = text[...]
        for count in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return "urn:uuid:" + parts.joined(separator: "-")
    }
}
