import CalendarTime
import Foundation

@testable import BookingCore

/// A house of rooms around Salle Jaurès (`jaures`, 10 people, first floor of the town hall). Today is Monday
/// 2027-01-04, 8:00 in UTC; hours are counted from that day's midnight unless another day is named.
struct AlternativeHouse {
    static let midnight = Instant(rfc3339: "2027-01-04T00:00:00Z") ?? .distantPast
    static let paris =
        ZoneDatabase(version: "system") { name in
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
        }.zone(named: "Europe/Paris") ?? .utc

    var rooms: [ResourceID: Resource] = [:]
    var schedules: [ResourceID: ResourceSchedule] = [:]
    var companions: [ResourceID: [ResourceID]] = [:]
    var others: [ResourceID: [Booking]] = [:]
    var now = AlternativeHouse.midnight.adding(8 * 3_600)
    var zone = ZoneRules.utc
    private var lastID: Int64 = 1_000

    init(_ rooms: [Resource] = [AlternativeHouse.room("jaures")]) {
        for room in rooms { self.rooms[room.id] = room }
    }

    static func room(
        _ id: String, _ capacity: Int? = 10, site: String? = "mairie", building: String? = "hotel",
        floor: String? = "1", features: [String] = [], stepFree: Bool = false, kind: ResourceKind = .room,
        _ change: (inout Resource) -> Void = { _ in }
    ) -> Resource {
        var room = Resource(
            id: ResourceID(validating: id) ?? "room", kind: kind, names: LocalizedText("Salle \(id)"),
            address: "\(id)@ville.example", site: site, building: building, floor: floor, capacity: capacity,
            features: features, zone: "UTC", stepFree: stepFree)
        change(&room)
        return room
    }

    var jaures: Resource {
        get { rooms["jaures"] ?? Self.room("jaures") }
        set { rooms["jaures"] = newValue }
    }

    // MARK: Time

    /// Such as `10:00-11:00`, on the day so many days after the Monday; by the wall clock of `zone`.
    func range(_ text: String, day: Int = 0) -> TimeRange {
        let instants = text.split(separator: "-").map { part in
            let numbers = part.split(separator: ":").compactMap { Int($0) }
            let date = zone.civil(at: Self.midnight.adding(43_200)).date.adding(days: day + (numbers[0] >= 24 ? 1 : 0))
            let civil = CivilDateTime(date: date, hour: numbers[0] % 24, minute: numbers[1])
            return zone.instant(of: civil ?? CivilDateTime(startOf: date))
        }
        return TimeRange(start: instants[0], end: max(instants[0], instants[1]))
    }

    func text(_ range: TimeRange) -> String {
        let (start, end) = (zone.civil(at: range.start), zone.civil(at: range.end))
        func time(_ civil: CivilDateTime) -> String {
            (civil.hour < 10 ? "0" : "") + "\(civil.hour):" + (civil.minute < 10 ? "0" : "") + "\(civil.minute)"
        }
        let monday = zone.civil(at: Self.midnight.adding(43_200)).date.daysSinceEpoch
        let day = start.date.daysSinceEpoch - monday
        let until = end.date == start.date ? time(end) : "\(end.date.daysSinceEpoch - monday)d \(time(end))"
        return (day == 0 ? "" : "\(day)d ") + time(start) + "-" + until
    }

    // MARK: Booking

    mutating func take(_ room: ResourceID, _ text: String..., day: Int = 0, units: Int = 1) {
        for text in text { take(room, [range(text, day: day)], units: units) }
    }

    @discardableResult
    mutating func take(_ room: ResourceID, _ ranges: [TimeRange], units: Int = 1) -> Booking {
        lastID += 1
        let booking = Booking(
            id: BookingID(rawValue: lastID), resource: room, uid: "uid-\(lastID)",
            organizer: BookingOrganizer(personID: "q", address: "q@ville.example"), title: "Secret", units: units,
            state: .confirmed, series: RecurrenceSet(single: ranges[0]),
            instances: ranges.map { BookedInstance(recurrenceID: $0.start, range: $0, verdict: .accepted) },
            stamp: now, createdAt: now, updatedAt: now)
        schedules[room, default: ResourceSchedule()].apply(old: nil, new: booking)
        return booking
    }

