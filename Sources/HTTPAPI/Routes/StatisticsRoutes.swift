import BookingCore
import CalendarTime
import HTTPServing
import Hummingbird
import Scheduling

/// `/statistics`: how resources were used, for those who answer for them.
struct StatisticsRoutes: Sendable {
    let environment: ServiceEnvironment
    let bookings: BookingService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("statistics", use: read)
    }

    /// Days of the longest window.
    private static let longestWindow: Int64 = 400

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let parameters = try request.parameters("from", "to", "resource")
        let zone = try await bookings.siteZone()
        let now = environment.now()
        let window = try parameters.window(now: now.adding(-31 * 86_400), zone: zone)
        guard window.duration <= Self.longestWindow * 86_400 else {
            throw RequestError.invalidField(name: "to", .outOfRange)
        }
        let ids = try parameters.all("resource").map { text throws(RequestError) in
            try DraftBody.id(JSONField(name: "resource", value: .string(text)))
        }
        let found = try await bookings.statistics(of: ids.isEmpty ? nil : ids, in: window, as: principal)
        let rows = found.byResource.map { row -> JSON in
            ["resource": .string(row.resource.rawValue), "use": row.use?.json ?? .null]
        }
        let hours = found.byHour?.map { seconds -> JSON in seconds.map { .number(Double($0) / 3_600) } ?? .null }
        return .json([
            "from": .string(window.start.rfc3339), "to": .string(window.end.rfc3339),
            "fewestPeople": JSON(UseStatistics.fewestPeople), "total": found.total?.json ?? .null,
            "byResource": .array(rows),
            "byHour": hours.map(JSON.array) ?? .null,
        ])
    }
}

extension UseStatistics.Use {
    fileprivate var json: JSON {
        [
            "bookings": JSON(bookings), "instances": JSON(instances), "hours": .number(Double(seconds) / 3_600),
            "noShows": JSON(noShows), "peak": JSON(peak),
        ]
    }
}
