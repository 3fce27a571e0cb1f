import CalendarTime
import HTTPServing
import Scheduling
import WebDAVXML

/// What calendars have (RFC 4791 §5.2, RFC 6578 §4, Apple's CTag, colour and order), the inbox in part.
enum CollectionProperties {
    static let names: [XMLName] = [
        .calendarServer("getctag"), .dav("sync-token"), .caldav("calendar-description"), .caldav("calendar-timezone"),
        .caldav("calendar-timezone-id"), .caldav("supported-calendar-component-set"),
        .caldav("supported-calendar-data"), .caldav("supported-collation-set"), .caldav("max-resource-size"),
        .caldav("min-date-time"), .caldav("max-date-time"), .caldav("max-instances"),
        .caldav("max-attendees-per-instance"), .apple("calendar-color"), .apple("calendar-order"), .dav("add-member"),
        .caldav("calendar-availability"), .calendarServer("calendar-availability"),
    ]

    static func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        switch node.resource {
        case .home where name == .caldav("supported-calendar-component-sets"):
            return .elements([componentSet(["VEVENT", "VTODO", "VJOURNAL"])])
        case .collection(let id):
            guard let collection = node.collection else { return nil }
            return state(name, of: node, collection) ?? limit(name)
                ?? (collection.kind == .calendar
                    ? own(name, of: collection, id: id) : availability(name, of: collection))
        default: return nil
        }
    }

    private static func state(
        _ name: XMLName, of node: DAVNode, _ collection: CalendarCollection
    ) -> [XMLElement.Content]? {
        switch name {
        case .calendarServer("getctag"): node.token.map { .text($0.text) }
        case .dav("sync-token"): node.token.map { .text(SyncTokenURI.text($0)) }
        case .dav("creationdate"): .text(collection.createdAt.rfc3339)
        case .caldav("supported-calendar-component-set"): componentSet(collection.components).content
        default: nil
        }
    }

    private static func own(
        _ name: XMLName, of collection: CalendarCollection, id: CollectionID
    ) -> [XMLElement.Content]? {
        switch name {
        case .caldav("calendar-description"): collection.description.map { .text($0) }
        case .caldav("calendar-timezone"): collection.timeZoneText.map { .text($0) }
        case .caldav("calendar-timezone-id"): collection.timeZoneText.flatMap(zoneName).map { .text($0) }
        case .apple("calendar-color"): collection.color.map { .text($0) }
        case .apple("calendar-order"): collection.order.map { .text($0) }
        case .dav("add-member"): .hrefs([DAVResource.collection(id).href + "?add-member"])
        default: nil
        }
    }

    /// Of an inbox (RFC 7953 §7.2.4), also by the name that Apple's clients use.
    private static func availability(_ name: XMLName, of inbox: CalendarCollection) -> [XMLElement.Content]? {
        switch name {
        case .caldav("calendar-availability"), .calendarServer("calendar-availability"):
            inbox.availability.map { .text($0) }
        default: nil
        }
    }

    /// QUALITY, Limits.
    private static func limit(_ name: XMLName) -> [XMLElement.Content]? {
        switch name {
        case .caldav("supported-calendar-data"):
            .elements([
                XMLElement(
                    .caldav("calendar-data"),
                    attributes: [
                        .init(XMLName("", "content-type"), "text/calendar"), .init(XMLName("", "version"), "2.0"),
                    ])
            ])
        case .caldav("supported-collation-set"):
            .elements(Collation.allCases.map { XMLElement(.caldav("supported-collation"), text: $0.rawValue) })
        case .caldav("max-resource-size"): .text(String(DAVLimits.objectSize))
        case .caldav("min-date-time"): .text(Instant.minDateTime.icalendarUTC)
        case .caldav("max-date-time"): .text(Instant.maxDateTime.icalendarUTC)
        case .caldav("max-instances"): .text(String(DAVLimits.instances))
        case .caldav("max-attendees-per-instance"): .text(String(DAVLimits.attendees))
        default: nil
        }
    }

    private static func componentSet(_ names: [String]) -> XMLElement {
        XMLElement(
            .caldav("supported-calendar-component-set"),
            children: names.map { XMLElement(.caldav("comp"), attributes: [.init(XMLName("", "name"), $0)]) })
    }

    /// The TZID of a `calendar-timezone` (RFC 7809 §5.2).
    private static func zoneName(_ text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) where line.uppercased().hasPrefix("TZID:") {
            return String(line.dropFirst(5))
        }
        return nil
    }
}

/// Sync tokens on the wire are URIs (RFC 6578 §4).
enum SyncTokenURI {
    private static let prefix = "urn:creneau:sync:"

    static func text(_ token: SyncToken) -> String { prefix + token.text }

    static func token(_ text: String) -> SyncToken? {
        text.hasPrefix(prefix) ? SyncToken(text.dropFirst(prefix.count)) : nil
    }
}
