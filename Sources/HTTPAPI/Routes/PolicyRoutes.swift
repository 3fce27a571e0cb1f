import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Synchronization
import Wording

/// Shared policies, what others would have decided, and groups of rooms.
struct PolicyRoutes: Sendable {
    let bookings: BookingService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("policies", use: list)
        group.post("policies/what-if", use: whatIf)
        group.get("policies/:name", use: read)
        group.put("policies/:name", use: save)
        group.get("policies/:name/versions", use: versions)
        group.get("room-groups", use: listRoomGroups)
        group.get("room-groups/:id", use: readRoomGroup)
        group.put("room-groups/:id", use: saveRoomGroup)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let policies = try await bookings.policies(as: principal)
        let sharing = try await sharing(as: principal)
        return .json(["policies": .array(policies.map { $0.json(resources: sharing[$0.name] ?? []) })])
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let policy = try await bookings.policy(try context.parameters.require("name"), as: principal)
        return .json(
            policy.json(resources: try await sharing(as: principal)[policy.name] ?? []),
            headers: [.eTag: policy.entityTag.description])
    }

    /// The resources that share each policy.
    private func sharing(as principal: Principal) async throws -> [String: [ResourceID]] {
        var sharing: [String: [ResourceID]] = [:]
        for resource in try await bookings.resources(as: principal) {
            if let name = resource.policyName { sharing[name, default: []].append(resource.id) }
        }
        return sharing
    }

    private func save(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let name = try context.parameters.require("name")
        guard ResourceID(validating: name) != nil, name != "what-if" else {
            throw RequestError.invalidField(name: "name", .malformed(name))
        }
        let body = JSONField(name: "", value: try JSON(body: try await request.jsonBody()))
        let condition = try WriteCondition(request, context)
        let wasThere = Mutex(false)
        let saved = try await bookings.savePolicy(name, try body.policy(), as: principal, door: context.door) { known in
            try condition.check(known?.entityTag)
            wasThere.withLock { $0 = known != nil }
        }
        return .saved(
            saved.json(resources: try await sharing(as: principal)[name] ?? []), tag: saved.entityTag,
            newAt: wasThere.withLock { $0 } ? nil : "/api/v1/policies/" + name)
    }

    private func versions(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let versions = try await bookings.policyVersions(
            try context.parameters.require("name"), as: try context.authenticatedPrincipal())
        return .json(["versions": .array(versions.map { $0.json(resources: nil) })])
    }

    private func whatIf(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        var fields = try JSONFields(body: try await request.jsonBody())
        var named = try fields.require("policies").fields()
        var policies: [String: BookingPolicy] = [:]
        for name in named.names { policies[name] = try named.require(name).policy() }
        let days = try fields.take("days")?.integer(1...3_660) ?? 90
        try fields.finish()
        let report = try await bookings.whatIf(policies, days: days, as: principal)
        let times = TimeText(zone: try await bookings.siteZone())
        let language = request.readerLanguage(context.principal)
        return .json([
            "decided": JSON(report.decided), "notReplayable": JSON(report.notReplayable),
            "differences": .array(report.differences.map { $0.json(language, times) }),
            "truncated": .bool(report.isTruncated),
        ])
    }

    private func listRoomGroups(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let groups = try await bookings.roomGroups(as: try context.authenticatedPrincipal())
        let language = request.readerLanguage(context.principal)
        return .json(["roomGroups": .array(groups.map { $0.json(language) })])
    }

    private func saveRoomGroup(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try ResourceRoutes.id(context).rawValue
        let group = try RoomGroup(id: id, body: try await request.jsonBody())
        let condition = try WriteCondition(request, context)
        let isNew = try await Problem.naming(resource: "members") {
            try await bookings.saveRoomGroup(group, as: principal, door: context.door) { known in
                try condition.check(known?.entityTag)
            }
        }
        return .saved(
            group.json(request.readerLanguage(context.principal)), tag: group.entityTag,
            newAt: isNew ? "/api/v1/room-groups/" + id : nil)
    }

    private func readRoomGroup(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let id = try ResourceRoutes.id(context).rawValue
        let groups = try await bookings.roomGroups(as: try context.authenticatedPrincipal())
        guard let group = groups.first(where: { $0.id == id }) else { throw SchedulingError.notFound }
        return try request.unlessUnchanged(group.entityTag) {
            group.json(request.readerLanguage(context.principal))
        }
    }
}

extension RoomGroup {
    var entityTag: EntityTag { EntityTag(of: json(.fr)) }
}

extension NamedPolicy {
    /// Of its rules and version, not of who shares it.
    var entityTag: EntityTag { EntityTag(of: json(resources: nil)) }

    func json(resources: [ResourceID]?) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "name", value: .string(name)), .init(name: "version", value: .integer(version)),
            .init(name: "policy", value: policy.json),
        ]
        if let resources { members.append(.init(name: "resources", value: JSON(resources.map(\.rawValue)))) }
        return .object(members)
    }
}

extension WhatIfDifference {
    func json(_ language: Language, _ times: TimeText) -> JSON {
        [
            "booking": .string(booking.description), "resource": .string(resource.rawValue),
            "decidedAt": .string(times.text(decidedAt)), "before": .string(before.rawValue),
            "after": .string(after.rawValue), "reasons": .array(reasons.map { $0.json(language, times) }),
        ]
    }
}
