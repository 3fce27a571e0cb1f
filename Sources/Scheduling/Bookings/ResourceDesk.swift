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
        /// True where a refusal changes nothing: the time that the booking has is no offer then.
        var keepsFormerTime = false
    }

    /// What came of it.
    struct Answer {
        var booking: Booking
        var decision: BookingDecision
        /// False: nothing was written, because the UID belongs to somebody else, or because nothing is to be answered.
        var isStored: Bool
        /// The booking as it was before.
        var previous: Booking?
        /// What could be had instead of what is refused.
        var alternatives: [Alternative] = []
        /// As it was written down.
        var record: DecisionRecord?
    }

    /// How an inquiry would be answered, nothing written.
    struct Judgement {
        var request: BookingRequest
        var context: EngineContext
        var decision: BookingDecision
        var previous: Booking?
        var kind = DecisionBasis.Kind.request
        /// What was looked at; nil where it was not asked for.
        var facts: DecisionFacts?
    }

    /// Decides and, unless the UID belongs to another organizer or the request is to be ignored, stores the booking in
    /// whatever state came out, with what is booked along with it.
    func submit(_ inquiry: Inquiry) throws -> Answer {
        let judgement = try judge(inquiry, recording: true)
        let previous = judgement.previous
        if let previous, previous.organizer.key != inquiry.organizer.key {
            return Answer(booking: previous, decision: judgement.decision, isStored: false, previous: previous)
        }
        var booking = booking(for: inquiry, judgement)
        if judgement.decision.verdict == .ignored {
            return Answer(booking: booking, decision: judgement.decision, isStored: false, previous: nil)
        }
        let alternatives = try self.alternatives(to: judgement, for: inquiry)
        booking = try save(booking, replacing: previous)
        try setCompanions(of: booking, on: inquiry.resource, invited: inquiry.invited)
        let record = try record(
            judgement.decision, of: booking, judgement.request, in: judgement.context, kind: judgement.kind,
            facts: judgement.facts, alternatives: alternatives)
        try audit(booking, isNew: previous == nil)
        return Answer(
            booking: booking, decision: judgement.decision, isStored: true, previous: previous,
            alternatives: alternatives, record: record)
    }

    /// Looked for before the answer is stored: what is offered is what is free then, the booking's own former time with it.
    private func alternatives(to judgement: Judgement, for inquiry: Inquiry) throws -> [Alternative] {
        guard judgement.kind == .request else { return [] }
        return try AlternativeService(snapshot: transaction, environment: environment, now: now).alternatives(
            for: judgement.request, refused: judgement.decision, in: judgement.context, uid: inquiry.uid,
            invited: inquiry.invited, keepsFormerTime: inquiry.keepsFormerTime)
    }

    /// Decides and stores nothing but what the booking window has reached of older series.
    func judge(_ inquiry: Inquiry, recording: Bool = false) throws -> Judgement {
        let resource = inquiry.resource
        let surroundings = try Self.surroundings(of: resource, in: transaction)
        try transaction.require(Set(surroundings.map { LockKey.resource($0.id) }))
        // Before anything is read: the booking in question may itself be a series that goes on.
        for neighbour in surroundings { try rollWindow(of: neighbour, except: inquiry.uid) }
        try promoteWoken(on: surroundings, except: inquiry.uid)
        let previous = try transaction.booking(resource: resource.id, uid: inquiry.uid)
        var request = BookingRequest(
            booking: try previous?.id ?? newID(), resource: resource.id, organizer: inquiry.organizer,
            isInternal: inquiry.isInternal, units: inquiry.units, attendeeCount: inquiry.attendeeCount,
            series: inquiry.series, previous: previous.flatMap { $0.state == .cancelled ? nil : $0 })
        request.instanceAttendees = inquiry.instanceAttendees
        (request.organizerIDs, request.isManager) = try standing(of: inquiry.organizer, towards: resource)
        let context = try context(for: request, on: resource, invited: inquiry.invited)
        var judgement = Judgement(
            request: request, context: context, decision: BookingDecision(verdict: .declined, instances: []),
            previous: previous)
        if let previous, previous.organizer.key != inquiry.organizer.key {
            judgement.decision.reasons = [.notPermitted]
        } else if let standing = StandingRefusal.decision(on: request) {
            judgement.decision = standing
            judgement.kind = .standing
        } else if recording {
            let (decision, facts) = BookingEngine.decideRecording(request, in: context, now: now)
            judgement.decision = Self.answered(decision, to: request)
            judgement.facts = facts
        } else {
            judgement.decision = Self.answered(BookingEngine.decide(request, in: context, now: now), to: request)
        }
        return judgement
    }

    /// What nobody is to be told must not leave a booking behind that nobody knows of.
    static func answered(_ decision: BookingDecision, to request: BookingRequest) -> BookingDecision {
        guard decision.verdict == .ignored, request.previous != nil else { return decision }
        var decision = decision
        decision.verdict = .declined
        if decision.reasons.isEmpty { decision.reasons = [.externalOrganizer] }
        return decision
    }

    /// Frees everything that the booking holds.
    func cancel(_ previous: Booking, as state: BookingState = .cancelled, reasons: [Reason] = []) throws -> Booking {
        try transaction.require([.resource(previous.resource)])
        var booking = previous
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
        booking = try save(booking, replacing: previous)
        try transaction.record(
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
        booking.approvedAt = judgement.request.keptApproval
        guard let previous, previous.state != .cancelled else { return booking }
        booking.keepPresence(of: previous)
        if previous.series == booking.series, previous.units == booking.units {
            if isWaiting, previous.state == booking.state {
                booking.waitingSince = previous.waitingSince ?? previous.createdAt
            }
            if previous.state == booking.state || booking.state.holdsTime {
                booking.managerComment = previous.managerComment
            }
            if previous.state == .ended, booking.state == .confirmed { booking.state = .ended }
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
        try transaction.record(
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
