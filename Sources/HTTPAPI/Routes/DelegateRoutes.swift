import BookingCore
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// `/people/{id}/delegates`: who looks after somebody's calendars; for that person and for administrators.
struct DelegateRoutes: Sendable {
    let directory: DirectoryService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("people/:id/delegates", use: list)
        group.put("people/:id/delegates/:delegate", use: save)
        group.delete("people/:id/delegates/:delegate", use: remove)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        return try await answer(context)
    }

    private func save(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        var fields = try JSONFields(body: try await request.jsonBody())
        let access = try fields.require("access").oneOf(ProxyAccess.self)
        try fields.finish()
        try await set(access, context)
        return try await answer(context)
    }

    private func remove(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        try await set(nil, context)
        return Response(status: .noContent)
    }

    private func set(_ access: ProxyAccess?, _ context: CreneauRequestContext) async throws {
        try await directory.setAccess(
            access, ofNamed: try context.parameters.require("delegate"), for: try context.parameters.require("id"),
            as: try context.authenticatedPrincipal(), door: context.door)
    }

    private func answer(_ context: CreneauRequestContext) async throws -> Response {
        let given = try await directory.delegations(
            of: try context.parameters.require("id"), as: try context.authenticatedPrincipal())
        return .json(["delegates": .array(given.map(\.json))])
    }
}

extension Delegation {
    fileprivate var json: JSON {
        let (kind, id) =
            switch delegate {
            case .person(let id): ("person", id)
            case .group(let id): ("group", id)
            case .resource(let id): ("resource", id.rawValue)
            case .roomGroup(let id): ("roomGroup", id)
            }
        return ["delegate": .string(id), "kind": .string(kind), "access": .string(access.rawValue)]
    }
}
