import CalendarTime

extension Deliberation {
    /// Decides each instance that has no answer yet, by start, each beside what those before it were given.
    mutating func decideFresh() {
        guard let first = fresh.first else { return }
        let rules = InstanceRules(in: context, now: now, limit: instanceLimit)
        let start = decided[first].range.start
        let end = fresh.reduce(start) { max($0, decided[$1].range.end) }
        let window = TimeRange(start: start, end: end)
        var occupancy = Occupancy(
            of: request.booking, units: request.units, own: request.previous, in: context, window: window)
        var quota = QuotaUse(of: request.booking, in: context, window: window)
        for instance in standingTime(around: window) {
            occupancy.take(instance.takenRange)
            quota?.take(instance.takenRange)
        }
        for position in fresh {
            let range = decided[position].range
            var refusals = brokenRules(at: position, rules, quota)
            if refusals.isEmpty { refusals = conflicts(in: range, occupancy) }
            if refusals.isEmpty {
                occupancy.take(range)
                quota?.take(range)
            } else {
                decided[position].verdict = .declined(refusals)
            }
        }
    }

    /// What the booking has and keeps, as far as it can matter to `window`.
    private func standingTime(around window: TimeRange) -> [BookedInstance] {
        // A week and what buffers take: quotas look at whole weeks.
        let near = window.widened(before: 8 * 86_400, after: 8 * 86_400)
        let isFresh = Set(fresh)
        let kept = decided.enumerated().lazy.filter { !isFresh.contains($0.offset) }.map(\.element)
        return (past + kept).filter { $0.takesTime && $0.takenRange.overlaps(near) }
    }

    /// The rules that the instance breaks and that are not waived for it.
    private mutating func brokenRules(at position: Int, _ rules: InstanceRules, _ quota: QuotaUse?) -> [Reason] {
        let instance = decided[position]
        var broken = rules.refusals(of: instance.range)
        if let reason = overCapacity(instance) {
            if policy.enforceCapacity == .decline { broken.append(reason) } else { note([reason]) }
        }
        if let reason = quota?.refusal(of: instance.range) { broken.append(reason) }
        guard !broken.isEmpty, permission.asksOutsideRules else { return broken }
        // A length that is refused hides the closures.
        let hard = rules.hardRefusals(of: instance.range)
        guard hard.isEmpty, broken.allSatisfy(\.isWaivable) else {
            let firm = broken.filter { !$0.isWaivable }
            return firm + hard.filter { !firm.contains($0) }
        }
        note(broken)
        needsManager = true
        return []
    }

    /// Of an instance with people of its own.
    private func overCapacity(_ instance: BookedInstance) -> Reason? {
        guard policy.enforceCapacity != .off, let capacity = context.resource.capacity,
            let people = request.instanceAttendees[instance.recurrenceID], people > capacity
        else { return nil }
        return .overCapacity(people: people, capacity: capacity)
    }

    /// Who is in the way, unless that is for a manager to see, or nobody minds.
    private mutating func conflicts(in range: TimeRange, _ occupancy: Occupancy) -> [Reason] {
        var conflicts = occupancy.refusals(of: range)
        if policy.notesConflicts {
            note(conflicts)
            conflicts = []
        }
        conflicts += occupancy.companionRefusals(of: range)
        guard !conflicts.isEmpty, policy.leavesConflictsToManager else { return conflicts }
        note(conflicts)
        needsManager = true
        return []
    }

    /// Of a series the instances past the window are left for later or were decided before; one instance must keep it.
    private var instanceLimit: Instant? {
        request.series.isRecurring || policy.bookingWindow == nil ? nil : InstanceSelection.limit(policy, now: now)
    }
}
