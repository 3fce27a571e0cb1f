import HTTPServing
import HTTPTypes
import Hummingbird
import ICalendar
import Scheduling
import WebDAVXML

/// Why a request is refused. The one place of this door that knows status codes.
enum DAVError: Error, Sendable {
    /// Missing, or hidden from this principal: one answer (QUALITY I14).
    case notFound
    case methodNotAllowed(allow: String)
    case malformed(String)
    case unreadableXML(XMLParseError)
    /// A precondition or postcondition of an RFC, answered 403 with its element (RFC 4918 §16).
    case condition(XMLElement, String)
    /// The same, answered 409.
    case conflict(XMLElement?, String)
    case preconditionFailed(String)
    case unsupportedMediaType(String)
    case insufficientStorage(XMLElement?, String)
    /// COPY or MOVE to another server.
    case otherServer
    case unavailable

    static func condition(_ name: XMLName, _ sentence: String) -> DAVError {
        .condition(XMLElement(name), sentence)
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .malformed, .unreadableXML: .badRequest
        case .condition: .forbidden
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .unsupportedMediaType: .unsupportedMediaType
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

    /// What is wrong, for a person.
    var sentence: String {
        switch self {
        case .notFound: "There is nothing here, or you may not see it."
        case .methodNotAllowed: "This cannot be done here."
        case .malformed(let sentence), .condition(_, let sentence), .conflict(_, let sentence),
            .preconditionFailed(let sentence), .unsupportedMediaType(let sentence),
            .insufficientStorage(_, let sentence):
            sentence
        case .unreadableXML(let error): "\(error)"
        case .otherServer: "The destination is on another server."
        case .unavailable: "The service is busy. Try again in a few seconds."
        }
    }

    func response() -> Response {
        var headers: HTTPFields = [:]
        if case .methodNotAllowed(let allow) = self { headers[.allow] = allow }
        if case .unavailable = self { headers[.retryAfter] = "5" }
        return Self.response(status, headers, element: element, sentence: sentence)
    }

    /// What HTTP itself refuses, in this door's form.
    static func response(to error: ServingError) -> Response {
        response(error.status, error.headers, element: nil, sentence: error.sentence)
    }

    private static func response(
        _ status: HTTPResponse.Status, _ fields: HTTPFields, element: XMLElement?, sentence: String
    ) -> Response {
        var headers = fields
        headers[.contentType] = "application/xml; charset=utf-8"
        var writer = XMLWriter()
        writer.element(.dav("error")) { writer in
            if let element { writer.element(element) }
            writer.element(.dav("responsedescription"), text: sentence)
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: writer.octets)))
    }
}

extension DAVError {
    init(_ error: SchedulingError) {
        switch error {
        case .notFound, .unknownResource, .unknownPerson: self = .notFound
        case .forbidden: self = .condition(.dav("need-privileges"), "You may not change this.")
        case .preconditionFailed: self = .preconditionFailed("It has changed in the meantime, or is there already.")
        case .alreadyExists: self = .condition(.dav("resource-must-be-null"), "There is something here already.")
        case .parentMissing: self = .conflict(nil, "The calendar that should hold it is not there.")
        case .invalidSyncToken:
            self = .condition(
                .dav("valid-sync-token"), "The sync token is not valid any more. Start again without one.")
        case .readOnlyCollection:
            self = .condition(.caldav("default-calendar-needed"), "This calendar is kept by the server.")
        case .invalidCalendarData(let error): self = Self.calendarData(error)
        case .invalidCalendarObject(let error): self = Self.calendarObject(error)
        case .unsupportedComponent(let name):
            self = .condition(.caldav("supported-calendar-component"), "This calendar does not keep \(name).")
        case .uidConflict(let holder, let name):
            self = Self.holder(.caldav("no-uid-conflict"), holder, name, "Another event has this UID.")
        case .schedulingUIDConflict(let holder, let name):
            let condition = XMLName.caldav("unique-scheduling-object-resource")
            self = Self.holder(condition, holder, name, "Another of your calendars has this event.")
        case .differentOrganizers:
            let condition = XMLName.caldav("same-organizer-in-all-components")
            self = .condition(condition, "The instances of one event have one organizer.")
        case .organizerChanged:
            let condition = XMLName.caldav("allowed-organizer-scheduling-object-change")
            self = .condition(condition, "The organizer of an event cannot be replaced.")
        case .attendeeChangeNotAllowed(let what):
            let condition = XMLName.caldav("allowed-attendee-scheduling-object-change")
            self = .condition(condition, "Only the organizer may change this: \(what).")
        case .schedulingRefused(let error):
            self = .condition(.caldav("allowed-organizer-scheduling-object-change"), "\(error)")
        case .tooLarge(let limit):
            self = .condition(.caldav("max-resource-size"), "An event has at most \(limit) octets.")
        case .tooManyInstances(let limit):
            self = .condition(.caldav("max-instances"), "An event has at most \(limit) instances.")
        case .invalidField(let name, _): self = .malformed("The field \(name) is not valid.")
        case .idempotencyMismatch: self = .conflict(nil, "The request was made before with other content.")
        case .storeUnavailable: self = .unavailable
        }
    }

    private static func holder(
        _ name: XMLName, _ holder: CollectionID, _ member: String, _ sentence: String
    ) -> DAVError {
        let href = DAVResource.object(holder, name: member).href
        return .condition(XMLElement(name, children: [XMLElement(.dav("href"), text: href)]), sentence)
    }

    private static func calendarData(_ error: CalendarParseError) -> DAVError {
        let condition: XMLName =
            switch error {
            case .tooLarge: .caldav("max-resource-size")
            case .tooManyAttendees: .caldav("max-attendees-per-instance")
            case .beforeMinimumDate: .caldav("min-date-time")
            case .afterMaximumDate: .caldav("max-date-time")
            default: .caldav("valid-calendar-data")
            }
        return .condition(condition, "\(error)")
    }

    private static func calendarObject(_ error: CalendarObjectError) -> DAVError {
        let condition: XMLName =
            switch error {
            case .methodPresent, .noComponent, .mixedComponents, .missingUID, .mixedUIDs, .severalMasters,
                .duplicateRecurrenceID:
                .caldav("valid-calendar-object-resource")
            case .differentOrganizers: .caldav("same-organizer-in-all-components")
            case .unsupportedComponent: .caldav("supported-calendar-component")
            default: .caldav("valid-calendar-data")
            }
        return .condition(condition, "\(error)")
    }
}
