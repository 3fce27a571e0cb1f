import HTTPServing
import HTTPTypes
import Hummingbird
import ICalendar
import Scheduling
import WebDAVXML
import Wording

/// Why a request is refused. The one place of this door that knows status codes.
enum DAVError: Error, Sendable {
    /// Missing, or hidden from this principal: one answer (QUALITY I14).
    case notFound
    case methodNotAllowed(allow: String)
    case malformed(CalDAVFault)
    case unreadableXML(XMLParseError)
    /// A precondition or postcondition of an RFC, answered 403 with its element (RFC 4918 §16).
    case condition(XMLElement, CalDAVFault)
    /// The same, answered 409.
    case conflict(XMLElement?, CalDAVFault)
    case preconditionFailed
    case insufficientStorage(XMLElement?, CalDAVFault)
    /// COPY or MOVE to another server.
    case otherServer
    case unavailable

    /// Refused, and no RFC has an element for it: 403 with the sentence alone.
    case forbidden(CalDAVFault)

    static func condition(_ name: XMLName, _ fault: CalDAVFault) -> DAVError {
        .condition(XMLElement(name), fault)
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .malformed, .unreadableXML: .badRequest
        case .condition, .forbidden: .forbidden
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .insufficientStorage: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .otherServer: .badGateway
        case .unavailable: .serviceUnavailable
        }
    }

    /// The element inside DAV:error.
    var element: XMLElement? {
        switch self {
        case .condition(let element, _): element
        case .conflict(let element, _), .insufficientStorage(let element, _): element
        default: nil
        }
    }

    /// What is wrong, for its sentence.
    var fault: CalDAVFault {
        switch self {
        case .notFound: .request(.notFound)
        case .methodNotAllowed: .methodNotAllowed
        case .malformed(let fault), .condition(_, let fault), .conflict(_, let fault), .forbidden(let fault),
            .insufficientStorage(_, let fault):
            fault
        case .preconditionFailed: .request(.preconditionFailed)
        case .unreadableXML(let error): CalDAVFault(error)
        case .otherServer: .otherServer
        case .unavailable: .request(.overloaded)
        }
    }

    /// What is wrong and what to do, for a person.
    func sentence(_ language: Language) -> String { Wording.sentence(for: fault, language: language) }

    func response(_ language: Language) -> Response {
        var headers: HTTPFields = [:]
        if case .methodNotAllowed(let allow) = self { headers[.allow] = allow }
        if case .unavailable = self { headers[.retryAfter] = "5" }
        return Self.response(status, headers, element: element, fault: fault, language: language)
    }

    /// What HTTP itself refuses, in this door's form.
    static func response(to error: ServingError, _ language: Language) -> Response {
        response(error.status, error.headers, element: nil, fault: .request(error.fault), language: language)
    }

    private static func response(
        _ status: HTTPResponse.Status, _ fields: HTTPFields, element: XMLElement?, fault: CalDAVFault,
        language: Language
    ) -> Response {
        var headers = fields
        headers[.contentType] = "application/xml; charset=utf-8"
        headers[.contentLanguage] = language.rawValue
        var writer = XMLWriter()
        writer.element(.dav("error")) { writer in
            if let element { writer.element(element) }
            writer.element(.dav("responsedescription"), text: Wording.sentence(for: fault, language: language))
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: writer.octets)))
    }
}
