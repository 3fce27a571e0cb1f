import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML

/// POST: a free/busy request to the outbox (RFC 6638 §5), or a new member of a calendar (RFC 5995).
enum PostMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        switch request.resource {
        case .outbox:
            try await request.requireStates()
            return try await FreeBusyRequest.answer(request)
        case .collection(let id):
            guard request.query == "add-member" else {
                throw DAVError.methodNotAllowed(allow: DAVMethod.allow(request.resource))
            }
            return try await addMember(request, to: id)
        default:
            _ = try await request.tree.node(request.resource, as: request.principal)
            throw DAVError.methodNotAllowed(allow: DAVMethod.allow(request.resource))
        }
    }

    private static func addMember(_ request: DAVRequest, to id: CollectionID) async throws -> Response {
        let digits = Array("0123456789abcdef")
        let octets = request.tree.environment.randomBytes(16)
        let name = octets.reduce(into: "") { $0 += [digits[Int($1 >> 4)], digits[Int($1 & 15)]] } + ".ics"
        var response = try await PutMethod.store(
            request, name: name, in: id, if: WritePreconditions(ifNoneMatch: .any, states: request.states()))
        response.headers[.location] = DAVResource.object(id, name: name).href
        return response
    }
}
