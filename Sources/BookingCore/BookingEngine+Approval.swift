public import CalendarTime

extension BookingEngine {
    /// What a manager's yes makes of a request that waits.
    ///
    /// The rules are waived; closures and time that is confirmed for others are not, so that each held instance is
    /// accepted or declined for itself. What others merely hold is not in the way: see
    /// ``displaced(by:among:in:now:)``. Instances that have passed meanwhile are declined with `inThePast`. Of a series
    /// that goes on the later instances are accepted when the window reaches them.
    ///
    /// - Returns: `accepted` or `partiallyAccepted`; `declined` where nothing that was asked for can be had any more: then
    ///   the approval is to be refused for `reasons`, and nothing changes.
    public static func approve(_ booking: Booking, in context: EngineContext, now: Instant) -> BookingDecision {
        var approval = Approval(booking, in: context, now: now)
        return approval.decide()
    }

    /// The holds of one resource that lose time to `booking`, whose time is in the schedules of `context` already.
    ///
    /// A held instance is lost where it has the same time as something that `booking` is given, and cannot be had beside
    /// confirmed time any more. Where nothing is left, the hold is declined with the reasons.
    ///
    /// - Parameters:
    ///   - holds: bookings of the resource of `context`, which may be another than that of `booking` where the two cannot
    ///     be used at the same time.
    /// - Returns: the holds that change, as they are to be kept.
    public static func displaced(
        by booking: Booking, among holds: [Booking], in context: EngineContext, now: Instant
    ) -> [Booking] {
        guard !context.resource.policy.notesConflicts else { return [] }
        let related = context.related.first { $0.id == booking.resource }
        guard booking.resource == context.resource.id || related != nil else { return [] }
        let gap = context.resource.gap
        let buffers = related.map { context.resource.buffers(beside: $0) } ?? (before: gap, after: gap)
        let given = booking.instances.filter { $0.verdict == .accepted && $0.takesTime }
            .map { $0.takenRange.widened(before: buffers.after, after: buffers.before) }
        guard let start = given.map(\.start).min(), let end = given.map(\.end).max() else { return [] }
        let window = TimeRange(start: start, end: end)
        var taken = IntervalIndex()
        for range in given { taken.insert(range, BookingSlot(booking: booking.id)) }
        return holds.compactMap { hold in
            guard hold.id != booking.id, hold.resource == context.resource.id, hold.state.holdsTime else { return nil }
            let touched = hold.instances.indices.filter { position in
                let instance = hold.instances[position]
                return instance.verdict == .tentative && instance.range.end > now
                    && instance.takenRange.overlaps(window) && taken.hasConflict(instance.takenRange)
            }
            return touched.isEmpty ? nil : displace(hold, touched, in: context, now: now)
        }
    }

    private static func displace(
        _ hold: Booking, _ touched: [Int], in context: EngineContext, now: Instant
    ) -> Booking? {
        let occupancy = Occupancy(
            of: hold.id, units: hold.units, own: hold, in: context,
            window: window(of: touched.map { hold.instances[$0].range }), seeing: .confirmedOnly)
        var hold = hold
        var lost: [Reason] = []
        for position in touched {
            let reasons = occupancy.refusals(of: hold.instances[position].takenRange)
            guard !reasons.isEmpty else { continue }
            hold.instances[position].verdict = .declined(reasons)
            for reason in reasons where lost.count < Deliberation.namedDates && !lost.contains(reason) {
                lost.append(reason)
            }
        }
        if lost.isEmpty { return nil }
        let isLeft = hold.instances.contains { $0.takesTime && $0.range.end > now }
        if !isLeft {
            hold.state = .declined
            hold.reasons = lost
            hold.decidedThrough = nil
        } else if hold.decidedThrough == nil, !hold.instances.contains(where: { $0.verdict == .tentative }) {
            // Only what was confirmed before is left: nobody has to answer any more.
            hold.state = .confirmed
        }
        return hold
    }

