import BookingCore
import CalendarTime
import HTTPServing
import Hummingbird
import Scheduling
import Wording

/// `/finder`: which resource is free for what somebody has in mind.
struct FinderRoutes: Sendable {
    let environment: ServiceEnvironment
    let bookings: BookingService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.post("finder", use: find)
    }

    /// Days of the longest window that is searched.
    private static let longestWindow: Int64 = 31

    private func find(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let search = try search(try await request.jsonBody())
        let found = try await bookings.find(search, as: principal)
        let language = request.readerLanguage(context.principal)
        return .json(["results": .array(found.map { json($0, language, isSeries: !search.recurrence.isEmpty) })])
    }

    private func search(_ body: [UInt8]) throws -> RoomSearch {
        var fields = try JSONFields(body: body)
        let reader = TimeReader(zones: environment.zones, defaultZone: nil)
        let zone = try reader.zone(&fields)
        let from = try fields.require("from").instant()
        let toField = try fields.require("to")
        let to = try toField.instant()
        guard let window = TimeRange(checking: from, end: to), !window.isEmpty else {
            throw toField.error(.endBeforeStart)
        }
        guard window.duration <= Self.longestWindow * 86_400, from >= .minDateTime, to <= .maxDateTime else {
            throw toField.error(.outOfRange)
        }
        let lengthField = try fields.require("length")
        let length = try lengthField.duration()
        guard (60...Self.longestWindow * 86_400).contains(length) else { throw lengthField.error(.outOfRange) }
        var search = RoomSearch(
            needs: ResourceNeeds(
                kind: try fields.take("kind")?.oneOf(ResourceKind.self) ?? .room,
                people: try fields.take("people")?.integer(1...1_000_000),
                features: try fields.take("features")?.texts() ?? [],
                stepFree: try fields.take("stepFree")?.boolean() ?? false),
            place: Place(
                site: try fields.take("site")?.text(), building: try fields.take("building")?.text(),
                floor: try fields.take("floor")?.text()),
            window: window, length: length)
        search.recurrence =
            try fields.take("recurrence").map { field throws(RequestError) in try reader.rules(field) } ?? []
        search.zone = zone
        search.limit = try fields.take("limit")?.integer(1...100) ?? 20
        search.slots = try fields.take("slots")?.integer(1...20) ?? 3
        try fields.finish()
        return search
    }

    private func json(_ found: FoundRoom, _ language: Language, isSeries: Bool) -> JSON {
        let resource = found.resource
        let times = TimeText(zone: environment.zones.zone(named: resource.zone) ?? .utc)
        let slots = found.slots.map { slot -> JSON in
            var members: [JSON.Member] = [
                .init(name: "start", value: .string(times.text(slot.range.start))),
                .init(name: "end", value: .string(times.text(slot.range.end))),
                .init(name: "needsApproval", value: .bool(slot.needsApproval)),
            ]
            if isSeries {
                members.append(.init(name: "instances", value: JSON(slot.instances)))
                members.append(.init(name: "declined", value: .array(slot.declined.map(times.range))))
            }
            return .object(members)
        }
        return [
            "resource": .string(resource.id.rawValue),
            "name": .string(language == .fr ? resource.names.fr : resource.names.en),
            "capacity": JSON(resource.capacity), "site": JSON(resource.site), "building": JSON(resource.building),
            "floor": JSON(resource.floor), "timeZone": .string(times.zone.identifier), "slots": .array(slots),
        ]
    }
}
