import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// `/bookings`: decode, call, encode.
struct BookingRoutes: Sendable {
    let environment: ServiceEnvironment
    let bookings: BookingService
    let repeated: RepeatedRequests

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("bookings", use: list)
        group.post("bookings", use: create)
        group.get("bookings/:id", use: read)
        group.patch("bookings/:id", use: change)
        group.delete("bookings/:id", use: cancel)
        group.get("bookings/:id/decision", use: decision)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let parameters = try request.parameters(
            "from", "to", "resource", "organizer", "limit", "cursor", "inactive", "delta")
        if let token = parameters["delta"] { return try await changes(since: token, parameters, request, context) }
        let limit = try parameters.integer("limit", 1...500) ?? 100
        let zone = try await bookings.siteZone()
        // One more than is shown tells whether there is another page.
        var query = BookingQuery(window: try parameters.window(now: environment.now(), zone: zone), limit: limit + 1)
        query.resources = try Self.resources(parameters)
        query.includesInactive = try parameters.flag("inactive")
        query.organizer = try Self.organizer(parameters["organizer"], as: principal)
        if let cursor = parameters["cursor"] {
            guard let after = BookingPosition(cursor: cursor) else {
                throw RequestError.invalidField(name: "cursor", .malformed(cursor))
            }
            query.after = after
        }
        // Read before the page: what changes meanwhile is told twice and never left out.
        let delta = query.after == nil ? try await bookings.changeToken() : nil
        let found = try await bookings.placedBookings(query, as: principal)
        let shown = found.prefix(Self.pageLength(found.prefix(limit).map { $0.view }))
        let language = request.readerLanguage(context.principal)
        let next = shown.count < found.count ? shown.last?.position.cursor : nil
        return .json([
            "bookings": .array(shown.map { $0.view.json(language) }), "next": JSON(next), "delta": JSON(delta),
        ])
    }

    /// What changed since the list was read: the bookings as they are now, also those that take no time any more.
    private func changes(
        since token: String, _ parameters: QueryParameters, _ request: Request, _ context: CreneauRequestContext
    ) async throws -> Response {
        for name in ["from", "to", "cursor", "inactive"] where parameters[name] != nil {
            throw RequestError.invalidField(name: name, .notAllowed)
        }
        let principal = try context.authenticatedPrincipal()
        let changed = try await bookings.changes(
            since: token, on: try Self.resources(parameters),
            organizer: try Self.organizer(parameters["organizer"], as: principal),
            limit: try parameters.integer("limit", 1...500) ?? 100, as: principal)
        let language = request.readerLanguage(context.principal)
        return .json([
            "bookings": .array(changed.bookings.map { $0.json(language) }), "next": .null,
            "delta": .string(changed.token), "more": .bool(changed.isMore),
        ])
    }

    private static func resources(_ parameters: QueryParameters) throws -> [ResourceID]? {
        let ids = try parameters.all("resource").map { text throws(RequestError) in
            try DraftBody.id(JSONField(name: "resource", value: .string(text)))
        }
        return ids.isEmpty ? nil : ids
    }

    /// Instances in one page.
    private static let mostInstances = 20_000

    /// How many of the bookings one answer can show, one at least.
    private static func pageLength(_ views: [BookingView]) -> Int {
        var instances = 0
        let end = views.firstIndex { view in
            instances += view.booking.instances.count
            return instances > mostInstances
        }
        return max(1, end ?? views.count)
    }

    /// One may look for one's own bookings; only administrators for somebody else's, because the answer would tell who has
    /// a room where that is hidden.
    private static func organizer(_ text: String?, as principal: Principal) throws -> String? {
        guard let text else { return nil }
        let id = text == "me" ? principal.person.id : text
        guard id == principal.person.id || principal.person.isAdministrator else { throw SchedulingError.forbidden }
        return BookingOrganizer(personID: id, address: "").key
    }

    private func create(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let isDryRun = try request.parameters("dryRun").flag("dryRun")
        let body = try await request.jsonBody()
        let unread = try DraftBody(body)
        let zone = try await zone(of: unread.resources.first, as: principal)
        let draft = try unread.draft(TimeReader(zones: environment.zones, defaultZone: zone))
        let answers = BookingAnswers(
            language: request.readerLanguage(context.principal), times: TimeText(zone: zone ?? .utc), made: .created,
            isDryRun: isDryRun)
        let token = isDryRun ? nil : try IdempotencyToken(request, body: body)
        return try await Problem.naming(
            person: "organizer", resource: unread.resources.count > 1 ? "resources" : "resource"
        ) {
            guard let token else {
                return answers.written(
                    try await bookings.submit(draft, as: principal, door: context.door, dryRun: isDryRun)
                ).response
            }
            return try await repeated.once(token, principal, answers.written) { keeping in
                try await bookings.submit(draft, as: principal, door: context.door, keeping: keeping)
            }
        }
    }

    private func zone(of resource: ResourceID?, as principal: Principal) async throws -> ZoneRules? {
        guard let resource else { return nil }
        do {
            return environment.zones.zone(named: try await bookings.resource(resource, as: principal).zone)
        } catch SchedulingError.notFound {
            // A group of rooms: its members' zone, which is the same where they are near each other.
            let group = try await bookings.roomGroups(as: principal).first { $0.id == resource.rawValue }
            guard let member = group?.members.first else { throw SchedulingError.unknownResource(resource.rawValue) }
            return environment.zones.zone(named: try await bookings.resource(member, as: principal).zone)
        }
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let view = try await bookings.booking(try Self.id(context), as: try context.authenticatedPrincipal())
        let tag = EntityTag(view.etag)
        if request.conditions.evaluate(current: tag, isRead: true) == .notModified {
            return Response(status: .notModified, headers: [.eTag: tag.description])
        }
        return .json(view.json(request.readerLanguage(context.principal)), headers: [.eTag: tag.description])
    }

    private func change(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let id = try Self.id(context)
        let parameters = try request.parameters("dryRun", "instance")
        let isDryRun = try parameters.flag("dryRun")
        let body = try await request.jsonBody(["application/json", "application/merge-patch+json"])
        let view = try await bookings.booking(id, as: principal)
        let zone = view.booking.series.start.zone(default: view.zone)
        var change = try BookingChange(
            body: body, times: TimeReader(zones: environment.zones, defaultZone: zone == .utc ? view.zone : zone),
            isAllDay: view.booking.series.start.isDate)
        change.instance = try parameters.instant("instance")
        let ifMatch = try Self.ifMatch(request, current: view.etag)
        let answers = BookingAnswers(
            language: request.readerLanguage(context.principal), times: TimeText(zone: view.zone), made: .ok,
            isDryRun: isDryRun)
        guard !isDryRun, let token = try IdempotencyToken(request, body: body) else {
            return answers.written(
                try await bookings.change(
                    id, change, ifMatch: ifMatch, as: principal, door: context.door, dryRun: isDryRun)
            ).response
        }
        return try await repeated.once(token, principal, answers.written) { keeping in
            try await bookings.change(
                id, change, ifMatch: ifMatch, as: principal, door: context.door, keeping: keeping)
        }
    }

    private func cancel(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let id = try Self.id(context)
        let instance = try request.parameters("instance").instant("instance")
        var ifMatch: String?
        if try request.readConditions().ifMatch != nil {
            ifMatch = try Self.ifMatch(request, current: try await bookings.booking(id, as: principal).etag)
        }
        let act = BookingAct.cancel(instance: instance, ifMatch: ifMatch)
        let answers = ActAnswers(
            language: request.readerLanguage(context.principal), times: TimeText(zone: .utc),
            shape: instance == nil ? .nothing : .one(id))
        guard let token = try IdempotencyToken(request, body: []) else {
            return answers.written(
                try await bookings.carryOut(act, of: id, as: principal, door: context.door)
            ).response
        }
        return try await repeated.once(token, principal, answers.written) { keeping in
            try await bookings.carryOut(act, of: id, as: principal, door: context.door, keeping: keeping)
        }
    }

    private func decision(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try Self.id(context)
        let explained = try await bookings.explanation(of: id, as: principal)
        let language = request.readerLanguage(context.principal)
        return .json(["decisions": .array(explained.map { $0.json(language) })])
    }

    static func id(_ context: CreneauRequestContext) throws -> BookingID {
        guard let id = context.parameters.get("id").flatMap({ BookingID($0) }) else { throw SchedulingError.notFound }
        return id
    }

    /// The tag that the service shall insist on; nil where the request has no condition. Where none can match, one that does
    /// not: a repeated request has its first answer whatever the booking is by now, and the service knows which those are.
    private static func ifMatch(_ request: Request, current: String) throws -> String? {
        guard let condition = try request.readConditions().ifMatch else { return nil }
        guard let values = condition.strongValues else { return "*" }
        return values.contains(current) ? current : values.first ?? ""
    }
}

extension BookingPosition {
    /// `1795420800-0abcdefghijkl`: the start in seconds, and the id.
    fileprivate var cursor: String { "\(start.seconds)-\(booking)" }

    fileprivate init?(cursor: String) {
        guard let dash = cursor.lastIndex(of: "-"), let start = Int64(cursor[..<dash]),
            let booking = BookingID(String(cursor[cursor.index(after: dash)...]))
        else { return nil }
        self.init(start: Instant(seconds: start), booking: booking)
    }
}

extension CreneauRequestContext {
    /// Commands of whoever runs the server come in by the same routes, and the audit tells them apart.
    var door: Door { principal?.person.id == "@local" ? .commandLine : .json }
}
