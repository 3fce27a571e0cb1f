import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// `/webhooks`: who is told of bookings by calls to their server.
struct WebhookRoutes: Sendable {
    let webhooks: WebhookService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("webhooks", use: list)
        group.post("webhooks", use: create)
        group.get("webhooks/:id", use: read)
        group.patch("webhooks/:id", use: change)
        group.delete("webhooks/:id", use: delete)
        group.post("webhooks/:id/rotate", use: rotate)
        group.post("webhooks/:id/replay", use: replay)
        group.get("webhooks/:id/messages", use: messages)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let found = try await webhooks.webhooks(as: try context.authenticatedPrincipal())
        return .json(["webhooks": .array(found.map { $0.json() })])
    }

    private func create(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        _ = try request.parameters()
        let draft = try await Self.draft(request)
        let made = try await webhooks.create(draft, as: try context.authenticatedPrincipal(), door: context.door)
        return .json(
            made.webhook.json(secret: made.secret), status: .created, headers: [.cacheControl: "no-store"])
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        return .json(
            try await webhooks.webhook(try Self.id(context), as: try context.authenticatedPrincipal()).json())
    }

    private func change(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let draft = try await Self.draft(request)
        let changed = try await webhooks.change(
            try Self.id(context), draft, as: try context.authenticatedPrincipal(), door: context.door)
        return .json(changed.json())
    }

    private func delete(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        try await webhooks.delete(
            try Self.id(context), as: try context.authenticatedPrincipal(), door: context.door)
        return Response(status: .noContent)
    }

    private func rotate(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        _ = try request.parameters()
        let made = try await webhooks.rotate(
            try Self.id(context), as: try context.authenticatedPrincipal(), door: context.door)
        return .json(made.webhook.json(secret: made.secret), headers: [.cacheControl: "no-store"])
    }

    private func replay(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        _ = try request.parameters()
        var fields = try JSONFields(body: try await request.jsonBody())
        var since: Instant?
        if let field = fields.take("since") {
            let text = try field.text()
            guard let instant = Instant(rfc3339: text) else { throw field.error(.malformed(text)) }
            since = instant
        }
        let includesDelivered = try fields.take("includeDelivered")?.boolean() ?? false
        try fields.finish()
        let count = try await webhooks.replay(
            try Self.id(context), since: since, includesDelivered: includesDelivered,
            as: try context.authenticatedPrincipal(), door: context.door)
        return .json(["messages": JSON(count)])
    }

    private func messages(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let parameters = try request.parameters("state", "cursor", "limit")
        let limit = try parameters.integer("limit", 1...500) ?? 100
        let after = try parameters.integer("cursor", 0...Int.max) ?? 0
        var state: WebhookMessage.State?
        if let text = parameters["state"] {
            guard let known = WebhookMessage.State(rawValue: text) else {
                throw RequestError.invalidField(name: "state", .malformed(text))
            }
            state = known
        }
        let found = try await webhooks.messages(
            of: try Self.id(context), in: state, after: Int64(after), limit: limit,
            as: try context.authenticatedPrincipal())
        let next = found.count == limit ? found.last.map { String($0.id) } : nil
        return .json(["messages": .array(found.map(\.json)), "next": JSON(next)])
    }

    private static func id(_ context: CreneauRequestContext) throws -> String { try context.parameters.require("id") }

    private static func draft(_ request: Request) async throws -> WebhookService.Draft {
        var fields = try JSONFields(body: try await request.jsonBody())
        var draft = WebhookService.Draft()
        draft.url = try fields.take("url")?.text()
        draft.label = try fields.take("label")?.text()
        draft.events = try fields.take("events").map { Set(try $0.texts()) }
        if let field = fields.take("resources") {
            var resources: Set<ResourceID> = []
            for item in try field.list() {
                let text = try item.text()
                guard let id = ResourceID(validating: text) else { throw item.error(.unknownID(text)) }
                resources.insert(id)
            }
            draft.resources = resources
        }
        draft.privacy = try fields.take("privacy")?.oneOf(Privacy.self)
        draft.isEnabled = try fields.take("enabled")?.boolean()
        try fields.finish()
        return draft
    }
}

extension Webhook {
    fileprivate func json(secret: String? = nil) -> JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id)), ("owner", .string(owner)), ("url", .string(url)), ("label", .string(label)),
            ("events", JSON(events.sorted())), ("resources", JSON(resources.map(\.rawValue).sorted())),
            ("privacy", .string(privacy.rawValue)), ("enabled", .bool(disabledAt == nil)),
            ("disabledAt", JSON(disabledAt?.rfc3339)), ("disabledBecause", JSON(disabledBecause?.rawValue)),
            ("failingSince", JSON(failingSince?.rfc3339)), ("createdAt", .string(createdAt.rfc3339)),
        ]
        if let secret { members.append(("secret", .string(secret))) }
        return .object(members.map { JSON.Member(name: $0, value: $1) })
    }
}

extension WebhookMessage {
    fileprivate var json: JSON {
        [
            "id": .string(identity), "type": .string(type), "resource": .string(resource.rawValue),
            "state": .string(state.rawValue), "attempts": JSON(attempts),
            "nextAttemptAt": state == .waiting ? .string(nextAttemptAt.rfc3339) : .null,
            "lastFailure": JSON(lastFailure), "createdAt": .string(createdAt.rfc3339),
            "settledAt": JSON(settledAt?.rfc3339),
        ]
    }
}
