import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling

/// The description of the API, who one is, and whether the server lives.
enum SystemRoutes {
    static func addOpen(to group: RouterGroup<CreneauRequestContext>) {
        group.get("healthz") { _, _ -> Response in
            Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        }
    }

    static func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("me") { request, context -> Response in
            _ = try request.parameters()
            return .json(try context.authenticatedPrincipal().json)
        }
    }

    /// What no route serves: another method of a path that there is, or a path that there is not.
    ///
    /// - Parameter served: by every path below `/api/v1` its methods.
    static func addRefusals(to group: RouterGroup<CreneauRequestContext>, served: [String: Set<HTTPRequest.Method>]) {
        let methods =
            [HTTPRequest.Method.get, .post, .put, .patch, .delete, .options, .trace]
            + [HTTPRequest.Method("QUERY")].compactMap { $0 }
        for (path, present) in served {
            let allowed = (present.contains(.get) ? present.union([.head]) : present).map(\.rawValue).sorted()
                .joined(separator: ", ")
            let missing = (present.contains(.get) ? methods : methods + [.head]).filter { !present.contains($0) }
            for method in missing {
                group.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw RequestError.methodNotAllowed(allowed: allowed)
                }
            }
        }
        for method in methods + [.head] {
            group.on("**", method: method) { _, _ -> Response in throw RequestError.noSuchPath }
        }
    }
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
