import CalendarTime

/// Decides whether something can be offered, and counts the work.
///
/// What is offered has to be free and within the rules, also where the policy would take a request that is neither: a
/// resource that accepts conflicts, or hands them to a manager, is no alternative while it is busy. So each offer is
/// decided twice: by the strict form of the policy, and as it would be if it was asked for.
struct OfferJudge {
    enum Verdict {
        case free(needsApproval: Bool)
        case refused([Reason])
    }

    let now: Instant
    /// How often the engine decided.
    private(set) var decisions = 0
    /// How many instances it was given.
    private(set) var instances = 0
    /// How often it was given a series that goes on past what is decided.
    private(set) var endlessDecisions = 0

    init(now: Instant) { self.now = now }

    mutating func judge(_ request: BookingRequest, in offered: OfferContext, instances count: Int = 1) -> Verdict {
        let strict = decide(request, in: offered.strict, instances: count)
        guard strict.verdict == .accepted, strict.laterClashes == nil else { return .refused(strict.refusals) }
        if offered.isAlreadyStrict { return .free(needsApproval: false) }
        let real = decide(request, in: offered.asked, instances: count)
        switch real.verdict {
        case .accepted: return .free(needsApproval: false)
        case .pending where real.declinedInstances.isEmpty: return .free(needsApproval: true)
        default: return .refused(real.refusals)
        }
    }

    mutating func decide(_ request: BookingRequest, in context: EngineContext, instances count: Int) -> BookingDecision
    {
        decisions += 1
        if request.series.isEndless { endlessDecisions += 1 }
        instances += count
        return BookingEngine.decide(request, in: context, now: now)
    }
}

/// What a decision about an offer looks at.
struct OfferContext {
    /// As it would be asked for.
    var asked: EngineContext
    /// With the strict form of the policy.
    var strict: EngineContext
    /// The strict form takes what the policy takes.
    var isAlreadyStrict: Bool

    init(_ context: EngineContext, openingHours: OpeningHours? = nil) {
        asked = context
        strict = context
        var policy = context.resource.policy
        policy.allowConflicts = false
        if policy.autoSchedule != .declineAlways { policy.autoSchedule = .automatic }
        policy.bookInPolicy = .everyone
        policy.requestOutOfPolicy = .nobody
        if policy.externalOrganizers == .approve { policy.externalOrganizers = .accept }
        policy.waitlist = false
        if let openingHours {
            policy.openingHoursOnly = true
            strict.resource.openingHours = openingHours
        }
        strict.resource.policy = policy
        isAlreadyStrict = policy == context.resource.policy
    }

    /// For the parts of a series: each instance is answered for itself.
    mutating func liftThresholds() {
        strict.resource.policy.conflictPercentageAllowed = 100
        strict.resource.policy.maximumConflictInstances = .max
        isAlreadyStrict = false
    }
}

extension BookingDecision {
    /// Why nothing came of a request: the reasons of an instance where it has any, else those of the whole.
    ///
    /// Only requests of one instance ask for it.
    fileprivate var refusals: [Reason] {
        if case .declined(let reasons)? = instances.first?.verdict, !reasons.isEmpty { reasons } else { reasons }
    }
}

extension BookingRequest {
    /// The same request of `resource`, as somebody makes it who has nothing there yet.
    func addressed(to resource: Resource) -> BookingRequest {
        var request = self
        request.previous = nil
        if resource.id != request.resource {
            request.resource = resource.id
            request.isManager = !request.organizerIDs.isDisjoint(with: resource.managers)
        }
        return request
    }

    /// The request of one instance alone, at `range`.
    func only(_ recurrenceID: Instant, at range: TimeRange) -> BookingRequest {
        var request = self
        request.previous = nil
        request.series = RecurrenceSet(single: range)
        request.attendeeCount = instanceAttendees[recurrenceID] ?? attendeeCount
        request.instanceAttendees = [:]
        return request
    }

    /// The request of these instances and no others.
    func only(_ instances: [Instance]) -> BookingRequest {
        var request = self
        request.previous = nil
        request.series = RecurrenceSet(listing: instances)
        return request
    }
}

extension RecurrenceSet {
    /// These instances and no others, each with its recurrence id.
    init(listing instances: [Instance]) {
        let first = instances.first?.range ?? TimeRange(start: .minDateTime, end: .minDateTime)
        self.init(single: first)
        hasMaster = false
        overrides = instances.enumerated().map { position, instance in
            RecurrenceOverride(
                recurrenceID: .utc(instance.recurrenceID), start: .utc(instance.range.start),
                length: .duration(EventDuration(seconds: instance.range.duration)), blocks: instance.blocks,
                tag: position)
        }
    }
}
