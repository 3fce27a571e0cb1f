import BookingCore
import CalendarTime
import Crypto
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// `/bookings`: decode, call, encode.
struct BookingRoutes: Sendable {
    let environment: ServiceEnvironment
    let bookings: BookingService

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
        let parameters = try request.parameters("from", "to", "resource", "organizer", "limit", "cursor", "inactive")
        let limit = try parameters.integer("limit", 1...500) ?? 100
        let zone = try await bookings.siteZone()
        var query = BookingQuery(window: try parameters.window(now: environment.now(), zone: zone), limit: limit)
        let resources = try parameters.all("resource").map { text throws(RequestError) in
            try DraftBody.id(JSONField(name: "resource", value: .string(text)))
        }
        if !resources.isEmpty { query.resources = resources }
        query.includesInactive = try parameters.flag("inactive")
        query.organizer = try Self.organizer(parameters["organizer"], as: principal)
        if let cursor = parameters["cursor"] {
            guard let after = BookingID(cursor) else {
                throw RequestError.invalidField(name: "cursor", .malformed(cursor))
            }
            query.after = after
        }
        let found = try await bookings.bookings(query, as: principal)
        let views = Self.page(found)
        let language = request.readerLanguage(context.principal)
        let isMore = found.count == limit || views.count < found.count
        let next = isMore ? views.last?.booking.id.description : nil
        return .json(["bookings": .array(views.map { $0.json(language) }), "next": JSON(next)])
    }

    /// Instances in one page.
    private static let mostInstances = 20_000

    /// The first bookings, as many as one answer can show, and one at least.
    private static func page(_ views: [BookingView]) -> ArraySlice<BookingView> {
        var instances = 0
        let end = views.firstIndex { view in
            instances += view.booking.instances.count
            return instances > mostInstances
        }
        return views.prefix(max(1, end ?? views.count))
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
        let key = try Self.idempotency(request, body: body)
        let answer = try await Problem.naming(
            person: "organizer", resource: unread.resources.count > 1 ? "resources" : "resource"
        ) {
            try await bookings.submit(draft, as: principal, door: context.door, dryRun: isDryRun, idempotency: key)
        }
        return try respond(
            to: answer, request.readerLanguage(context.principal), times: TimeText(zone: zone ?? .utc), made: .created,
            isDryRun: isDryRun)
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

    /// The key and a digest of what was asked (QUALITY I4).
    private static func idempotency(_ request: Request, body: [UInt8]) throws -> IdempotencyToken? {
        guard let key = request.headers[.idempotencyKey] else { return nil }
        guard !key.isEmpty, key.utf8.count <= 255 else { throw RequestError.invalidHeader(name: "Idempotency-Key") }
        var hash = SHA256()
        hash.update(data: Array((request.uri.path + "?" + (request.uri.query ?? "") + "\n").utf8))
        hash.update(data: body)
        let digest = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return IdempotencyToken(key: key, requestDigest: digest)
    }

    private func respond(
        to answer: BookingAnswer, _ language: Language, times: TimeText, made: HTTPResponse.Status, isDryRun: Bool
    ) throws -> Response {
        let views: [BookingView]
        var status = made
        switch answer {
        case .refused(let refusal): throw Problem.refused(refusal, language: language, times: times)
        case .booked(let booked): views = booked
        case .pending(let pending), .waitlisted(let pending):
            views = pending
            status = .accepted
        }
        if isDryRun {
            return .json(["dryRun": true, "bookings": .array(views.map { $0.json(language) })])
        }
        guard let first = views.first else { return .json(["bookings": []], status: status) }
        var headers: HTTPFields = [:]
        if status != .ok { headers[.location] = "/api/v1/bookings/\(first.booking.id)" }
        guard views.count == 1 else {
            return .json(["bookings": .array(views.map { $0.json(language) })], status: status, headers: headers)
        }
        headers[.eTag] = EntityTag(first.etag).description
        return .json(first.json(language), status: status, headers: headers)
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
        let isDryRun = try request.parameters("dryRun").flag("dryRun")
        let body = try await request.jsonBody(["application/json", "application/merge-patch+json"])
        let view = try await bookings.booking(id, as: principal)
        let zone = view.booking.series.start.zone(default: view.zone)
        let change = try BookingChange(
            body: body, times: TimeReader(zones: environment.zones, defaultZone: zone == .utc ? view.zone : zone))
        let answer = try await bookings.change(
            id, change, ifMatch: try Self.ifMatch(request, current: view.etag), as: principal, door: context.door,
            dryRun: isDryRun)
        return try respond(
            to: answer, request.readerLanguage(context.principal), times: TimeText(zone: view.zone), made: .ok,
            isDryRun: isDryRun)
    }

    private func cancel(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let id = try Self.id(context)
        let instance = try request.parameters("instance").instant("instance")
        var ifMatch: String?
        if request.conditions.ifMatch != nil {
            ifMatch = try Self.ifMatch(request, current: try await bookings.booking(id, as: principal).etag)
        }
        let view = try await bookings.cancel(
            id, instance: instance, ifMatch: ifMatch, as: principal, door: context.door)
        guard instance != nil else { return Response(status: .noContent) }
        return .json(
            view.json(request.readerLanguage(context.principal)), headers: [.eTag: EntityTag(view.etag).description])
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

    /// The tag that the service shall insist on; nil where the request has no condition.
    ///
    /// - Throws: ``SchedulingError/preconditionFailed`` where no tag of the request can match.
    private static func ifMatch(_ request: Request, current: String) throws -> String? {
        guard let condition = request.conditions.ifMatch else { return nil }
        guard let values = condition.strongValues else { return "*" }
        guard values.contains(current) else { throw SchedulingError.preconditionFailed }
        return current
    }
}

extension CreneauRequestContext {
    /// Commands of whoever runs the server come in by the same routes, and the audit tells them apart.
    var door: Door { principal?.person.id == "@local" ? .commandLine : .json }
}

extension HTTPField.Name {
    /// draft-ietf-httpapi-idempotency-key-header.
    static let idempotencyKey = known("Idempotency-Key")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name: \(text)") }
        return name
    }
}
