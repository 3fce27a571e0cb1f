import CalendarTime
import HTTPServing
import Scheduling
import WebDAVXML

/// What calendar objects have (RFC 4918 §15).
enum ObjectProperties {
    static let names: [XMLName] = []

    static func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        guard name.namespace == XMLNamespace.dav, let object = node.object else { return nil }
        return switch name.name {
        case "getetag": .text(EntityTag(object.etag).description)
        case "getcontenttype": .text("text/calendar; charset=utf-8; component=\(object.component)")
        case "getcontentlength": .text(String(object.text.utf8.count))
        case "getlastmodified": .text(HTTPDate.text(object.modifiedAt))
        case "creationdate": .text(object.modifiedAt.rfc3339)
        default: nil
        }
    }
}
