import Scheduling
import WebDAVXML

/// What every resource has (RFC 4918 §15, RFC 3744 §5, RFC 5397, RFC 3253 §3.1.5).
enum CommonProperties {
    static let names: [XMLName] = [
        .dav("current-user-principal"), .dav("principal-collection-set"), .dav("supported-report-set"),
        .dav("current-user-privilege-set"), .dav("owner"), .dav("supportedlock"),
    ]

    static func content(_ name: XMLName, of node: DAVNode, me: Principal) -> [XMLElement.Content]? {
        guard name.namespace == XMLNamespace.dav else { return nil }
        switch name.name {
        case "resourcetype": return .names(resourceTypes(of: node))
        case "displayname": return displayName(of: node).map { .text($0) }
        case "current-user-principal": return .href(.principal(me.id))
        case "principal-collection-set": return .href(.principals)
        case "supported-report-set": return .elements(reports(of: node).map(supportedReport))
        case "current-user-privilege-set":
            return .elements(
                privileges(of: node, me: me).map { XMLElement(.dav("privilege"), children: [XMLElement($0)]) })
        case "owner": return owner(of: node).map { .href(.principal($0)) }
        case "supportedlock": return []
        default: return nil
        }
    }

    private static func resourceTypes(of node: DAVNode) -> [XMLName] {
        switch node.resource {
        case .root, .principals, .principalFolder, .calendars, .homeFolder, .home: [.dav("collection")]
        case .principal: [.dav("collection"), .dav("principal")]
        case .collection where node.isInbox: [.dav("collection"), .caldav("schedule-inbox")]
        case .collection: [.dav("collection"), .caldav("calendar")]
        case .outbox: [.dav("collection"), .caldav("schedule-outbox")]
        case .object: []
        }
    }

    static func displayName(of node: DAVNode) -> String? {
        switch node.resource {
        case .root: "Créneau"
        case .principal, .home: node.entry?.displayName
        case .collection: node.collection?.displayName
        case .principals, .principalFolder, .calendars, .homeFolder, .outbox, .object: nil
        }
    }

    private static func owner(of node: DAVNode) -> PrincipalID? {
        switch node.resource {
        case .root, .principals, .principalFolder, .calendars, .homeFolder: nil
        case .principal(let id), .home(let id), .outbox(let id): id
        case .collection(let id), .object(let id, _): id.owner
        }
    }

    private static func supportedReport(_ name: XMLName) -> XMLElement {
        XMLElement(.dav("supported-report"), children: [XMLElement(.dav("report"), children: [XMLElement(name)])])
    }

    static func reports(of node: DAVNode) -> [XMLName] {
        let everywhere: [XMLName] = [.dav("expand-property")]
        let searches: [XMLName] = [
            .dav("principal-property-search"), .dav("principal-search-property-set"), .dav("principal-match"),
            .calendarServer("calendarserver-principal-search"),
        ]
        return switch node.resource {
        case .collection, .object:
            everywhere + [
                .caldav("calendar-query"), .caldav("calendar-multiget"), .caldav("free-busy-query"),
                .dav("sync-collection"),
            ]
        case .principal: everywhere + searches + [.caldav("free-busy-query")]
        case .root, .principals, .principalFolder, .calendars, .homeFolder, .home, .outbox: everywhere + searches
        }
    }

    private static func privileges(of node: DAVNode, me: Principal) -> [XMLName] {
        let reading: [XMLName] = [.dav("read"), .dav("read-current-user-privilege-set")]
        let writing: [XMLName] = [
            .dav("write"), .dav("write-properties"), .dav("write-content"), .dav("bind"), .dav("unbind"),
        ]
        switch node.resource {
        case .root, .principals, .principalFolder, .principal, .calendars, .homeFolder: return reading
        case .home, .collection, .object:
            var names = node.rights.contains(.read) ? reading : []
            if node.rights.contains(.readFreeBusy) { names.append(.caldav("read-free-busy")) }
            if node.rights.contains(.write) { names += writing }
            if node.isInbox, node.rights.contains(.manage) {
                names += [.caldav("schedule-deliver"), .caldav("schedule-deliver-invite")]
                names += [.caldav("schedule-deliver-reply"), .caldav("schedule-query-freebusy")]
            }
            return names
        case .outbox(let id):
            guard id == me.id else { return reading }
            return reading + [
                .caldav("schedule-send"), .caldav("schedule-send-invite"), .caldav("schedule-send-reply"),
                .caldav("schedule-send-freebusy"),
            ]
        }
    }
}
