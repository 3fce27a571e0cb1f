import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// GET and HEAD (RFC 4791 §5.3.4; Schedule-Tag: RFC 6638 §8.2).
enum GetMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        let node = try await request.tree.node(request.resource, as: request.principal)
        guard let object = node.object else {
            // Nothing that a client needs; a person who opens the address learns what it is.
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .dav: OptionsMethod.classes],
                body: .init(
                    byteBuffer: ByteBuffer(string: "This is a CalDAV address. Open it with a calendar program.\n")))
        }
        let representation = ObjectRepresentation(object: object)
        let conditions = RequestConditions(request.headers)
        switch conditions.evaluate(current: representation.etag, lastModified: object.modifiedAt, isRead: true) {
        case .notModified: return Response(status: .notModified, headers: representation.validators)
        case .failed: throw DAVError.preconditionFailed
        case .proceed: return representation.response()
        }
    }
}
