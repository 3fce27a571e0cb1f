import BookingCore
import CalendarTime
import ICalendar

/// Decides for one resource and writes the booking with its decision record. Every door ends here.
struct ResourceDesk {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let door: Door
    /// The person who asks; nil: somebody outside.
    let requester: String?

    /// What is asked of the resource.
    struct Inquiry {
        var resource: Resource
        var uid: String
        var organizer: BookingOrganizer
        var isInternal: Bool
        var units: Int
        var attendeeCount: Int?
        var series: RecurrenceSet
        var title: String
        var visibility: BookingVisibility
        var sequence: Int
        var group: String?
    }

    /// What came of it.
    struct Answer {
        var booking: Booking
        var decision: BookingDecision
        /// False: refused before anything could be written, as for a UID that belongs to somebody else.
        var isStored: Bool
    }

    /// Every resource that must be locked and looked at for a decision about `resource`: all that are joined to it by
    /// being part of one another, over any number of steps. So two wholes that share a part see each other, and each of
    /// the neighbours can be decided about under the same locks.
    static func neighbours(of resource: Resource, in directory: any BookingSnapshot) throws -> [Resource] {
        var found: [ResourceID: Resource] = [resource.id: resource]
        var waiting = [resource]
        while let next = waiting.popLast() {
            for id in try next.parts + directory.wholes(of: next.id) where found[id] == nil {
                guard let neighbour = try directory.resource(id) else { continue }
                found[id] = neighbour
                waiting.append(neighbour)
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// Decides and, unless the UID belongs to another organizer, stores the booking in whatever state came out.
    func submit(_ inquiry: Inquiry) throws -> Answer {
        let resource = inquiry.resource
        let neighbours = try Self.neighbours(of: resource, in: transaction)
        try transaction.require(Set(neighbours.map { LockKey.resource($0.id) }))
        // Before anything is read: the booking in question may itself be a series that goes on.
        for neighbour in neighbours { try extendOpenSeries(of: neighbour, among: neighbours, except: inquiry.uid) }
        let previous = try transaction.booking(resource: resource.id, uid: inquiry.uid)
        if let previous, previous.organizer.key != inquiry.organizer.key {
            let decision = BookingDecision(verdict: .declined, instances: [], reasons: [.notPermitted])
            return Answer(booking: previous, decision: decision, isStored: false)
        }
        let id = try previous?.id ?? newID()
        let request = BookingRequest(
            booking: id, resource: resource.id, organizer: inquiry.organizer, isInternal: inquiry.isInternal,
            units: inquiry.units, attendeeCount: inquiry.attendeeCount, series: inquiry.series,
            previous: previous.flatMap { $0.state == .cancelled ? nil : $0 })
        let context = try context(for: resource, among: neighbours)
        let versions = context.schedules.mapValues(\.changeNumber)
        let decision =
            Self.standingRefusal(of: previous, for: inquiry)
            ?? BookingEngine.decide(request, in: context, now: now)
        let booking = booking(id: id, for: inquiry, decision: decision, previous: previous)
        try transaction.save(booking)
        try record(booking, decision: decision, versions: versions, isNew: previous == nil)
        return Answer(booking: booking, decision: decision, isStored: true)
    }

    /// A human's refusal stands until the event has a time that it had not then (BEHAVIOUR, Recurrence).
    private static func standingRefusal(of previous: Booking?, for inquiry: Inquiry) -> BookingDecision? {
        guard let previous, previous.state == .declined, previous.reasons == [.released],
            previous.units >= inquiry.units
        else { return nil }
        func times(_ series: RecurrenceSet) -> Set<TimeRange> {
            Set(series.instances().prefix(1_000).filter(\.blocks).map(\.range))
        }
        guard times(inquiry.series).isSubset(of: times(previous.series)) else { return nil }
        return BookingDecision(verdict: .declined, instances: previous.instances, reasons: previous.reasons)
    }

    /// Frees everything that the booking holds.
    func cancel(_ booking: Booking, as state: BookingState = .cancelled, reasons: [Reason] = []) throws -> Booking {
        try transaction.require([.resource(booking.resource)])
        var booking = booking
        booking.state = state
        booking.reasons = reasons
        booking.decidedThrough = nil
        booking.instances = booking.instances.map { instance in
            // What has been stays as it was.
            guard instance.range.end > now else { return instance }
            var instance = instance
            instance.verdict = state == .cancelled ? .cancelled : .declined(reasons)
            return instance
        }
        booking.stamp = now
        booking.updatedAt = now
        try transaction.save(booking)
        try transaction.append(
            AuditRecord(
                at: now, actor: requester, door: door,
                action: state == .cancelled ? .bookingCancelled : .bookingDeclined, resource: booking.resource,
                booking: booking.id))
        return booking
    }

    /// Decides what the booking window has reached of series without end, oldest first, before anybody else can ask for
    /// those dates (BEHAVIOUR, Recurrence).
    ///
    /// - Parameter uid: of the event that is decided next: its organizer gets those answers with the others.
    private func extendOpenSeries(
        of resource: Resource, among neighbours: [Resource], except uid: String
    ) throws {
        guard let window = resource.policy.bookingWindow else { return }
        let horizon = now.adding(window)
        for open in try transaction.schedule(of: resource.id).openSeries where open.from < horizon {
            let due = open.series.instances(from: open.from).lazy.first { $0.range.end > open.from }
            guard let due, due.range.end <= horizon, var booking = try transaction.booking(open.booking),
                let decision = BookingEngine.extend(
                    booking, in: try context(for: resource, among: neighbours), now: now)
            else { continue }
            let known = booking.declinedCount
            booking.instances = decision.instances
            booking.decidedThrough = decision.decidedThrough
            let refused = decision.declinedInstances.count > known
            if refused { booking.updatedAt = now }
            try transaction.save(booking)
            if refused, booking.uid != uid {
                try LaterAnswers(transaction: transaction, environment: environment, now: now)
                    .tell(booking, of: resource)
            }
        }
    }

    private func context(for resource: Resource, among neighbours: [Resource]) throws -> EngineContext {
        var schedules: [ResourceID: ResourceSchedule] = [:]
        for neighbour in neighbours { schedules[neighbour.id] = try transaction.schedule(of: neighbour.id) }
        return EngineContext(
            resource: resource,
            related: BookingEngine.conflictClosure(
                of: resource.id, in: Dictionary(uniqueKeysWithValues: neighbours.map { ($0.id, $0) })),
            schedules: schedules, zone: resource.rules(in: environment.zones))
    }

    private func booking(
        id: BookingID, for inquiry: Inquiry, decision: BookingDecision, previous: Booking?
    ) -> Booking {
        Booking(
            id: id, resource: inquiry.resource.id, uid: inquiry.uid, organizer: inquiry.organizer,
            title: inquiry.title, visibility: inquiry.visibility, units: inquiry.units,
            attendeeCount: inquiry.attendeeCount, state: decision.bookingState, series: inquiry.series,
            instances: decision.instances, decidedThrough: decision.decidedThrough, sequence: inquiry.sequence,
            stamp: now, group: inquiry.group ?? previous?.group, createdAt: previous?.createdAt ?? now, updatedAt: now,
            reasons: decision.reasons)
    }

    private func record(
        _ booking: Booking, decision: BookingDecision, versions: [ResourceID: Int64], isNew: Bool
    ) throws {
        try transaction.append(
            DecisionRecord(
                booking: booking.id, resource: booking.resource, decidedAt: now, door: door, requester: requester,
                verdict: decision.verdict, reasons: decision.allReasons, scheduleVersions: versions,
                series: booking.series.encoded(), units: booking.units))
        let action: AuditRecord.Action =
            booking.state == .declined ? .bookingDeclined : (isNew ? .bookingCreated : .bookingChanged)
        try transaction.append(
            AuditRecord(
                at: now, actor: requester, door: door, action: action, resource: booking.resource,
                booking: booking.id))
    }

    /// Time first, so that new rows land beside each other; then 30 random bits.
    private func newID() throws -> BookingID {
        for _ in 0..<8 {
            let random = environment.randomBytes(4).reduce(Int64(0)) { $0 << 8 | Int64($1) } & 0x3FFF_FFFF
            let id = BookingID(rawValue: (now.seconds & 0x1_FFFF_FFFF) << 30 | random)
            if try transaction.booking(id) == nil { return id }
        }
        throw SchedulingError.storeUnavailable(.overloaded)
    }
}

extension Booking {
    var declinedCount: Int {
        instances.count { if case .declined = $0.verdict { true } else { false } }
    }
}

extension BookingDecision {
    /// The state of a booking that was decided like this.
    var bookingState: BookingState {
        switch verdict {
        case .accepted, .partiallyAccepted: .confirmed
        case .pending: .tentative
        case .declined, .ignored: .declined
        case .waitlisted: .waitlisted
        }
    }

    /// The reasons of the whole and of every instance, each once, in order.
    var allReasons: [Reason] {
        var seen: Set<Reason> = []
        let ofInstances = instances.flatMap { instance -> [Reason] in
            if case .declined(let reasons) = instance.verdict { reasons } else { [] }
        }
        return (reasons + ofInstances).filter { seen.insert($0).inserted }
    }
}
