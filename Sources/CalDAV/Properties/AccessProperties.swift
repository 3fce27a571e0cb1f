import BookingCore
import Scheduling
import WebDAVXML

/// Who may do what with a resource (RFC 3744 §5.3 to §5.7, RFC 4791 §6.1, RFC 6638 §6). All of it follows from the
/// directory and the policies; the method ACL changes nothing.
enum AccessProperties {
    static let names: [XMLName] = [
        .dav("supported-privilege-set"), .dav("current-user-privilege-set"), .dav("acl"), .dav("acl-restrictions"),
        .dav("inherited-acl-set"),
    ]

    static func content(_ name: XMLName, of node: DAVNode, me: Principal) -> [XMLElement.Content]? {
        switch name {
        case .dav("supported-privilege-set"): .elements([SupportedPrivilege.all(of: node).element])
        case .dav("current-user-privilege-set"): .elements(privileges(of: node, me: me).map(privilege))
        case .dav("acl"): .elements(AccessEntry.all(of: node).map(\.element))
        case .dav("acl-restrictions"): .names([.dav("grant-only"), .dav("no-invert")])
        case .dav("inherited-acl-set"): []
        default: nil
        }
    }

    static func privilege(_ name: XMLName) -> XMLElement {
        XMLElement(.dav("privilege"), children: [XMLElement(name)])
    }

    static let reading: [XMLName] = [.dav("read"), .dav("read-acl"), .dav("read-current-user-privilege-set")]
    static let writing: [XMLName] = [
        .dav("write"), .dav("write-properties"), .dav("write-content"), .dav("bind"), .dav("unbind"),
    ]
    static let delivering: [XMLName] = [
        .caldav("schedule-deliver"), .caldav("schedule-deliver-invite"), .caldav("schedule-deliver-reply"),
        .caldav("schedule-query-freebusy"),
    ]
    static let sending: [XMLName] = [
        .caldav("schedule-send"), .caldav("schedule-send-invite"), .caldav("schedule-send-reply"),
        .caldav("schedule-send-freebusy"),
    ]

    private static func privileges(of node: DAVNode, me: Principal) -> [XMLName] {
        switch node.resource {
        case .root, .principals, .principalFolder, .principal, .calendars, .homeFolder: return reading
        case .addressBookHome, .addressBook, .card: return reading
        case .proxyGroup:
            return node.proxies?.isWritable == true ? reading + [.dav("write-properties")] : reading
        case .home, .collection, .object:
            var names = node.rights.contains(.read) ? reading : []
            if node.rights.contains(.readFreeBusy) { names.append(.caldav("read-free-busy")) }
            if node.rights.contains(.write) { names += writing }
            if node.isInbox, node.rights.contains(.manage) { names += delivering }
            return names
        case .outbox: return node.rights.contains(.manage) ? reading + sending : reading
        }
    }
}

/// One entry of an access control list (RFC 3744 §5.5). Each is protected: it comes from the server.
struct AccessEntry {
    enum Who: Hashable {
        case owner, authenticated
        case principal(DAVResource)
    }

    let who: Who
    let privileges: [XMLName]

    static func all(of node: DAVNode) -> [AccessEntry] {
        let reading = AccessProperties.reading
        switch node.resource {
        case .root, .principals, .principalFolder, .principal, .calendars, .homeFolder, .addressBookHome, .addressBook,
            .card:
            return [AccessEntry(who: .authenticated, privileges: reading)]
        case .proxyGroup(let owner, let access):
            let mine = AccessEntry(who: .owner, privileges: reading + [.dav("write-properties")])
            return (owner.isPerson ? [mine] : [])
                + [AccessEntry(who: .principal(.proxyGroup(owner, access)), privileges: reading)]
        case .home(let owner), .outbox(let owner): return shared(owner, node)
        case .collection(let id), .object(let id, _): return shared(id.owner, node)
        }
    }

