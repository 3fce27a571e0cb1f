import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// PUT (RFC 4791 §5.3.2, RFC 6638 §3.2).
enum PutMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        guard case .object(let collection, let name) = request.resource else {
            throw DAVError.methodNotAllowed(allow: DAVMethod.allow(request.resource))
        }
        do {
            return try await store(request, name: name, in: collection, if: request.writePreconditions())
        } catch SchedulingError.preconditionFailed where request.preferences.content == .representation {
            // With what is there now the client can try again at once (RFC 8144 §3.2).
            let calendars = request.tree.calendars
            guard let object = try? await calendars.object(name, in: collection, as: request.principal) else {
                throw DAVError.preconditionFailed
            }
            return ObjectRepresentation(object: object).preferredResponse(DAVError.preconditionFailed.status)
        }
    }

    /// Stores the request's body; shared with POST to add a member.
    static func store(
        _ request: DAVRequest, name: String, in collection: CollectionID, if preconditions: WritePreconditions
    ) async throws -> Response {
        try requireCalendarData(request.headers)
        guard request.body.count <= DAVLimits.objectSize else {
            throw DAVError(SchedulingError.tooLarge(limit: DAVLimits.objectSize))
        }
        let result = try await request.tree.calendars.put(
            request.body, name: name, in: collection, if: preconditions, as: request.principal)
        if request.preferences.content == .representation {
            return ObjectRepresentation(object: result.object).preferredResponse(result.created ? .created : .ok)
        }
        var headers: HTTPFields = [:]
        // An entity tag says that the client has the stored octets; where the server wrote into the object it has not.
        if result.storedAsSent { headers[.eTag] = EntityTag(result.object.etag).description }
        if let tag = result.object.scheduleTag { headers[.scheduleTag] = "\"\(tag)\"" }
        return Response(status: result.created ? .created : .noContent, headers: headers)
    }

    /// A client that names no type is taken at its word that this is a calendar.
    static func requireCalendarData(_ headers: HTTPFields) throws(DAVError) {
        guard let type = headers[.contentType] else { return }
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
        let isCalendar = parts.first == "text/calendar" || parts.first == "application/octet-stream"
        let charset = parts.first { $0.hasPrefix("charset=") }?.dropFirst("charset=".count)
        guard isCalendar, ["utf-8", "utf8", "us-ascii"].contains(charset ?? "utf-8") else {
            throw .condition(.caldav("supported-calendar-data"), .otherContentType)
        }
    }
}
