import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// Writes a 207 answer, response by response (RFC 4918 §13).
struct MultistatusWriter {
    private var writer = XMLWriter()
    private let language: Language
    private let isMinimal: Bool
    private let preferenceApplied: String?

    /// - Parameter language: of the sentences inside.
    /// - Parameter isMinimal: properties that are not there are not told (RFC 8144 §2.1).
    /// - Parameter preferenceApplied: the field that says so.
    init(language: Language, isMinimal: Bool = false, preferenceApplied: String? = nil) {
        self.language = language
        self.isMinimal = isMinimal
        self.preferenceApplied = preferenceApplied
        writer.start(.dav("multistatus"))
    }

    /// Octets written so far, those that were taken included.
    var count: Int { taken + writer.octets.count }
    private var taken = 0

    /// Gives what was written since the last call.
    mutating func take() -> ByteBuffer {
        taken = count
        return ByteBuffer(bytes: writer.take())
    }

    /// One resource with its properties.
    mutating func response(_ href: String, _ answer: PropertyAnswer) {
        writer.element(.dav("response")) { writer in
            writer.element(.dav("href"), text: href)
            // Where nothing is left to tell, the empty 200 still says that the resource is there.
            if !answer.found.isEmpty || answer.missing.isEmpty || isMinimal {
                Self.propstat(&writer, "HTTP/1.1 200 OK") { writer in
                    for element in answer.found { writer.element(element) }
                }
            }
            if !answer.missing.isEmpty, !isMinimal {
                Self.propstat(&writer, "HTTP/1.1 404 Not Found") { writer in
                    for name in answer.missing { writer.element(name) }
                }
            }
        }
    }

    /// One resource of which only the status is told.
    mutating func response(_ href: String, status: HTTPResponse.Status, error: XMLName? = nil, sentence: String? = nil)
    {
        writer.element(.dav("response")) { writer in
            writer.element(.dav("href"), text: href)
            writer.element(.dav("status"), text: Self.line(status))
            if let error {
                writer.element(.dav("error")) { $0.element(error) }
            }
            if let sentence { writer.element(.dav("responsedescription"), text: sentence) }
        }
    }

    /// One resource with the outcome of a change to each property.
    mutating func response(
        _ href: String, changes: [(names: [XMLName], status: HTTPResponse.Status, error: XMLName?)]
    ) {
        writer.element(.dav("response")) { writer in
            writer.element(.dav("href"), text: href)
            for change in changes where !change.names.isEmpty {
                Self.propstat(&writer, Self.line(change.status), error: change.error) { writer in
                    for name in change.names { writer.element(name) }
                }
            }
        }
    }

    /// The 507 that stands for the rest of a truncated answer (RFC 6578 §3.6, RFC 4791 §7.8).
    mutating func truncated(_ href: String) {
        response(
            href, status: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
            error: .dav("number-of-matches-within-limits"),
            sentence: Wording.sentence(for: .report(.truncated), language: language))
    }

    mutating func syncToken(_ token: SyncToken) { syncToken(uri: SyncTokenURI.text(token)) }

    mutating func syncToken(uri: String) {
        writer.element(.dav("sync-token"), text: uri)
    }

    consuming func finish() -> Response {
        response(.init(byteBuffer: end()))
    }

    /// Closes the document and gives what was not taken of it.
    mutating func end() -> ByteBuffer {
        writer.end()
        return take()
    }

    /// The answer whose body is what this writes.
    func response(_ body: ResponseBody) -> Response {
        var headers: HTTPFields = [.contentType: "application/xml; charset=utf-8"]
        if let preferenceApplied { headers[.preferenceApplied] = preferenceApplied }
        return Response(
            status: HTTPResponse.Status(code: 207, reasonPhrase: "Multi-Status"), headers: headers, body: body)
    }

    private static func propstat(
        _ writer: inout XMLWriter, _ status: String, error: XMLName? = nil, _ content: (inout XMLWriter) -> Void
    ) {
        writer.element(.dav("propstat")) { writer in
            writer.element(.dav("prop")) { content(&$0) }
            writer.element(.dav("status"), text: status)
            if let error {
                writer.element(.dav("error")) { $0.element(error) }
            }
        }
    }

    private static func line(_ status: HTTPResponse.Status) -> String {
        "HTTP/1.1 \(status.code) \(status.reasonPhrase)"
    }
}