    /// What is in a home: the owner, those who look after it, and everybody as far as the owner's kind and policy let them.
    private static func shared(_ owner: PrincipalID, _ node: DAVNode) -> [AccessEntry] {
        var full = AccessProperties.reading + [.caldav("read-free-busy")] + AccessProperties.writing
        var others: [XMLName] = [.caldav("read-free-busy")]
        var readers = AccessProperties.reading + others
        if node.isInbox {
            full += AccessProperties.delivering
            (readers, others) = ([], AccessProperties.delivering)
        }
        if case .outbox = node.resource {
            full = AccessProperties.reading + AccessProperties.sending
            (readers, others) = ([], [])
        }
        if case .resource(let resource)? = node.entry?.kind, resource.policy.privacy == .full, !readers.isEmpty {
            others = readers
        }
        var entries = [AccessEntry(who: .principal(.proxyGroup(owner, .write)), privileges: full)]
        if owner.isPerson { entries.insert(AccessEntry(who: .owner, privileges: full), at: 0) }
        if owner.isPerson, !readers.isEmpty {
            entries.append(AccessEntry(who: .principal(.proxyGroup(owner, .read)), privileges: readers))
        }
        if !others.isEmpty { entries.append(AccessEntry(who: .authenticated, privileges: others)) }
        return entries
    }

    var element: XMLElement {
        let principal =
            switch who {
            case .owner: XMLElement(.dav("property"), children: [XMLElement(.dav("owner"))])
            case .authenticated: XMLElement(.dav("authenticated"))
            case .principal(let resource): XMLElement(.dav("href"), text: resource.href)
            }
        return XMLElement(
            .dav("ace"),
            children: [
                XMLElement(.dav("principal"), children: [principal]),
                XMLElement(.dav("grant"), children: privileges.map(AccessProperties.privilege)),
                XMLElement(.dav("protected")),
            ])
    }
}

extension PrincipalID {
    fileprivate var isPerson: Bool { if case .person = self { true } else { false } }
}

/// A privilege with those that it contains (RFC 3744 §5.3).
struct SupportedPrivilege {
    let name: XMLName
    let description: String
    var parts: [SupportedPrivilege] = []

    static func all(of node: DAVNode) -> SupportedPrivilege {
        var parts = [read, write]
        if node.isInbox { parts.append(deliver) }
        if case .outbox = node.resource { parts.append(send) }
        return SupportedPrivilege(name: .dav("all"), description: "Everything", parts: parts)
    }

    private static let read = SupportedPrivilege(
        name: .dav("read"), description: "Read",
        parts: [
            SupportedPrivilege(name: .dav("read-acl"), description: "Read who may do what"),
            SupportedPrivilege(
                name: .dav("read-current-user-privilege-set"), description: "Read what one may do oneself"),
            SupportedPrivilege(name: .caldav("read-free-busy"), description: "Read when time is taken"),
        ])
    private static let write = SupportedPrivilege(
        name: .dav("write"), description: "Write",
        parts: [
            SupportedPrivilege(name: .dav("write-properties"), description: "Change properties"),
            SupportedPrivilege(name: .dav("write-content"), description: "Change members"),
            SupportedPrivilege(name: .dav("bind"), description: "Add members"),
            SupportedPrivilege(name: .dav("unbind"), description: "Remove members"),
        ])
    private static let deliver = SupportedPrivilege(
        name: .caldav("schedule-deliver"), description: "Deliver scheduling messages",
        parts: [
            SupportedPrivilege(name: .caldav("schedule-deliver-invite"), description: "Deliver invitations"),
            SupportedPrivilege(name: .caldav("schedule-deliver-reply"), description: "Deliver replies"),
            SupportedPrivilege(name: .caldav("schedule-query-freebusy"), description: "Ask when time is taken"),
        ])
    private static let send = SupportedPrivilege(
        name: .caldav("schedule-send"), description: "Send scheduling messages",
        parts: [
            SupportedPrivilege(name: .caldav("schedule-send-invite"), description: "Send invitations"),
            SupportedPrivilege(name: .caldav("schedule-send-reply"), description: "Send replies"),
            SupportedPrivilege(name: .caldav("schedule-send-freebusy"), description: "Ask when others are busy"),
        ])

    var element: XMLElement {
        let text = XMLElement(
            .dav("description"), attributes: [.init(XMLName(XMLNamespace.xml, "lang"), "en")],
            content: [.text(description)])
        return XMLElement(
            .dav("supported-privilege"), children: [AccessProperties.privilege(name), text] + parts.map(\.element))
    }
}
