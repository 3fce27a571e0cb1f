import BookingCore
import CalendarTime
import HTTPServing
import Hummingbird
import Scheduling

/// `/freebusy`: when resources are taken, for up to 500 of them at once.
struct FreeBusyRoutes: Sendable {
    static let mostResources = 500

    let environment: ServiceEnvironment
    let bookings: BookingService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("freebusy", use: get)
        group.post("freebusy", use: post)
    }

    private func get(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let parameters = try request.parameters("from", "to", "resource", "step")
        let ids = try parameters.all("resource").map { text throws(RequestError) in
            try DraftBody.id(JSONField(name: "resource", value: .string(text)))
        }
        let zone = try await bookings.siteZone()
        let window = try parameters.window(now: environment.now(), zone: zone)
        let packing = try parameters["step"].map { text throws(RequestError) in
            try PackedFreeBusy(JSONField(name: "step", value: .string(text)), window: window)
        }
        return try await answer(ids, named: "resource", in: window, packing, context)
    }

    private func post(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        var fields = try JSONFields(body: try await request.jsonBody())
        let ids = try fields.require("resources").list().map { item throws(RequestError) in try DraftBody.id(item) }
        let start = try Self.instant(try fields.require("from"))
        let endField = try fields.require("to")
        guard let window = TimeRange(checking: start, end: try Self.instant(endField)) else {
            throw endField.error(.endBeforeStart)
        }
        let packing = try fields.take("step").map { field throws(RequestError) in
            try PackedFreeBusy(field, window: window)
        }
        try fields.finish()
        return try await answer(ids, named: "resources", in: window, packing, context)
    }

    private static func instant(_ field: JSONField) throws(RequestError) -> Instant {
        let text = try field.text()
        guard let instant = Instant(rfc3339: text) else { throw field.error(.malformed(text)) }
        return instant
    }

    private func answer(
        _ ids: [ResourceID], named field: String, in window: TimeRange, _ packing: PackedFreeBusy?,
        _ context: CreneauRequestContext
    ) async throws -> Response {
        guard !ids.isEmpty else { throw RequestError.invalidField(name: field, .missing) }
        guard ids.count <= Self.mostResources else {
            throw RequestError.invalidField(name: field, .tooLong(limit: Self.mostResources))
        }
        // Nothing can be booked outside these, so that nothing is free there.
        guard window.start >= .minDateTime else { throw RequestError.invalidField(name: "from", .outOfRange) }
        guard window.duration <= 800 * 86_400, window.end <= .maxDateTime else {
            throw RequestError.invalidField(name: "to", .outOfRange)
        }
        let principal = try context.authenticatedPrincipal()
        let found = try await Problem.naming(resource: field) {
            try await bookings.freeBusy(ids, in: window, as: principal)
        }
        let zones = Dictionary(
            try await bookings.resources(as: principal).map { ($0.id, $0.zone) },
            uniquingKeysWith: { first, _ in first })
        let resources = found.map { item -> JSON in
            let times = TimeText(zone: zones[item.resource].flatMap(environment.zones.zone(named:)) ?? .utc)
            var members: [JSON.Member] = [
                .init(name: "resource", value: .string(item.resource.rawValue)),
                .init(name: "timeZone", value: .string(times.zone.identifier)),
                .init(name: "busy", value: .array(item.busy.map(times.range))),
                .init(name: "tentative", value: .array(item.tentative.map(times.range))),
                .init(name: "unavailable", value: .array(item.unavailable.map(times.range))),
            ]
            if let packing { members.append(.init(name: "packed", value: .string(packing.text(item)))) }
            return .object(members)
        }
        return .json([
            "from": .string(window.start.rfc3339), "to": .string(window.end.rfc3339), "resources": .array(resources),
        ])
    }
}
