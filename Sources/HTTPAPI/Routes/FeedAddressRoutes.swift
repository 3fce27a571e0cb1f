import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// `/feeds` and `/resources/ID/feeds`: the addresses of feeds, for those who manage them.
struct FeedAddressRoutes: Sendable {
    let bookings: BookingService
    let feeds: FeedService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("feeds", use: list)
        group.post("feeds", use: create)
        group.get("feeds/:feed", use: read)
        group.post("feeds/:feed/rotate", use: rotate)
        group.delete("feeds/:feed", use: delete)
        group.get("resources/:id/feeds", use: listOfResource)
        group.post("resources/:id/feeds", use: createForResource)
    }

    /// The feeds of one resource, as JSON.
    func list(of owner: PrincipalID, _ request: Request, _ principal: Principal) async throws -> [JSON] {
        var list: [JSON] = []
        for feed in try await feeds.feeds(of: owner, as: principal) {
            list.append(try await json(feed, request, principal))
        }
        return list
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let parameters = try request.parameters("resource", "group", "person")
        let principal = try context.authenticatedPrincipal()
        let owner = try Self.owner(
            resource: parameters["resource"], group: parameters["group"], person: parameters["person"])
        return .json(["feeds": .array(try await list(of: owner, request, principal))])
    }

    private func listOfResource(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let owner = PrincipalID.resource(try ResourceRoutes.id(context))
        let list = try await list(of: owner, request, try context.authenticatedPrincipal())
        return .json(["feeds": .array(list)])
    }

    private func create(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        _ = try request.parameters()
        var fields = try JSONFields(body: try await request.jsonBody())
        let resource = try fields.take("resource")?.text()
        let group = try fields.take("group")?.text()
        let person = try fields.take("person")?.text()
        return try await create(&fields, request, context) {
            try Self.owner(resource: resource, group: group, person: person)
        }
    }

    private func createForResource(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        _ = try request.parameters()
        let resource = try await bookings.resource(
            try ResourceRoutes.id(context), as: try context.authenticatedPrincipal())
        var fields = try JSONFields(body: try await request.jsonBody())
        return try await create(&fields, request, context) { .resource(resource.id) }
    }

    private func create(
        _ fields: inout JSONFields, _ request: Request, _ context: CreneauRequestContext,
        for owner: () throws -> PrincipalID
    ) async throws -> Response {
        let days = Int64(FeedService.longestWindow)
        let privacy = try fields.take("privacy")?.oneOf(Privacy.self)
        let pastDays = try fields.take("pastDays")?.integer(0...days)
        let futureDays = try fields.take("futureDays")?.integer(1...days)
        try fields.finish()
        let feed = try await feeds.create(
            for: try owner(), privacy: privacy, pastDays: pastDays, futureDays: futureDays,
            as: try context.authenticatedPrincipal(), door: context.door)
        return .json(
            try await json(feed, request, try context.authenticatedPrincipal()), status: .created,
            headers: [.cacheControl: "no-store"])
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let feed = try await feeds.feed(
            try context.parameters.require("feed"), as: try context.authenticatedPrincipal())
        return .json(
            try await json(feed, request, try context.authenticatedPrincipal()), headers: [.cacheControl: "no-store"])
    }

    private func rotate(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        let feed = try await feeds.rotate(
            try context.parameters.require("feed"), as: try context.authenticatedPrincipal(), door: context.door)
        return .json(
            try await json(feed, request, try context.authenticatedPrincipal()), headers: [.cacheControl: "no-store"])
    }

    private func delete(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try await feeds.delete(
            try context.parameters.require("feed"), as: try context.authenticatedPrincipal(), door: context.door)
        return Response(status: .noContent)
    }

    /// Exactly one of the three is named.
    private static func owner(resource: String?, group: String?, person: String?) throws -> PrincipalID {
        switch (resource, group, person) {
        case (let id?, nil, nil):
            guard let id = ResourceID(validating: id) else { throw SchedulingError.notFound }
            return .resource(id)
        case (nil, let id?, nil): return .roomGroup(id)
        case (nil, nil, let id?): return .person(id)
        case (nil, nil, nil): throw RequestError.invalidField(name: "resource", .missing)
        default: throw RequestError.invalidField(name: "resource", .notAllowed)
        }
    }

    private func json(_ feed: Feed, _ request: Request, _ reader: Principal) async throws -> JSON {
        let path = "/feeds/" + (try await feeds.token(of: feed)) + ".ics"
        let origin = request.origin
        let authority = origin.split(separator: "/").last.map(String.init) ?? ""
        let isShown = feeds.shows(feed, to: reader)
        func address(_ text: String) -> JSON { isShown ? .string(text) : .null }
        return [
            "id": .string(feed.id), "owner": feed.owner.feedOwner, "privacy": .string(feed.privacy.rawValue),
            "path": address(path), "url": address(origin + path), "webcal": address("webcal://" + authority + path),
            "display": address(origin + path + "?view=display"), "pastDays": JSON(feed.pastDays),
            "futureDays": JSON(feed.futureDays), "createdAt": .string(feed.createdAt.rfc3339),
        ]
    }
}

extension PrincipalID {
    fileprivate var feedOwner: JSON {
        switch self {
        case .resource(let id): ["resource": .string(id.rawValue)]
        case .roomGroup(let id), .group(let id): ["group": .string(id)]
        case .person(let id): ["person": .string(id)]
        }
    }
}
