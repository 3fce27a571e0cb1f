import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// DELETE of an object or of a calendar (RFC 4918 §9.6; Schedule-Reply: RFC 6638 §8.1).
enum DeleteMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        let calendars = request.tree.calendars
        switch request.resource {
        case .object(let collection, let name):
            let reply = request.headers[.scheduleReply]?.uppercased() != "F"
            try await calendars.delete(
                name, in: collection, if: request.writePreconditions(), scheduleReply: reply, as: request.principal)
        case .collection(let id):
            let depth = try request.depth(missing: .infinity)
            guard depth == .infinity else { throw DAVError.malformed(.depthOfDelete) }
            try await calendars.deleteCalendar(id, if: request.writePreconditions(), as: request.principal)
        default:
            _ = try await request.tree.node(request.resource, as: request.principal)
            throw DAVError.methodNotAllowed(allow: DAVMethod.allow(request.resource))
        }
        return Response(status: .noContent)
    }
}
