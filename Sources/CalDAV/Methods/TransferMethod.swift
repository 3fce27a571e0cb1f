import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// COPY and MOVE of calendar objects (RFC 4918 §9.8, §9.9; Schedule-Tag: RFC 6638 §3.2.10).
enum TransferMethod {
    static func answer(_ request: DAVRequest, moves: Bool) async throws -> Response {
        guard case .object(let from, let name) = request.resource else {
            _ = try await request.tree.node(request.resource, as: request.principal)
            throw DAVError.forbidden(.eventsOnly)
        }
        guard case .object(let to, let newName) = try destination(request) else {
            throw DAVError.condition(
                .caldav("calendar-collection-location-ok"), .destinationOutsideCalendar)
        }
        let overwrite = request.headers[.overwrite]?.uppercased() != "F"
        let conditions = try request.writePreconditions()
        let calendars = request.tree.calendars
        let result =
            moves
            ? try await calendars.move(
                name, from: from, to: to, newName: newName, overwrite: overwrite, if: conditions, as: request.principal)
            : try await calendars.copy(
                name, from: from, to: to, newName: newName, overwrite: overwrite, if: conditions, as: request.principal)
        return response(result, request)
    }

    private static func response(_ result: PutResult, _ request: DAVRequest) -> Response {
        var response: Response
        if request.preferences.content == .representation {
            response = ObjectRepresentation(object: result.object).preferredResponse(result.created ? .created : .ok)
        } else {
            response = Response(status: result.created ? .created : .noContent)
            if let tag = result.object.scheduleTag { response.headers[.scheduleTag] = "\"\(tag)\"" }
        }
        if result.created {
            response.headers[.location] = DAVResource.object(result.object.collection, name: result.object.name).href
        }
        return response
    }

    private static func destination(_ request: DAVRequest) throws(DAVError) -> DAVResource {
        guard let text = request.headers[.destination] else { throw .malformed(.noDestination) }
        guard let resource = Href.resource(text) else {
            // Behind a proxy the server may not know its own name, so a URL is ours when its path can be.
            if text.contains("://") { throw .otherServer }
            throw .malformed(.request(.invalidHeader(name: "Destination")))
        }
        return resource
    }
}
