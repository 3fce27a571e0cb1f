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
    /// Who asks: the person with their groups.
    var asker: Set<String> = ["p"]
    var asksAsManager = false
    /// People of single instances.
    var instancePeople: [Instant: Int] = [:]
    var companions: [EngineContext] = []
    var otherBookings: [Booking] = []
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
        var context = EngineContext(resource: room, related: related, schedules: schedules, zone: .utc)
        context.companions = companions
        context.otherBookings = otherBookings
        return context
    }

    func request(
        _ series: RecurrenceSet, units: Int = 1, people: Int? = nil, isInternal: Bool = true, previous: Booking? = nil
    ) -> BookingRequest {
        var request = BookingRequest(
            booking: previous?.id ?? BookingID(rawValue: lastID + 1), resource: room.id,
            organizer: BookingOrganizer(personID: "p", address: "p@ville.example"), isInternal: isInternal,
            units: units, attendeeCount: people, series: series, previous: previous)
        request.organizerIDs = isInternal ? asker : []
        request.isManager = asksAsManager
        request.instanceAttendees = instancePeople
        return request
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
        _ series: RecurrenceSet, units: Int = 1, people: Int? = nil, isInternal: Bool = true, previous: Booking? = nil
    )
        -> (decision: BookingDecision, booking: Booking)
    {
        let request = request(series, units: units, people: people, isInternal: isInternal, previous: previous)
        lastID = max(lastID, request.booking.rawValue)
        let decision = BookingEngine.decide(request, in: context, now: now)
        let booking = Booking(
            id: request.booking, resource: room.id, uid: "uid-\(request.booking)", organizer: request.organizer,
            title: "Secret", units: units, attendeeCount: people, state: decision.bookingState,
            series: series, instances: decision.instances, decidedThrough: decision.decidedThrough, stamp: now,
            createdAt: previous?.createdAt ?? now.adding(request.booking.rawValue), updatedAt: now,
            reasons: decision.reasons, approvedAt: request.keptApproval)
        store(booking, replacing: previous)
        return (decision, booking)
    }

    @discardableResult
    mutating func book(_ range: TimeRange, units: Int = 1) -> (decision: BookingDecision, booking: Booking) {
        book(RecurrenceSet(single: range), units: units)
    }

    /// What a manager's yes makes of a booking, stored where it makes something.
    @discardableResult
    mutating func approve(_ booking: Booking) -> (decision: BookingDecision, booking: Booking) {
        let decision = BookingEngine.approve(booking, in: context, now: now)
        guard decision.isAccepted else { return (decision, booking) }
        var approved = booking
        approved.state = .confirmed
        approved.instances = decision.instances
        approved.decidedThrough = decision.decidedThrough
        approved.approvedAt = now
        store(approved, replacing: booking)
        return (decision, approved)
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

extension BookingDecision {
    var bookingState: BookingState {
        switch verdict {
        case .accepted, .partiallyAccepted: .confirmed
        case .pending: .tentative
        case .declined, .ignored: .declined
        case .waitlisted: .waitlisted
        }
    }

    /// One letter for each instance: accepted, tentative, declined, cancelled, past.
    var letters: String {
        String(
            instances.map { instance -> Character in
                switch instance.verdict {
                case .accepted: "a"
                case .tentative: "t"
                case .declined: "d"
                case .cancelled: "c"
                case .past: "p"
                }
            })
    }
}

extension BookedInstance {
    var isAccepted: Bool { verdict == .accepted }

    var codes: [String] {
        if case .declined(let reasons) = verdict { reasons.map(\.code) } else { [] }
    }
}
