public import CalendarTime

/// When time alone changes a booking.
extension Booking {
    /// How long after its moment a duty is still done where something else was written in between: a server that stood
    /// still catches up, and a rule that is new releases nobody who sits in the room already.
    static let grace: Int64 = 120

    /// When the server must look at the booking by itself: the earliest of
    ///
    /// - for a request: the end of its time to be answered, and not later than its last undecided instance begins;
    /// - on the waitlist: the end of the last instance that it waits for;
    /// - for a booking: the end of the time to check in to the next instance that needs it, the end of an instance to
    ///   which somebody has checked in where others follow, and, of a series without end, when the booking window
    ///   reaches the next instance.
    ///
    /// A booking that goes with another one changes with that one. Nothing happens to a booking by ending: see
    /// ``state(at:)``.
    ///
    /// - Parameter now: what should have happened before, and was not waited for, is not made up for.
    public func nextDeadline(on resource: Resource, now: Instant) -> Instant? {
        guard companionOf == nil else { return nil }
        let policy = resource.policy
        // What is out of service decides nothing about later dates until it is back.
        let windowDeadline = resource.disabled ? nil : windowDeadline(policy)
        let moments: [Instant?] =
            switch state {
            case .tentative: [approvalDeadline(policy), windowDeadline]
            case .waitlisted: [waitingDeadline(now: now)]
            case .confirmed, .checkedIn:
                [
                    instancesToRelease(policy, now: now).lazy.map { $0.closing }.min(), endOfPresence,
                    windowDeadline,
                ]
            case .ended, .declined, .cancelled, .released: []
            }
        return moments.compactMap { $0 }.min()
    }

    /// By when a manager must have answered; nil: whenever they like.
    public func approvalDeadline(_ policy: BookingPolicy) -> Instant? {
        guard state == .tentative else { return nil }
        let since = waitingSince ?? createdAt
        let expiry = policy.approval.pendingExpiry.map(since.adding)
        guard decidedThrough == nil else { return expiry }
        let undecided = instances.lazy.filter { $0.verdict == .tentative }
        guard let last = undecided.max(by: { $0.range.start < $1.range.start }) else { return since }
        // What was asked for when it had begun can be answered while it lasts.
        let latest = last.range.start > since ? last.range.start : last.range.end
        return min(expiry ?? latest, latest)
    }

    /// The instances to which nobody has checked in, with the end of the time to do so, by start.
    public func instancesToRelease(
        _ policy: BookingPolicy, now: Instant
    ) -> [(recurrenceID: Instant, closing: Instant)] {
        let rule = policy.checkIn
        guard rule.required, rule.autoRelease, companionOf == nil else { return [] }
        let floor = deadline.map { min($0, now).adding(-Self.grace) } ?? now
        var found: [(recurrenceID: Instant, closing: Instant)] = []
        for instance in instances where instance.verdict == .accepted && !instance.range.isEmpty {
            guard instance.checkedInAt == nil, instance.endedAt == nil, needsCheckIn(instance, rule) else { continue }
            let closing = instance.range.start.adding(rule.after)
            // Nothing is left to free of what is over, and nobody could check in before they had the time: who got it by
            // the waitlist or by a manager's late word is there already.
            guard instance.range.end > max(closing, now), closing >= floor, closing > max(createdAt, stamp) else {
                continue
            }
            found.append((instance.recurrenceID, closing))
            if closing > now { break }
        }
        return found
    }

    /// When one may check in to the instance, both ends included.
    public func checkInWindow(of instance: BookedInstance, _ rule: CheckInRule) -> TimeRange {
        let opening = instance.range.start.adding(-rule.before)
        let closing = instance.range.start.adding(rule.after)
        // What was given after that can be confirmed while it lasts.
        let end = closing > max(createdAt, stamp) ? closing : max(closing, instance.range.end)
        return TimeRange(start: opening, end: max(opening, end))
    }

    /// Whether the exemptions of the rule leave the instance out.
    public func needsCheckIn(_ instance: BookedInstance, _ rule: CheckInRule) -> Bool {
        if let longest = rule.exemptLongerThan, instance.range.duration > longest { return false }
        if let within = rule.exemptBookedWithin, instance.range.start < createdAt.adding(within) { return false }
        return true
    }

    /// The series is confirmed again when the instance that somebody has checked in to is over.
    private var endOfPresence: Instant? {
        guard state == .checkedIn, let present = instances.last(where: { $0.checkedInAt != nil }) else { return nil }
        let goesOn =
            decidedThrough != nil || instances.contains { $0.takesTime && $0.range.start >= present.range.end }
        return goesOn ? present.takenRange.end : nil
    }

    /// When the window reaches the end of the next instance of an open series.
    private func windowDeadline(_ policy: BookingPolicy) -> Instant? {
        guard let decidedThrough, state.holdsTime else { return nil }
        let window = policy.bookingWindow ?? BookingPolicy.defaultBookingWindow
        func first(where isMeant: (Instance) -> Bool) -> Instance? {
            series.instances(from: decidedThrough).first { $0.range.end > decidedThrough && isMeant($0) }
        }
        let canBlock = series.blocks || series.overrides.contains(where: \.blocks)
        let next = (canBlock ? first(where: \.blocks) : nil) ?? first { _ in true }
        guard let next else { return decidedThrough.adding(-window) }
        return next.range.end <= .maxDateTime ? next.range.end.adding(-window) : nil
    }

    private func waitingDeadline(now: Instant) -> Instant? {
        if let last = instances.lazy.map(\.range.end).max(), last > now { return last }
        return series.instances(from: now).lazy.first { $0.range.end > now }?.range.end ?? now
    }

    /// The state that a reader sees: what is over has ended. Nothing is written when a booking ends by the clock, so that
    /// neither feeds nor calendars change because time passes; an early end is written.
    public func state(at now: Instant) -> BookingState {
        guard state == .confirmed || state == .checkedIn, decidedThrough == nil else { return state }
        let taken = instances.lazy.filter(\.takesTime)
        guard let last = taken.map(\.takenRange.end).max() else { return state }
        return last <= now ? .ended : state
    }
}
