import Scheduling
import WebDAVXML

/// What every resource has (RFC 4918 §15, RFC 3744 §5, RFC 5397, RFC 3253 §3.1.5).
enum CommonProperties {
    static let names: [XMLName] = [
        .dav("current-user-principal"), .dav("principal-collection-set"), .dav("supported-report-set"),
        .dav("owner"), .dav("supportedlock"),
    ]

    static func content(_ name: XMLName, of node: DAVNode, me: Principal) -> [XMLElement.Content]? {
        guard name.namespace == XMLNamespace.dav else { return nil }
        switch name.name {
        case "resourcetype": return .names(resourceTypes(of: node))
        case "displayname": return displayName(of: node).map { .text($0) }
        case "current-user-principal": return .href(.principal(me.id))
        case "principal-collection-set": return .href(.principals)
        case "supported-report-set": return .elements(reports(of: node).map(supportedReport))
        case "owner": return owner(of: node).map { .href(.principal($0)) }
        case "supportedlock": return []
        default: return nil
        }
    }

    private static func resourceTypes(of node: DAVNode) -> [XMLName] {
        switch node.resource {
        case .root, .principals, .principalFolder, .calendars, .homeFolder, .home: [.dav("collection")]
        case .principal: [.dav("collection"), .dav("principal")]
        case .proxyGroup(_, let access):
            [.dav("collection"), .dav("principal"), .calendarServer(access.groupName)]
        case .collection where node.isInbox: [.dav("collection"), .caldav("schedule-inbox")]
        case .collection: [.dav("collection"), .caldav("calendar")]
        case .outbox: [.dav("collection"), .caldav("schedule-outbox")]
        case .object: []
        case .addressBookHome, .addressBook, .card: AddressBookProperties.resourceTypes(of: node.resource)
        }
    }

    static func displayName(of node: DAVNode) -> String? {
        switch node.resource {
        case .root: "Créneau"
        case .principal, .home: node.entry?.displayName
        case .proxyGroup(_, let access): access.groupName
        case .collection: node.collection?.displayName
        case .addressBookHome, .addressBook, .card: AddressBookProperties.displayName(of: node)
        case .principals, .principalFolder, .calendars, .homeFolder, .outbox, .object: nil
        }
    }

    static func owner(of node: DAVNode) -> PrincipalID? {
        switch node.resource {
        case .root, .principals, .principalFolder, .calendars, .homeFolder: nil
        case .addressBookHome, .addressBook, .card: nil
        case .principal(let id), .proxyGroup(let id, _), .home(let id), .outbox(let id): id
        case .collection(let id), .object(let id, _): id.owner
        }
    }

    private static func supportedReport(_ name: XMLName) -> XMLElement {
        XMLElement(.dav("supported-report"), children: [XMLElement(.dav("report"), children: [XMLElement(name)])])
    }

    static func reports(of node: DAVNode) -> [XMLName] {
        let everywhere: [XMLName] = [.dav("expand-property"), .dav("acl-principal-prop-set")]
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
        case .principal(let id) where id.hasHome: everywhere + searches + [.caldav("free-busy-query")]
        case .addressBook, .card: everywhere + AddressBookProperties.reports
        case .root, .principals, .principalFolder, .principal, .proxyGroup, .calendars, .homeFolder, .home, .outbox,
            .addressBookHome:
            everywhere + searches
        }
    }
}
