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
    let repeated: RepeatedRequests

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
        _ = try context.authenticatedPrincipal()
        let body = try await request.optionalJSONBody()
        return try await carryOut(.approve(comment: try Self.comment(body)), request, context, body: body)
    }

    private func decline(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try context.authenticatedPrincipal()
        let body = try await request.optionalJSONBody()
        return try await carryOut(.decline(comment: try Self.comment(body)), request, context, body: body)
    }

    private func checkIn(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try context.authenticatedPrincipal()
        let body = try await request.optionalJSONBody()
        return try await carryOut(.checkIn(instance: try Self.instance(body)), request, context, body: body)
    }

    private func end(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try context.authenticatedPrincipal()
        let body = try await request.optionalJSONBody()
        return try await carryOut(.end(instance: try Self.instance(body)), request, context, body: body)
    }

    /// - Parameter zone: of the times that a refusal tells.
    private func carryOut(
        _ act: BookingAct, _ request: Request, _ context: CreneauRequestContext, body: [UInt8], isOne: Bool = true,
        zone: ZoneRules? = nil
    ) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try BookingRoutes.id(context)
        let known = if let zone { zone } else { try await self.zone(of: act, id, principal) }
        let answers = ActAnswers(
            language: request.readerLanguage(context.principal), times: TimeText(zone: known),
            shape: isOne ? .one(id) : .all)
        guard let token = try IdempotencyToken(request, body: body) else {
            return answers.written(
                try await bookings.carryOut(act, of: id, as: principal, door: context.door)
            ).response
        }
        return try await repeated.once(token, principal, answers.written) { keeping in
            try await bookings.carryOut(act, of: id, as: principal, door: context.door, keeping: keeping)
        }
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

    private func extend(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let zone = try await bookings.booking(try BookingRoutes.id(context), as: principal).zone
        let body = try await request.optionalJSONBody()
        var fields = try JSONFields(body: body)
        let instance = try fields.take("instance")?.instant()
        let times = TimeReader(zones: environment.zones, defaultZone: zone)
        let until = try times.time(try fields.require("until"), zone: zone).instant(in: zone)
        try fields.finish()
        return try await carryOut(.extend(instance: instance, until: until), request, context, body: body, zone: zone)
    }

    private func transfer(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try context.authenticatedPrincipal()
        let body = try await request.jsonBody()
        var fields = try JSONFields(body: body)
        let organizer = try fields.require("organizer").text()
        try fields.finish()
        return try await Problem.naming(person: "organizer") {
            try await carryOut(.transfer(to: organizer), request, context, body: body, isOne: false)
        }
    }

    private func futureBookings(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let views = try await bookings.futureBookings(
            of: try context.parameters.require("id"), as: try context.authenticatedPrincipal())
        return Self.list(views, request.readerLanguage(context.principal))
    }

    private func leave(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        _ = try request.parameters()
        let body = try await request.jsonBody()
        var fields = try JSONFields(body: body)
        let successor = try fields.take("transferTo")?.text()
        let isRelease = try fields.take("release")?.boolean() ?? false
        try fields.finish()
        guard isRelease != (successor != nil) else {
            throw RequestError.invalidField(name: "transferTo", successor == nil ? .missing : .notAllowed)
        }
        let id = try context.parameters.require("id")
        let answers = ActAnswers(
            language: request.readerLanguage(context.principal), times: TimeText(zone: .utc), shape: .all)
        return try await Problem.naming(person: "transferTo") {
            guard let token = try IdempotencyToken(request, body: body) else {
                let views = try await bookings.leave(id, transferTo: successor, as: principal, door: context.door)
                return answers.written(.booked(views)).response
            }
            return try await repeated.once(token, principal, answers.written) { keeping in
                try await bookings.leave(
                    id, transferTo: successor, as: principal, door: context.door, keeping: keeping)
            }
        }
    }

    // MARK: Bodies and answers

    /// Only an approval is refused with times, in its resource's zone.
    private func zone(of act: BookingAct, _ id: BookingID, _ principal: Principal) async throws -> ZoneRules {
        guard case .approve = act else { return .utc }
        return try await bookings.booking(id, as: principal).zone
    }

    private static func comment(_ body: [UInt8]) throws -> String? {
        var fields = try JSONFields(body: body)
        let field = fields.take("comment")
        try fields.finish()
        guard let text = try field?.text(), !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= 1_000 else {
            throw RequestError.invalidField(name: "comment", .tooLong(limit: 1_000))
        }
        return text
    }

    private static func instance(_ body: [UInt8]) throws -> Instant? {
        var fields = try JSONFields(body: body)
        let instance = try fields.take("instance")?.instant()
        try fields.finish()
        return instance
    }

    private static func list(_ views: [BookingView], _ language: Language) -> Response {
        .json(["bookings": .array(views.map { $0.json(language) })])
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