    /// From the first start to the last end.
    static func window(of ranges: [TimeRange]) -> TimeRange {
        let start = ranges.map(\.start).min() ?? .distantPast
        return TimeRange(start: start, end: ranges.reduce(start) { max($0, $1.end) })
    }
}

/// One run of ``BookingEngine/approve(_:in:now:)``.
private struct Approval {
    private let booking: Booking
    private let context: EngineContext
    private let now: Instant
    private var instances: [BookedInstance]
    private var notes: [Reason] = []

    init(_ booking: Booking, in context: EngineContext, now: Instant) {
        self.booking = booking
        self.context = context
        self.now = now
        instances = booking.instances
    }

    mutating func decide() -> BookingDecision {
        if context.resource.disabled { return refusal([.resourceClosed(date: nil, name: nil)]) }
        let asked = instances.indices.filter { instances[$0].verdict == .tentative }
        for position in asked where instances[position].range.end <= now && !instances[position].range.isEmpty {
            instances[position].verdict = .declined([.inThePast])
        }
        decide(asked.filter { instances[$0].verdict == .tentative })
        let refusals = asked.flatMap { position -> [Reason] in
            if case .declined(let reasons) = instances[position].verdict { reasons } else { [] }
        }
        let given = asked.count { instances[$0].verdict == .accepted }
        if given == 0, !asked.isEmpty || booking.decidedThrough == nil { return refusal(refusals) }
        let hasDeclined = instances.contains { if case .declined = $0.verdict { true } else { false } }
        return BookingDecision(
            verdict: hasDeclined ? .partiallyAccepted : .accepted, instances: instances, notes: notes,
            decidedThrough: booking.decidedThrough, laterClashes: laterClashes())
    }

    private mutating func decide(_ asked: [Int]) {
        guard !asked.isEmpty else { return }
        let rules = InstanceRules(in: context, now: now, limit: nil)
        let window = BookingEngine.window(of: asked.map { instances[$0].range })
        var occupancy = Occupancy(
            of: booking.id, units: booking.units, own: booking, in: context, window: window, seeing: .confirmedOnly)
        let near = window.widened(before: 8 * 86_400, after: 8 * 86_400)
        for instance in instances where instance.verdict == .accepted && instance.takenRange.overlaps(near) {
            occupancy.take(instance.takenRange)
        }
        for position in asked {
            let range = instances[position].range
            var reasons = rules.hardRefusals(of: range)
            if reasons.isEmpty { reasons = conflicts(in: range, occupancy) }
            instances[position].verdict = reasons.isEmpty ? .accepted : .declined(reasons)
            if reasons.isEmpty { occupancy.take(range) }
        }
    }

    private mutating func conflicts(in range: TimeRange, _ occupancy: Occupancy) -> [Reason] {
        let own = occupancy.refusals(of: range)
        let companions = occupancy.companionRefusals(of: range)
        guard context.resource.policy.notesConflicts else { return own + companions }
        for reason in own where notes.count < Deliberation.namedDates && !notes.contains(reason) {
            notes.append(reason)
        }
        return companions
    }

    private func refusal(_ reasons: [Reason]) -> BookingDecision {
        var distinct: [Reason] = []
        for reason in reasons where distinct.count < Deliberation.namedDates && !distinct.contains(reason) {
            distinct.append(reason)
        }
        return BookingDecision(verdict: .declined, instances: instances, reasons: distinct)
    }

    /// What is confirmed for others past the window; found when it was asked for, so that too much work was refused then.
    private func laterClashes() -> LaterClashes? {
        guard let horizon = booking.decidedThrough else { return nil }
        var request = BookingRequest(
            booking: booking.id, resource: booking.resource, organizer: booking.organizer, isInternal: true,
            units: booking.units, series: booking.series)
        request.previous = booking
        var finder = LaterClashFinder(request, in: context, after: horizon, seeing: .confirmedOnly)
        return (try? finder.find())?.clashes
    }
}
