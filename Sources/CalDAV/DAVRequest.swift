import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// One request with everything that a method needs.
struct DAVRequest: Sendable {
    let tree: DAVTree
    let head: HTTPRequest
    let query: String?
    let resource: DAVResource
    let principal: Principal
    let body: [UInt8]

    var headers: HTTPFields { head.headerFields }

    /// The language that the principal is answered in.
    var language: Language {
        ReaderLanguage.language(setting: principal.person.language, accepted: headers[.acceptLanguage])
    }

    /// The body as XML; nil where there is none.
    func xml() throws(DAVError) -> XMLElement? {
        do {
            return try XMLElement(parsing: body)
        } catch .empty {
            return nil
        } catch {
            throw .unreadableXML(error)
        }
    }

    /// The body, whose root must be `name`.
    func xml(_ name: XMLName) throws(DAVError) -> XMLElement {
        guard let root = try xml() else { throw .unreadableXML(.empty) }
        guard root.name == name else { throw .malformed(.document(.wrongRoot(expected: name.name))) }
        return root
    }

    enum Depth: Hashable, Sendable {
        case zero, one, infinity
    }

    /// - Parameter missing: what it means that there is no such field.
    func depth(missing: Depth) throws(DAVError) -> Depth {
        switch headers[.depth]?.lowercased() {
        case nil: missing
        case "0": .zero
        case "1", "1,noroot": .one
        case "infinity": .infinity
        default: throw .malformed(.request(.invalidHeader(name: "Depth")))
        }
    }

    /// If (RFC 4918 §10.4).
    func states() throws(DAVError) -> StateConditions? {
        guard let text = headers[.ifStates] else { return nil }
        return try IfHeader.conditions(text, of: resource)
    }

    /// Checks If for a request that changes nothing; writes check it in their own transaction.
    func requireStates() async throws {
        if let states = try states() { try await tree.calendars.check(states, as: principal) }
    }

    /// If-Match, If-None-Match, If-Unmodified-Since, If-Schedule-Tag-Match and If.
    func writePreconditions() throws(DAVError) -> WritePreconditions {
        let conditions = RequestConditions(headers)
        return WritePreconditions(
            ifMatch: conditions.ifMatch.map { $0.strongValues.map { .oneOf($0) } ?? .any },
            ifNoneMatch: conditions.ifNoneMatch.map { $0.values.map { .oneOf($0) } ?? .any },
            ifScheduleTagMatch: headers[.ifScheduleTagMatch].map { $0.filter { $0 != "\"" } },
            ifUnmodifiedSince: conditions.ifUnmodifiedSince, states: try states())
    }
}

extension HTTPField.Name {
    static let depth = davField("Depth")
    static let dav = davField("DAV")
    static let destination = davField("Destination")
    static let ifStates = davField("If")
    static let prefer = davField("Prefer")
    static let preferenceApplied = davField("Preference-Applied")
    static let brief = davField("Brief")
    static let overwrite = davField("Overwrite")
    static let scheduleTag = davField("Schedule-Tag")
    static let ifScheduleTagMatch = davField("If-Schedule-Tag-Match")
    static let scheduleReply = davField("Schedule-Reply")

    /// A name written in this code, which is therefore a token.
    private static func davField(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name: \(text)") }
        return name
    }
}
