import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML

/// COPY and MOVE of calendar objects (RFC 4918 §9.8, §9.9).
enum TransferMethod {
    static func answer(_ request: DAVRequest, moves: Bool) async throws -> Response {
        guard case .object(let from, let name) = request.resource else {
            _ = try await request.tree.node(request.resource, as: request.principal)
            throw DAVError.condition(.dav("cannot-modify-protected-property"), "Only events can be copied or moved.")
        }
        guard case .object(let to, let newName) = try destination(request) else {
            throw DAVError.condition(
                .caldav("calendar-collection-location-ok"), "The destination is not in a calendar.")
        }
        let overwrite = request.headers[.overwrite]?.uppercased() != "F"
        let conditions = request.writePreconditions()
        if conditions != WritePreconditions() {
            try await check(conditions, request: request)
        }
        let calendars = request.tree.calendars
        let created =
            moves
            ? try await calendars.move(
                name, from: from, to: to, newName: newName, overwrite: overwrite, as: request.principal)
            : try await calendars.copy(
                name, from: from, to: to, newName: newName, overwrite: overwrite, as: request.principal)
        guard created else { return Response(status: .noContent) }
        let href = DAVResource.object(to, name: newName).href
        return Response(status: .created, headers: [.location: href])
    }

    private static func destination(_ request: DAVRequest) throws(DAVError) -> DAVResource {
        guard let text = request.headers[.destination] else { throw .malformed("There is no Destination.") }
        guard let resource = Href.resource(text) else {
            // Behind a proxy the server may not know its own name, so a URL is ours when its path can be.
            if text.contains("://") { throw .otherServer }
            throw .malformed("The Destination cannot be read.")
        }
        return resource
    }

    private static func check(_ conditions: WritePreconditions, request: DAVRequest) async throws {
        let source = try await request.tree.node(request.resource, as: request.principal).object
        guard let source else { throw DAVError.notFound }
        if case .oneOf(let tags)? = conditions.ifMatch, !tags.contains(source.etag) {
            throw DAVError.preconditionFailed("It has changed in the meantime.")
        }
        if let tag = conditions.ifScheduleTagMatch, tag != source.scheduleTag {
            throw DAVError.preconditionFailed("It has changed in the meantime.")
        }
    }
}
