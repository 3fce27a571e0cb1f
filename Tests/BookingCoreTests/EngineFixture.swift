import BookingCore
import CalendarTime

/// A room at a fixed Monday, 2027-01-04T08:00:00Z, in UTC unless told otherwise. Hours are counted from that day's
/// midnight.
struct EngineFixture {
    static let midnight = Instant(rfc3339: "2027-01-04T00:00:00Z") ?? .distantPast
    static let hour: Int64 = 3_600
    static let day: Int64 = 86_400

    var room = Resource(
        id: "salle", names: LocalizedText("Salle"), address: "salle@ville.example", zone: "UTC")
    var related: [RelatedResource] = []
    var schedules: [ResourceID: ResourceSchedule] = [:]
    var now = EngineFixture.midnight.adding(8 * EngineFixture.hour)
    private(set) var bookings: [BookingID: Booking] = [:]
    private var lastID: Int64 = 0

    static func range(day: Int64 = 0, _ from: Double, _ to: Double) -> TimeRange {
        let start = midnight.adding(day * Self.day)
        return TimeRange(
            start: start.adding(Int64(from * Double(hour))), end: start.adding(Int64(to * Double(hour))))
    }

    static func series(_ first: TimeRange, _ rules: String...) -> RecurrenceSet {
        var set = RecurrenceSet(single: first)
        set.rules = rules.compactMap { try? RecurrenceRule(parsing: $0) }
        return set
    }

    var context: EngineContext {
        EngineContext(resource: room, related: related, schedules: schedules, zone: .utc)
    }

    func request(
        _ series: RecurrenceSet, units: Int = 1, people: Int? = nil, isInternal: Bool = true, previous: Booking? = nil
    ) -> BookingRequest {
        BookingRequest(
            booking: previous?.id ?? BookingID(rawValue: lastID + 1), resource: room.id,
            organizer: BookingOrganizer(personID: "p", address: "p@ville.example"), isInternal: isInternal,
            units: units,
            attendeeCount: people, series: series, previous: previous)
    }

    func decide(_ series: RecurrenceSet, units: Int = 1, people: Int? = nil, isInternal: Bool = true) -> BookingDecision
    {
        BookingEngine.decide(
            request(series, units: units, people: people, isInternal: isInternal), in: context, now: now)
    }

    func decide(_ range: TimeRange, units: Int = 1) -> BookingDecision {
        decide(RecurrenceSet(single: range), units: units)
    }

    /// Decides and stores as a store would; gives the decision.
    @discardableResult
    mutating func book(
        _ series: RecurrenceSet, units: Int = 1, people: Int? = nil, previous: Booking? = nil
    )
        -> (decision: BookingDecision, booking: Booking)
    {
        let request = request(series, units: units, people: people, previous: previous)
        lastID = max(lastID, request.booking.rawValue)
        let decision = BookingEngine.decide(request, in: context, now: now)
        let booking = Booking(
            id: request.booking, resource: room.id, uid: "uid-\(request.booking)", organizer: request.organizer,
            title: "Secret", units: units, attendeeCount: people, state: decision.isAccepted ? .confirmed : .declined,
            series: series, instances: decision.instances, decidedThrough: decision.decidedThrough, stamp: now,
            createdAt: previous?.createdAt ?? now.adding(request.booking.rawValue), updatedAt: now)
        store(booking, replacing: previous)
        return (decision, booking)
    }

    @discardableResult
    mutating func book(_ range: TimeRange, units: Int = 1) -> (decision: BookingDecision, booking: Booking) {
        book(RecurrenceSet(single: range), units: units)
    }

    mutating func store(_ booking: Booking, replacing previous: Booking?) {
        bookings[booking.id] = booking
        schedules[booking.resource, default: ResourceSchedule()].apply(old: previous, new: booking)
    }

    /// Extends the open series, oldest first, as the store does before it decides.
    mutating func extendOpenSeries() {
        for open in schedules[room.id]?.openSeries ?? [] {
            guard let old = bookings[open.booking], let decision = BookingEngine.extend(old, in: context, now: now)
            else {
                continue
            }
            var new = old
            new.instances = decision.instances
            new.decidedThrough = decision.decidedThrough
            store(new, replacing: old)
        }
    }
}

extension BookedInstance {
    var isAccepted: Bool { verdict == .accepted }

    var codes: [String] {
        if case .declined(let reasons) = verdict { reasons.map(\.code) } else { [] }
    }
}
