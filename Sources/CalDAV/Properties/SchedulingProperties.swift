import Scheduling
import WebDAVXML

/// Where scheduling takes place (RFC 6638 §2, §9).
enum SchedulingProperties {
    static let names: [XMLName] = [
        .caldav("schedule-inbox-URL"), .caldav("schedule-outbox-URL"), .caldav("schedule-default-calendar-URL"),
        .caldav("schedule-calendar-transp"), .caldav("schedule-tag"),
    ]

    static func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        guard name.namespace == XMLNamespace.caldav else { return nil }
        switch (name.name, node.resource) {
        case ("schedule-inbox-URL", .principal(let id)) where id.hasHome: return .href(.collection(.inbox(of: id)))
        case ("schedule-outbox-URL", .principal(let id)) where id.hasHome: return .href(.outbox(id))
        case ("schedule-default-calendar-URL", .collection(let id)) where node.isInbox:
            let chosen = node.collection?.defaultCalendar.map { CollectionID(owner: id.owner, name: $0) }
            return .href(.collection(chosen ?? .calendar(of: id.owner)))
        case ("schedule-calendar-transp", .collection) where !node.isInbox:
            return .names([.caldav(node.collection?.isTransparent == true ? "transparent" : "opaque")])
        case ("schedule-tag", .object): return node.object?.scheduleTag.map { .text("\"\($0)\"") }
        default: return nil
        }
    }
}
