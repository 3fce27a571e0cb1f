import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// What happens to a booking after it was asked for: approval, check-in, early end, prolonging, another organizer.
struct LifecycleRoutes: Sendable {
    let environment: ServiceEnvironment
    let bookings: BookingService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("approvals", use: approvals)
        group.post("bookings/:id/approve", use: approve)
        group.post("bookings/:id/decline", use: decline)
        group.post("bookings/:id/check-in", use: checkIn)
        group.get("bookings/:id/check-in-link", use: checkInLink)
        group.post("bookings/:id/end", use: end)
        group.post("bookings/:id/extend", use: extend)
        group.post("bookings/:id/transfer", use: transfer)
        group.get("people/:id/bookings", use: futureBookings)
        group.post("people/:id/leave", use: leave)
    }

    private func approvals(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let views = try await bookings.approvals(as: try context.authenticatedPrincipal())
        return Self.list(views, request.readerLanguage(context.principal))
    }

    private func approve(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let id = try BookingRoutes.id(context)
        let comment = try await Self.comment(request)
        let zone = try await bookings.booking(id, as: principal).zone
        let answer = try await bookings.approve(id, comment: comment, as: principal, door: context.door)
        return try Self.respond(to: answer, request, context, zone: zone)
    }

    private func decline(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let view = try await bookings.decline(
            try BookingRoutes.id(context), comment: try await Self.comment(request), as: principal, door: context.door)
        return Self.one(view, request, context)
    }

    private func checkIn(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let instance = try await Self.instance(request)
        let view = try await bookings.checkIn(
            try BookingRoutes.id(context), instance: instance, as: principal, door: context.door)
        return Self.one(view, request, context)
    }

    private func checkInLink(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let instance = try request.parameters("instance").instant("instance")
        let token = try await bookings.checkInLink(
            of: try BookingRoutes.id(context), instance: instance, as: principal)
        guard let token else { throw SchedulingError.notFound }
        let path = "/check-in/" + token
        return .json(
            ["path": .string(path), "url": .string(request.origin + path)], headers: [.cacheControl: "no-store"])
    }

    private func end(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let instance = try await Self.instance(request)
        let view = try await bookings.end(
            try BookingRoutes.id(context), instance: instance, as: principal, door: context.door)
        return Self.one(view, request, context)
    }

    private func extend(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let id = try BookingRoutes.id(context)
        let zone = try await bookings.booking(id, as: principal).zone
        var fields = try JSONFields(body: try await request.optionalJSONBody())
        let instance = try fields.take("instance")?.instant()
        let times = TimeReader(zones: environment.zones, defaultZone: zone)
        let until = try times.time(try fields.require("until"), zone: zone).instant(in: zone)
        try fields.finish()
        let answer = try await bookings.extend(
            id, instance: instance, until: until, as: principal, door: context.door)
        return try Self.respond(to: answer, request, context, zone: zone)
    }

    private func transfer(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        var fields = try JSONFields(body: try await request.jsonBody())
        let organizer = try fields.require("organizer").text()
        try fields.finish()
        let id = try BookingRoutes.id(context)
        let views = try await Problem.naming(person: "organizer") {
            try await bookings.transfer(id, to: organizer, as: principal, door: context.door)
        }
        return Self.list(views, request.readerLanguage(context.principal))
    }

    private func futureBookings(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let views = try await bookings.futureBookings(
            of: try context.parameters.require("id"), as: try context.authenticatedPrincipal())
        return Self.list(views, request.readerLanguage(context.principal))
    }

    private func leave(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        var fields = try JSONFields(body: try await request.jsonBody())
        let successor = try fields.take("transferTo")?.text()
        let isRelease = try fields.take("release")?.boolean() ?? false
        try fields.finish()
        guard isRelease != (successor != nil) else {
            throw RequestError.invalidField(name: "transferTo", successor == nil ? .missing : .notAllowed)
        }
        let id = try context.parameters.require("id")
        let views = try await Problem.naming(person: "transferTo") {
            try await bookings.leave(id, transferTo: successor, as: principal, door: context.door)
        }
        return Self.list(views, request.readerLanguage(context.principal))
    }

    // MARK: Bodies and answers

    private static func comment(_ request: Request) async throws -> String? {
        var fields = try JSONFields(body: try await request.optionalJSONBody())
        let field = fields.take("comment")
        try fields.finish()
        guard let text = try field?.text(), !text.isEmpty else { return nil }
        guard text.utf8.count <= 1_000 else { throw RequestError.invalidField(name: "comment", .tooLong(limit: 1_000)) }
        return text
    }

    private static func instance(_ request: Request) async throws -> Instant? {
        var fields = try JSONFields(body: try await request.optionalJSONBody())
        let instance = try fields.take("instance")?.instant()
        try fields.finish()
        return instance
    }

    private static func one(_ view: BookingView, _ request: Request, _ context: CreneauRequestContext) -> Response {
        .json(
            view.json(request.readerLanguage(context.principal)), headers: [.eTag: EntityTag(view.etag).description])
    }

    private static func list(_ views: [BookingView], _ language: Language) -> Response {
        .json(["bookings": .array(views.map { $0.json(language) })])
    }

    private static func respond(
        to answer: BookingAnswer, _ request: Request, _ context: CreneauRequestContext, zone: ZoneRules
    ) throws -> Response {
        let language = request.readerLanguage(context.principal)
        switch answer {
        case .refused(let refusal): throw Problem.refused(refusal, language: language, times: TimeText(zone: zone))
        case .booked(let views), .pending(let views), .waitlisted(let views):
            guard let view = views.first else { throw SchedulingError.notFound }
            return one(view, request, context)
        }
    }
}

extension JSONField {
    func instant() throws(RequestError) -> Instant {
        let text = try text()
        guard let instant = Instant(rfc3339: text) else { throw error(.malformed(text)) }
        return instant
    }
}

extension Request {
    /// As ``jsonBody(_:)``; no body at all is an empty object.
    func optionalJSONBody() async throws -> [UInt8] {
        if headers[.contentType] == nil {
            let body = try await collectBody(upTo: Self.largestJSON)
            if body.isEmpty { return Array("{}".utf8) }
            throw RequestError.wrongContentType(nil)
        }
        return try await jsonBody()
    }
}
