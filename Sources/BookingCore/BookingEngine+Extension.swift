public import CalendarTime

extension BookingEngine {
    /// Decides the instances of an open series that the booking window has reached since.
    ///
    /// Each is answered for itself: the series was accepted, so that no threshold is looked at again, and what a manager
    /// approved is not asked about the rules that managers waive. Of a series that waits for its answer the instances
    /// are held. Older open series have their time before this one, younger ones after it; extend them in the order of
    /// ``ResourceSchedule/openSeries``, applying each answer to the schedule before the next, and before anybody else
    /// is decided on the resource.
    ///
    /// - Returns: every instance, those of before as they are, and the new `decidedThrough`; nil where nothing is due,
    ///   where the resource is out of service, and for a companion's booking, which follows the one that it goes with.
    public static func extend(_ booking: Booking, in context: EngineContext, now: Instant) -> BookingDecision? {
        guard let from = booking.decidedThrough, booking.state.holdsTime, booking.companionOf == nil,
            !context.resource.disabled
        else { return nil }
        let horizon = InstanceSelection.limit(context.resource.policy, now: now)
        guard from < horizon else { return nil }
        var extending = SeriesExtension(booking, from: from, to: horizon, in: context, now: now)
        var instances = booking.instances
        var goesOn = false
        for instance in booking.series.instances(from: from) where instance.range.end > from {
            if instance.range.end > horizon {
                goesOn = true
                if instance.range.start >= horizon { break }
                continue
            }
            instances.append(
                BookedInstance(
                    recurrenceID: instance.recurrenceID, range: instance.range, verdict: extending.verdict(on: instance)
                ))
        }
        instances.sort { ($0.range.start, $0.recurrenceID) < ($1.range.start, $1.recurrenceID) }
        let hasDeclined = instances.contains { if case .declined = $0.verdict { true } else { false } }
        let isPending = booking.state == .tentative && (goesOn || instances.contains { $0.verdict == .tentative })
        return BookingDecision(
            verdict: isPending ? .pending : hasDeclined ? .partiallyAccepted : .accepted, instances: instances,
            decidedThrough: goesOn ? horizon : nil)
    }
}

/// One run of ``BookingEngine/extend(_:in:now:)``.
private struct SeriesExtension {
    private let policy: BookingPolicy
    private let rules: InstanceRules
    private let now: Instant
    private let isHeld: Bool
    private let waivesRules: Bool
    private var occupancy: Occupancy
    private var quota: QuotaUse?

    init(_ booking: Booking, from: Instant, to horizon: Instant, in context: EngineContext, now: Instant) {
        policy = context.resource.policy
        rules = InstanceRules(in: context, now: now, limit: nil)
        self.now = now
        isHeld = booking.holdsLaterInstances
        waivesRules = booking.approvedAt != nil || (isHeld && policy.requestOutOfPolicy != .nobody)
        let own = OpenSeries(
            booking: booking.id, series: booking.series, from: from, units: booking.units, tentative: isHeld,
            createdAt: booking.createdAt, approvedAt: booking.approvedAt)
        let window = TimeRange(start: from, end: horizon)
        // Where managers decide about conflicts, what is confirmed yields to no request.
        let sight: Occupancy.Sight = policy.leavesConflictsToManager && !isHeld ? .confirmedOnly : .policy
        occupancy = Occupancy(
            of: booking.id, units: booking.units, own: booking, in: context, window: window, seeing: sight, before: own)
        quota = QuotaUse(of: booking.id, in: context, window: window)
        let near = window.widened(before: 8 * 86_400, after: 0)
        for instance in booking.instances where instance.takesTime && instance.takenRange.overlaps(near) {
            occupancy.take(instance.takenRange)
            quota?.take(instance.takenRange)
        }
    }

    mutating func verdict(on instance: Instance) -> InstanceVerdict {
        guard instance.blocks else { return .cancelled }
        let range = instance.range
        var refusals = range.end <= now ? [.inThePast] : brokenRules(range)
        if refusals.isEmpty { refusals = conflicts(range) }
        if !refusals.isEmpty { return .declined(refusals) }
        occupancy.take(range)
        quota?.take(range)
        return isHeld ? .tentative : .accepted
    }

    private func brokenRules(_ range: TimeRange) -> [Reason] {
        if policy.autoSchedule == .declineAlways { return [.notPermitted] }
        if waivesRules { return rules.hardRefusals(of: range) }
        return rules.refusals(of: range) + (quota?.refusal(of: range).map { [$0] } ?? [])
    }

    private func conflicts(_ range: TimeRange) -> [Reason] {
        if isHeld, policy.leavesConflictsToManager { return [] }
        let own = policy.notesConflicts ? [] : occupancy.refusals(of: range)
        return own + occupancy.companionRefusals(of: range)
    }
}
