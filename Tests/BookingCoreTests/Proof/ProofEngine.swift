import BookingCore
import CalendarTime

/// The engine beside what a store does for it: schedules and bookings, nothing else.
struct ProofEngine {
    let rooms: [Resource]
    let zone: ZoneRules
    private(set) var bookings: [Int64: Booking] = [:]
    private(set) var schedules: [ResourceID: ResourceSchedule] = [:]
    private let byID: [ResourceID: Resource]

    init(_ rooms: [Resource], zone: ZoneRules) {
        self.rooms = rooms
        self.zone = zone
        byID = Dictionary(uniqueKeysWithValues: rooms.map { ($0.id, $0) })
    }

    func context(of room: Int, for person: String) -> EngineContext {
        var context = EngineContext(
            resource: rooms[room], related: BookingEngine.conflictClosure(of: rooms[room].id, in: byID),
            schedules: schedules, zone: zone)
        if !rooms[room].policy.quotas.isEmpty {
            context.otherBookings = bookings.values.filter {
                $0.resource == rooms[room].id && $0.organizer.personID == person && $0.state.holdsTime
            }
        }
        return context
    }

    private func request(_ ask: ProofAsk) -> BookingRequest {
        var request = BookingRequest(
            booking: BookingID(rawValue: ask.booking), resource: rooms[ask.room].id,
            organizer: Self.organizer(ask.person),
            isInternal: ask.isInternal, units: ask.units, attendeeCount: ask.people, series: ask.series,
            previous: bookings[ask.booking])
        request.organizerIDs = [ask.person]
        request.isManager = ask.isManager
        return request
    }

    func decide(_ ask: ProofAsk, now: Instant) -> BookingDecision {
        BookingEngine.decide(request(ask), in: context(of: ask.room, for: ask.person), now: now)
    }

    static func organizer(_ person: String) -> BookingOrganizer {
        BookingOrganizer(personID: person, address: "\(person)@ville.example")
    }

    mutating func store(_ decision: BookingDecision, for ask: ProofAsk, now: Instant) {
        let previous = bookings[ask.booking]
        var booking = Booking(
            id: BookingID(rawValue: ask.booking), resource: rooms[ask.room].id, uid: "uid-\(ask.booking)",
            organizer: Self.organizer(ask.person), title: "Secret", units: ask.units, attendeeCount: ask.people,
            state: decision.storedState, series: ask.series,
            instances: decision.instances, decidedThrough: decision.decidedThrough, stamp: now,
            createdAt: previous?.createdAt ?? now, updatedAt: now, reasons: decision.reasons)
        booking.approvedAt = request(ask).keptApproval
        store(booking)
    }

    mutating func cancel(_ id: Int64) {
        guard var booking = bookings[id] else { return }
        booking.state = .cancelled
        store(booking)
    }

    // MARK: Managers

    mutating func approve(_ id: Int64, now: Instant) -> BookingDecision? {
        guard var booking = bookings[id], let room = rooms.firstIndex(where: { $0.id == booking.resource }) else {
            return nil
        }
        let decision = BookingEngine.approve(
            booking, in: context(of: room, for: booking.organizer.personID ?? ""), now: now)
        guard decision.isAccepted else { return decision }
        booking.state = .confirmed
        booking.instances = decision.instances
        booking.decidedThrough = decision.decidedThrough
        booking.approvedAt = now
        store(booking)
        for (number, other) in rooms.enumerated() {
            let holds = bookings.values.filter { $0.resource == other.id && $0.state == .tentative }
            let context = context(of: number, for: "")
            for hold in BookingEngine.displaced(by: booking, among: holds, in: context, now: now) { store(hold) }
        }
        return decision
    }

    mutating func refuse(_ id: Int64) {
        guard var booking = bookings[id] else { return }
        booking.state = .declined
        booking.reasons = [.notApproved]
        booking.decidedThrough = nil
        for position in booking.instances.indices where booking.instances[position].takesTime {
            booking.instances[position].verdict = .declined([.notApproved])
        }
        store(booking)
    }

    private mutating func store(_ booking: Booking) {
        let old = bookings[booking.id.rawValue]
        bookings[booking.id.rawValue] = booking
        schedules[booking.resource, default: ResourceSchedule()].apply(old: old, new: booking)
    }

    /// Extends the open series of every room, oldest first; gives what was decided.
    mutating func extendAll(now: Instant) -> [(booking: Int64, decision: BookingDecision)] {
        var extended: [(Int64, BookingDecision)] = []
        for (number, room) in rooms.enumerated() {
            for open in schedules[room.id]?.openSeries ?? [] {
                guard var booking = bookings[open.booking.rawValue],
                    let decision = BookingEngine.extend(
                        booking, in: context(of: number, for: booking.organizer.personID ?? ""), now: now)
                else { continue }
                booking.instances = decision.instances
                booking.decidedThrough = decision.decidedThrough
                store(booking)
                extended.append((booking.id.rawValue, decision))
            }
        }
        return extended
    }
}

extension BookingDecision {
    /// The state in which a booking is kept after this answer.
    var storedState: BookingState {
        switch verdict {
        case .accepted, .partiallyAccepted: .confirmed
        case .pending: .tentative
        case .waitlisted: .waitlisted
        case .declined, .ignored: .declined
        }
    }
}

/// The engine's answers in the model's words.
extension ModelDecision {
    init(_ decision: BookingDecision) {
        self.init(
            verdict: decision.verdict.rawValue, instances: decision.instances.map(ModelInstance.init),
            reasons: decision.reasons.map(Self.text), decidedThrough: decision.decidedThrough?.seconds,
            laterCount: decision.laterClashes?.count ?? 0,
            laterFirst: decision.laterClashes?.first.map(\.start.seconds) ?? [])
    }

    static func text(_ reason: Reason) -> String {
        switch reason {
        case .conflict(let conflicts): "conflict" + text(conflicts)
        case .partInUse(let id, let conflicts): "partInUse(\(id))" + text(conflicts)
        case .unitsExhausted(let available, let requested, _): "unitsExhausted(\(available) of \(requested))"
        case .tooManyConflicts(let conflicts, let instances, let allowed, let first):
            "tooManyConflicts(\(conflicts) of \(instances), allowed \(allowed))\(first.map(\.start.seconds))"
        case .beyondLimits(let limit): "beyondLimits(\(limit))"
        case .quotaExceeded(.futureBookings(let limit)): "quotaExceeded(\(limit) bookings)"
        case .quotaExceeded(.hoursPerWeek(let limit, let week)): "quotaExceeded(\(limit) s in \(week))"
        case .resourceClosed(let date?, _): "resourceClosed(\(date))"
        default: reason.code
        }
    }

    private static func text(_ conflicts: [Conflict]) -> String {
        conflicts.count > 9
            ? "[…]"
            : "\(conflicts.map { "\($0.booking?.rawValue ?? 0)@\($0.range.start.seconds)" }.sorted())"
    }
}

extension ModelInstance {
    init(_ instance: BookedInstance) {
        let verdict: ModelVerdict =
            switch instance.verdict {
            case .accepted: .accepted
            case .tentative: .tentative
            case .declined(let reasons): .declined(reasons.map(ModelDecision.text))
            case .cancelled: .cancelled
            case .past: .declined(["past"])
            }
        self.init(
            id: instance.recurrenceID.seconds, start: instance.range.start.seconds, end: instance.range.end.seconds,
            verdict: verdict)
    }
}
