import BookingCore
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// `/events`: what happens to bookings, as server-sent events (HTML Living Standard §9.2).
struct EventRoutes: Sendable {
    let events: EventService
    let places: StreamPlaces
    let authenticator: BasicOrBearerAuthenticator
    var pace = EventStream.Pace()

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("events", use: follow)
    }

    private func follow(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let parameters = try request.parameters("resource", "group", "lastEventId")
        let principal = try context.authenticatedPrincipal()
        var resources: [ResourceID] = []
        for text in parameters.all("resource") {
            guard let id = ResourceID(validating: text) else { throw SchedulingError.notFound }
            resources.append(id)
        }
        let named = parameters["resource"] != nil || parameters["group"] != nil
        let subscription = try await events.subscribe(
            resources: named ? resources : nil, group: parameters["group"],
            lastEventID: request.headers[.lastEventID] ?? parameters["lastEventId"], as: principal)
        guard let place = places.take(for: principal.person.id) else { throw StoreError.overloaded }
        let stream = EventStream(
            events: events, language: request.readerLanguage(context.principal), pace: pace, place: place
        ) { try await authenticator.principalNow(of: request, context: context) }
        // Proxies that gather an answer before they pass it on would hold events back.
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { writer in
                try await stream.write(subscription, to: &writer)
                try await writer.finish(nil)
            })
    }
}

extension HTTPField.Name {
    static let lastEventID = name("Last-Event-ID")
    fileprivate static let accelBuffering = name("X-Accel-Buffering")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name") }
        return name
    }
}
