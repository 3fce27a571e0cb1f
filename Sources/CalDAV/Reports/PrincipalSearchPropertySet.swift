import Hummingbird
import WebDAVXML

/// `principal-search-property-set` (RFC 3744 §9.5).
enum PrincipalSearchPropertySet {
    private static let searchable: [(name: XMLName, description: String)] = [
        (.dav("displayname"), "Name"),
        (.caldav("calendar-user-address-set"), "Calendar address"),
        (.caldav("calendar-user-type"), "Kind of calendar user"),
        (.calendarServer("email-address-set"), "Mail address"),
    ]

    static func answer() -> Response {
        var writer = XMLWriter()
        writer.element(.dav("principal-search-property-set")) { writer in
            for (name, description) in searchable {
                writer.element(.dav("principal-search-property")) { writer in
                    writer.element(.dav("prop")) { $0.element(name) }
                    writer.element(
                        .dav("description"), attributes: [.init(XMLName(XMLNamespace.xml, "lang"), "en")],
                        text: description)
                }
            }
        }
        return Response(
            status: .ok, headers: [.contentType: "application/xml; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: writer.octets)))
    }
}