    /// Takes an endless series of which nothing is stored.
    mutating func takeOpen(_ room: ResourceID, _ series: RecurrenceSet) {
        lastID += 1
        var booking = Booking(
            id: BookingID(rawValue: lastID), resource: room, uid: "uid-\(lastID)",
            organizer: BookingOrganizer(personID: "q", address: "q@ville.example"), title: "Secret",
            state: .confirmed, series: series, instances: [], stamp: now, createdAt: now, updatedAt: now)
        booking.decidedThrough = now.adding(-86_400)
        schedules[room, default: ResourceSchedule()].apply(old: nil, new: booking)
    }

    static func series(_ first: TimeRange, _ rule: String) -> RecurrenceSet {
        var set = RecurrenceSet(single: first)
        set.rules = [try? RecurrenceRule(parsing: rule)].compactMap { $0 }
        return set
    }

    // MARK: Asking

    func context(of id: ResourceID) -> EngineContext? {
        guard let room = rooms[id] else { return nil }
        var context = EngineContext(
            resource: room, related: BookingEngine.conflictClosure(of: id, in: rooms), schedules: schedules, zone: zone)
        context.otherBookings = others[id] ?? []
        context.companions = (companions[id] ?? []).compactMap { self.context(of: $0) }
        return context
    }

    func request(_ series: RecurrenceSet, people: Int? = nil, units: Int = 1) -> BookingRequest {
        var request = BookingRequest(
            booking: BookingID(rawValue: 1), resource: "jaures",
            organizer: BookingOrganizer(personID: "p", address: "p@ville.example"), isInternal: true, units: units,
            attendeeCount: people, series: series)
        request.organizerIDs = ["p"]
        return request
    }

    func decide(_ request: BookingRequest) -> BookingDecision {
        guard let context = context(of: request.resource) else {
            return BookingDecision(verdict: .declined, instances: [])
        }
        return BookingEngine.decide(request, in: context, now: now)
    }

    func alternatives(
        to request: BookingRequest, limit: Int = 3, keptTimes: Set<TimeRange> = []
    ) -> (offers: [Alternative], search: AlternativeSearch) {
        guard let context = context(of: request.resource) else { preconditionFailure("no such room") }
        var search = AlternativeSearch(
            request, decided: decide(request), in: context, keptTimes: keptTimes, limit: limit, now: now)
        let offers = search.run(among: rooms.values.sorted { $0.id < $1.id }) { self.context(of: $0.id) }
        return (offers, search)
    }

    /// What is offered to somebody who asks for Salle Jaurès, in words.
    func offers(
        _ text: String, day: Int = 0, people: Int? = nil, units: Int = 1, limit: Int = 3, kept: [String] = []
    ) -> [String] {
        let request = request(RecurrenceSet(single: range(text, day: day)), people: people, units: units)
        return alternatives(to: request, limit: limit, keptTimes: Set(kept.map { range($0) })).offers.map(words)
    }

    /// Every other room that is offered.
    func rooms(_ text: String, people: Int? = nil) -> [String] {
        let request = request(RecurrenceSet(single: range(text)), people: people)
        return alternatives(to: request, limit: 100).offers.map(\.resource.rawValue).filter { $0 != "jaures" }
    }

    func words(_ alternative: Alternative) -> String {
        let approval = alternative.needsApproval ? " on request" : ""
        switch alternative.offer {
        case .otherTime(let range): return text(range) + approval
        case .otherTimeOfInstance(let time):
            return text(TimeRange(start: time.recurrenceID, end: time.recurrenceID)) + " → " + text(time.range)
                + approval
        case .otherResource: return alternative.resource.rawValue + approval
        case .otherResourceForSeries: return alternative.resource.rawValue + " for all" + approval
        case .otherResourceForInstances(let times):
            return alternative.resource.rawValue + " for " + times.map { text($0.range) }.joined(separator: ", ")
                + approval
        }
    }
}
