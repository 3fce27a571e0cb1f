import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling
import Schema

/// The description of the API, who one is, and whether the server lives.
enum SystemRoutes {
    static func addOpen(to group: RouterGroup<CreneauRequestContext>) {
        group.get("healthz") { _, _ -> Response in
            Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        }
        group.get("api/v1/openapi.yaml") { _, _ -> Response in
            Response(
                status: .ok, headers: [.contentType: "application/yaml"],
                body: .init(byteBuffer: ByteBuffer(bytes: APIDescription.yaml)))
        }
    }

    static func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("me") { request, context -> Response in
            _ = try request.parameters()
            return .json(try context.authenticatedPrincipal().json)
        }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            group.on("**", method: method) { _, _ -> Response in throw RequestError.noSuchPath }
        }
    }
}

/// `Schema/openapi.yaml`, embedded.
enum APIDescription {
    static let yaml: [UInt8] = {
        let file = schema_openapi()
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
    }()
}

extension Principal {
    fileprivate var json: JSON {
        [
            "id": .string(person.id), "name": .string(person.name), "addresses": JSON(person.addresses),
            "department": JSON(person.department), "language": JSON(person.language),
            "administrator": .bool(person.isAdministrator), "groups": JSON(groups.sorted()),
            "scopes": scopes.map { JSON($0.map(\.rawValue).sorted()) } ?? .null,
        ]
    }
}
