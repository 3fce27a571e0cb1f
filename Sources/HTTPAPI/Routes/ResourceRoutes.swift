import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// `/resources`.
struct ResourceRoutes: Sendable {
    let bookings: BookingService
    let feeds: FeedService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("resources", use: list)
        group.put("resources", use: saveAll)
        group.get("resources/:id", use: read)
        group.put("resources/:id", use: save)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let parameters = try request.parameters(ResourceFilter.names + ["disabled"])
        let filter = try ResourceFilter(parameters)
        let all =
            try parameters.flag("disabled")
            ? try await bookings.disabledResources(as: principal) : try await bookings.resources(as: principal)
        var found = all.filter(filter.includes)
        if let window = filter.freeWindow {
            found = try await bookings.free(found, throughout: window, as: principal)
        }
        let language = request.readerLanguage(context.principal)
        return .json([
            "resources": .array(
                found.map { $0.json(language, isManaged: bookings.manages($0, as: principal)) })
        ])
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let resource = try await bookings.resource(try Self.id(context), as: principal)
        let isManaged = bookings.manages(resource, as: principal)
        var document = resource.json(request.readerLanguage(context.principal), isManaged: isManaged)
        let addresses = FeedAddressRoutes(bookings: bookings, feeds: feeds)
        if isManaged, feeds.allowsManaging(principal), case .object(var members) = document {
            members.append(
                .init(
                    name: "feeds",
                    value: .array(try await addresses.list(of: .resource(resource.id), request, principal))))
            document = .object(members)
            return .json(document, headers: [.eTag: resource.entityTag.description])
        }
        return try request.unlessUnchanged(resource.entityTag) { document }
    }

    private func save(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try Self.id(context)
        let resource = try await sharing(Resource(id: id, body: try await request.jsonBody()), as: principal)
        let condition = try WriteCondition(request, context)
        let added = try await bookings.saveResources([resource], as: principal, door: context.door) { known in
            try condition.check(known?.entityTag, isHidden: known?.disabled ?? false)
        }
        let saved = resource.disabled ? resource : try await bookings.resource(id, as: principal)
        return .saved(
            saved.json(request.readerLanguage(context.principal), isManaged: true), tag: saved.entityTag,
            newAt: added.isEmpty ? nil : "/api/v1/resources/" + id.rawValue)
    }

    /// The largest list of resources, in bytes: as large as a file to import may be.
    private static let largestList = 8 * 1_024 * 1_024
    private static let mostResources = 5_000

    /// Several at once, which may name each other; all or none.
    private func saveAll(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        var fields = try JSONFields(body: try await request.jsonBody(upTo: Self.largestList))
        let list = try fields.require("resources")
        try fields.finish()
        let items = try list.list()
        if items.isEmpty { throw list.error(.empty) }
        if items.count > Self.mostResources { throw list.error(.tooLong(limit: Self.mostResources)) }
        var resources: [Resource] = []
        for item in items { resources.append(try await sharing(Resource(id: nil, item), as: principal)) }
        guard Set(resources.map(\.id)).count == resources.count else { throw list.error(.duplicate) }
        try await bookings.saveResources(resources, as: principal, door: context.door)
        let stored = Dictionary(
            try await bookings.resources(as: principal).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let language = request.readerLanguage(context.principal)
        return .json([
            "resources": .array(resources.map { (stored[$0.id] ?? $0).json(language, isManaged: true) })
        ])
    }

    /// A whole policy beside the name of a shared one: what differs is the resource's own.
    private func sharing(_ read: Resource, as principal: Principal) async throws -> Resource {
        guard let name = read.policyName, read.policyOverrides.isEmpty, read.policy != BookingPolicy() else {
            return read
        }
        var resource = read
        let shared = try await sharedPolicy(name, as: principal)
        resource.policyOverrides = PolicyOverrides(from: shared.policy, to: read.policy)
        return resource
    }

    private func sharedPolicy(_ name: String, as principal: Principal) async throws -> NamedPolicy {
        do {
            return try await bookings.policy(name, as: principal)
        } catch SchedulingError.notFound {
            throw RequestError.invalidField(name: "policyName", .malformed(name))
        }
    }

    static func id(_ context: CreneauRequestContext) throws -> ResourceID {
        guard let id = context.parameters.get("id").flatMap({ ResourceID(validating: $0) }) else {
            throw SchedulingError.notFound
        }
        return id
    }
}

extension Resource {
    /// Of all that is stored of it; its feeds are not.
    var entityTag: EntityTag { EntityTag(of: json(.fr, isManaged: true)) }
}

extension Request {
    /// The document with its tag, or 304 where the client has it.
    func unlessUnchanged(_ tag: EntityTag, _ document: () -> JSON) throws -> Response {
        if try readConditions().evaluate(current: tag, isRead: true) == .notModified {
            return Response(status: .notModified, headers: [.eTag: tag.description])
        }
        return .json(document(), headers: [.eTag: tag.description])
    }
}

extension Response {
    /// - Parameter newAt: where it was not there before: its path.
    static func saved(_ document: JSON, tag: EntityTag, newAt path: String?) -> Response {
        var headers: HTTPFields = [.eTag: tag.description]
        headers[.location] = path
        return .json(document, status: path == nil ? .ok : .created, headers: headers)
    }
}

extension Request {
    /// Scheme and authority under which the client reached the server; a trusted proxy says so.
    var origin: String {
        let scheme = head.scheme == "https" ? "https" : "http"
        let authority = (head.authority ?? "localhost").filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-.:[]".contains($0))
        }
        return scheme + "://" + authority
    }
}
