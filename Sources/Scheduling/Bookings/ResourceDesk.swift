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
        /// Of instances with attendees of their own, by recurrence id.
        var instanceAttendees: [Instant: Int] = [:]
        var series: RecurrenceSet
        var title: String
        var visibility: BookingVisibility
        var sequence: Int
        var group: String?
        /// The address of the group of rooms that was invited, of which this resource is tried.
        var requestedAs: String?
        /// Every resource that the event invites by itself: those answer for themselves.
        var invited: Set<ResourceID> = []
    }

    /// What came of it.
    struct Answer {
        var booking: Booking
        var decision: BookingDecision
        /// False: nothing was written, because the UID belongs to somebody else, or because nothing is to be answered.
        var isStored: Bool
        /// The booking as it was before.
        var previous: Booking?
    }

    /// How an inquiry would be answered, nothing written.
    struct Judgement {
        var request: BookingRequest
        var context: EngineContext
        var decision: BookingDecision
        var previous: Booking?
    }

    /// Decides and, unless the UID belongs to another organizer or the request is to be ignored, stores the booking in
    /// whatever state came out, with what is booked along with it.
    func submit(_ inquiry: Inquiry) throws -> Answer {
        let judgement = try judge(inquiry)
        let previous = judgement.previous
        if let previous, previous.organizer.key != inquiry.organizer.key {
            return Answer(booking: previous, decision: judgement.decision, isStored: false, previous: previous)
        }
        let booking = booking(for: inquiry, judgement)
        if judgement.decision.verdict == .ignored {
            return Answer(booking: booking, decision: judgement.decision, isStored: false, previous: nil)
        }
        try transaction.save(booking)
        try setCompanions(of: booking, on: inquiry.resource, invited: inquiry.invited)
        try record(judgement.decision, of: booking, judgement.request, in: judgement.context)
        try audit(booking, isNew: previous == nil)
        return Answer(booking: booking, decision: judgement.decision, isStored: true, previous: previous)
    }

    /// Decides and stores nothing but what the booking window has reached of older series.
    func judge(_ inquiry: Inquiry) throws -> Judgement {
        let resource = inquiry.resource
        let surroundings = try Self.surroundings(of: resource, in: transaction)
        try transaction.require(Set(surroundings.map { LockKey.resource($0.id) }))
        // Before anything is read: the booking in question may itself be a series that goes on.
        for neighbour in surroundings { try extendOpenSeries(of: neighbour, except: inquiry.uid) }
        let previous = try transaction.booking(resource: resource.id, uid: inquiry.uid)
        var request = BookingRequest(
            booking: try previous?.id ?? newID(), resource: resource.id, organizer: inquiry.organizer,
            isInternal: inquiry.isInternal, units: inquiry.units, attendeeCount: inquiry.attendeeCount,
            series: inquiry.series, previous: previous.flatMap { $0.state == .cancelled ? nil : $0 })
        request.instanceAttendees = inquiry.instanceAttendees
        (request.organizerIDs, request.isManager) = try standing(of: inquiry.organizer, towards: resource)
        let context = try context(for: request, on: resource, invited: inquiry.invited)
        let decision: BookingDecision
        if let previous, previous.organizer.key != inquiry.organizer.key {
            decision = BookingDecision(verdict: .declined, instances: [], reasons: [.notPermitted])
        } else if let standing = StandingRefusal.decision(on: request) {
            decision = standing
        } else {
            decision = Self.decide(request, in: context, now: now)
        }
        return Judgement(request: request, context: context, decision: decision, previous: previous)
    }

    /// What nobody is to be told must not leave a booking behind that nobody knows of.
    static func decide(_ request: BookingRequest, in context: EngineContext, now: Instant) -> BookingDecision {
        var decision = BookingEngine.decide(request, in: context, now: now)
        if decision.verdict == .ignored, request.previous != nil {
            decision.verdict = .declined
            if decision.reasons.isEmpty { decision.reasons = [.externalOrganizer] }
        }
        return decision
    }

    /// Frees everything that the booking holds.
    func cancel(_ booking: Booking, as state: BookingState = .cancelled, reasons: [Reason] = []) throws -> Booking {
        try transaction.require([.resource(booking.resource)])
        var booking = booking
        booking.state = state
        booking.reasons = reasons
        booking.decidedThrough = nil
        booking.waitingSince = nil
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
        try followCompanions(of: booking)
        try transaction.append(
            AuditRecord(
                at: now, actor: requester, door: door,
                action: state == .cancelled ? .bookingCancelled : .bookingDeclined, resource: booking.resource,
                booking: booking.id))
        return booking
    }

    private func booking(for inquiry: Inquiry, _ judgement: Judgement) -> Booking {
        let (decision, previous) = (judgement.decision, judgement.previous)
        var booking = Booking(
            id: judgement.request.booking, resource: inquiry.resource.id, uid: inquiry.uid,
            organizer: inquiry.organizer, title: inquiry.title, visibility: inquiry.visibility, units: inquiry.units,
            attendeeCount: inquiry.attendeeCount, state: decision.bookingState, series: inquiry.series,
            instances: decision.instances, decidedThrough: decision.decidedThrough, sequence: inquiry.sequence,
            stamp: now, group: inquiry.group ?? previous?.group, createdAt: previous?.createdAt ?? now, updatedAt: now,
            reasons: decision.reasons, requestedAs: inquiry.requestedAs)
        let isWaiting = booking.state == .waitlisted || booking.state == .tentative
        booking.waitingSince = isWaiting ? now : nil
        guard let previous, previous.state != .cancelled else { return booking }
        booking.keepPresence(of: previous)
        if previous.series == booking.series, previous.units == booking.units {
            if isWaiting, previous.state == booking.state {
                booking.waitingSince = previous.waitingSince ?? previous.createdAt
            }
            if previous.state == booking.state || booking.state.holdsTime {
                booking.managerComment = previous.managerComment
            }
            let isUnderWay = previous.state == .checkedIn || previous.state == .ended
            if isUnderWay, booking.state == .confirmed { booking.state = previous.state }
        }
        return booking
    }

    private func audit(_ booking: Booking, isNew: Bool) throws {
        let action: AuditRecord.Action =
            switch booking.state {
            case .declined: .bookingDeclined
            case .waitlisted: .bookingWaitlisted
            default: isNew ? .bookingCreated : .bookingChanged
            }
        try transaction.append(
            AuditRecord(
                at: now, actor: requester, door: door, action: action, resource: booking.resource,
                booking: booking.id))
    }

    /// Time first, so that new rows land beside each other; then 30 random bits.
    func newID() throws -> BookingID {
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

    /// Who has come and gone stays known of instances that did not move.
    fileprivate mutating func keepPresence(of previous: Booking) {
        let known = previous.instances.filter { $0.checkedInAt != nil || $0.endedAt != nil }
        guard !known.isEmpty else { return }
        let former = Dictionary(known.map { ($0.recurrenceID, $0) }, uniquingKeysWith: { $1 })
        for index in instances.indices where instances[index].takesTime {
            guard let old = former[instances[index].recurrenceID], old.range == instances[index].range else { continue }
            instances[index].checkedInAt = instances[index].checkedInAt ?? old.checkedInAt
            instances[index].endedAt = instances[index].endedAt ?? old.endedAt
        }
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
