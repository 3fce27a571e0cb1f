import CalendarTime

/// One run of ``BookingEngine/decide(_:in:now:)``.
struct Deliberation {
    let request: BookingRequest
    let context: EngineContext
    let selection: InstanceSelection
    /// The version that is replaced, where it holds time.
    let previous: Booking?
    let now: Instant
    var policy: BookingPolicy { context.resource.policy }

    private var decided: [BookedInstance] = []
    /// Positions in `decided` that were decided in this run.
    private var fresh: [Int] = []
    private var notes: [Reason] = []
    /// Why everything that was decided in this run is refused.
    private var refusedWhole: [Reason] = []
    private var laterClashes: LaterClashes?

    private static let namedDates = 10
    private static let greatestNotes = 10

    init(
        _ request: BookingRequest, in context: EngineContext, _ selection: InstanceSelection, previous: Booking?,
        now: Instant
    ) {
        self.request = request
        self.context = context
        self.selection = selection
        self.previous = previous
        self.now = now
    }

    mutating func decide() -> BookingDecision {
        let pastInstances = keptPast()
        if selection.isPast, !pastInstances.contains(where: \.takesTime) {
            return BookingDecision(verdict: .declined, instances: pastInstances, reasons: [.inThePast])
        }
        sortOut()
        let refusals = fresh.isEmpty && !selection.goesOn ? [] : wholeRefusals()
        if refusals.isEmpty {
            decideFresh()
            if let reason = findLaterClashes() ?? excess() { refuseFresh([reason], keepingConflicts: true) }
        } else {
            refuseFresh(refusals, keepingConflicts: false)
        }
        return answer(pastInstances, refusals)
    }

    // MARK: Sorting out

    /// What the previous version had that ended before now: of a series all, of one instance itself if it did not move.
    private func keptPast() -> [BookedInstance] {
        guard let previous else { return [] }
        let past = previous.instances.filter { $0.range.end <= now && !($0.range.isEmpty && $0.range.end == now) }
        guard !past.isEmpty else { return [] }
        if request.series.isRecurring {
            let moved = Set(selection.current.map(\.recurrenceID))
            return past.filter { !moved.contains($0.recurrenceID) }
        }
        guard selection.isPast, let only = request.series.instances().first(where: { _ in true }) else { return [] }
        return past.filter { $0.range == only.range }
    }

    private mutating func sortOut() {
        let former = slotsToKeep()
        decided.reserveCapacity(selection.current.count)
        for instance in selection.current {
            var verdict = InstanceVerdict.accepted
            if !instance.blocks {
                verdict = .cancelled
            } else if let kept = former[instance.recurrenceID], kept.range == instance.range {
                verdict = kept.verdict
            } else {
                fresh.append(decided.count)
            }
            decided.append(
                BookedInstance(recurrenceID: instance.recurrenceID, range: instance.range, verdict: verdict))
        }
    }

    /// The instances of the previous version whose answer stands unless their time changes.
    private func slotsToKeep() -> [Instant: BookedInstance] {
        guard let previous, previous.units == request.units, !isNewlyOverCapacity(previous) else { return [:] }
        var slots: [Instant: BookedInstance] = [:]
        for instance in previous.instances {
            switch instance.verdict {
            case .accepted, .tentative, .declined: slots[instance.recurrenceID] = instance
            case .cancelled, .past: continue
            }
        }
        return slots
    }

    private func isNewlyOverCapacity(_ previous: Booking) -> Bool {
        guard policy.enforceCapacity == .decline, let capacity = context.resource.capacity else { return false }
        let people = request.attendeeCount ?? 0
        return people > capacity && people > previous.attendeeCount ?? 0
    }

    // MARK: The whole

    private mutating func wholeRefusals() -> [Reason] {
        if context.resource.disabled { return [.resourceClosed(date: nil, name: nil)] }
        if policy.autoSchedule == .declineAlways { return [.notPermitted] }
        if !request.isInternal {
            switch policy.externalOrganizers {
            case .accept, .approve: break
            case .decline, .ignore: return [.externalOrganizer]
            }
        }
        var reasons: [Reason] = []
        if request.series.isRecurring, !policy.allowRecurring { reasons.append(.recurrenceNotAllowed) }
        if let limit = passedWindow() { reasons.append(.beyondBookingWindow(limit: limit)) }
        if let capacity = context.resource.capacity, let people = request.attendeeCount, people > capacity {
            switch policy.enforceCapacity {
            case .off: break
            case .warn: notes.append(.overCapacity(people: people, capacity: capacity))
            case .decline: reasons.append(.overCapacity(people: people, capacity: capacity))
            }
        }
        if request.units > context.resource.units, let first = selection.current.first(where: \.blocks) {
            let units = context.resource.units
            reasons.append(.unitsExhausted(available: units, requested: request.units, at: first.range))
        }
        return reasons
    }

    /// The limit that the series may not pass, where it does: with a scheduling horizon by any instance, else by all.
    private func passedWindow() -> Instant? {
        guard selection.goesOn, policy.bookingWindow != nil else { return nil }
        let limit = InstanceSelection.limit(policy, now: now)
        return policy.enforceSchedulingHorizon || selection.current.isEmpty ? limit : nil
    }

    /// - Parameter keepingConflicts: an instance that has a reason of its own keeps it.
    private mutating func refuseFresh(_ reasons: [Reason], keepingConflicts: Bool) {
        let short = reasons.map(\.withoutDates)
        for position in fresh {
            if keepingConflicts, case .declined = decided[position].verdict { continue }
            decided[position].verdict = .declined(short)
        }
        refusedWhole = reasons
    }

    // MARK: Instances

    private mutating func decideFresh() {
        guard let first = fresh.first else { return }
        let rules = InstanceRules(
            policy: policy, openingHours: context.resource.openingHours, closures: context.resource.closures,
            zone: context.zone, now: now, limit: instanceLimit)
        let end = fresh.lazy.map { [decided] in decided[$0].range.end }.max() ?? .distantPast
        let start = decided[first].range.start
        var occupancy = Occupancy(request, in: context, window: TimeRange(start: start, end: max(start, end)))
        if fresh.count < decided.count {
            let freshOnes = Set(fresh)
            for (position, instance) in decided.enumerated() where instance.takesTime && !freshOnes.contains(position) {
                occupancy.take(instance.range)
            }
        }
        let notesConflicts = policy.allowConflicts || policy.autoSchedule == .acceptAlways
        for position in fresh {
            let range = decided[position].range
            var refusals = rules.refusals(of: range)
            if refusals.isEmpty { refusals = occupancy.refusals(of: range) }
            if notesConflicts, refusals.contains(where: \.isConflict) {
                notes += refusals.prefix(max(0, Self.greatestNotes - notes.count))
                refusals = []
            }
            if refusals.isEmpty {
                occupancy.take(range)
            } else {
                decided[position].verdict = .declined(refusals)
            }
        }
    }

    /// Of a series the instances past the window are left for later or were decided before; one instance must keep it.
    private var instanceLimit: Instant? {
        request.series.isRecurring || policy.bookingWindow == nil ? nil : InstanceSelection.limit(policy, now: now)
    }

    /// Whether too many of the instances that were decided now conflict.
    private func excess() -> Reason? {
        guard request.series.isRecurring, !fresh.isEmpty else { return nil }
        let conflicting = fresh.filter { position in
            if case .declined(let reasons) = decided[position].verdict {
                reasons.contains(where: \.isConflict)
            } else {
                false
            }
        }
        let later = countsLaterClashes ? laterClashes?.count ?? 0 : 0
        let percentage = min(max(policy.conflictPercentageAllowed, 0), 100)
        var allowed = max(0, policy.maximumConflictInstances)
        var counted = conflicting.count.addingReportingOverflow(later).overflow ? .max : conflicting.count + later
        if percentage == 100 {
            if later == .max { counted = conflicting.count }
        } else {
            allowed = min(allowed, fresh.count * percentage / 100)
        }
        guard counted > allowed else { return nil }
        let first = conflicting.map { decided[$0].range } + (countsLaterClashes ? laterClashes?.first ?? [] : [])
        return .tooManyConflicts(
            conflicts: counted, instances: fresh.count, allowed: allowed, first: Array(first.prefix(Self.namedDates)))
    }

    // MARK: Past the window

    /// Finds the clashes past the window; a reason where they cannot be found exactly.
    private mutating func findLaterClashes() -> Reason? {
        guard selection.goesOn, !policy.allowConflicts, policy.autoSchedule != .acceptAlways else { return nil }
        do throws(LaterClashFinder.WorkExhausted) {
            var finder = LaterClashFinder(request, in: context, after: selection.horizon)
            laterClashes = try finder.find()
            return nil
        } catch {
            return .beyondLimits(.expansionWork)
        }
    }

    /// Clashes that the previous version had as well are not decided again.
    private var countsLaterClashes: Bool {
        guard let previous, previous.decidedThrough != nil, previous.units == request.units else { return true }
        var old = previous.series
        var new = request.series
        old.overrides.removeAll { !$0.thisAndFuture }
        new.overrides.removeAll { !$0.thisAndFuture }
        old.excluded = []
        new.excluded = []
        return old != new
    }

    // MARK: The answer

    private func answer(_ pastInstances: [BookedInstance], _ refusals: [Reason]) -> BookingDecision {
        var accepted = 0
        var declined: [Reason] = []
        var hasDeclined = false
        for instance in decided {
            switch instance.verdict {
            case .accepted, .tentative: accepted += 1
            case .declined(let reasons):
                hasDeclined = true
                for reason in reasons where declined.count < Self.namedDates && !declined.contains(reason) {
                    declined.append(reason)
                }
            case .cancelled, .past: continue
            }
        }
        let nothingInWindow = decided.isEmpty && !refusedWhole.isEmpty
        let isDeclined = accepted == 0 && (hasDeclined || nothingInWindow)
        let verdict: BookingDecision.Verdict =
            isDeclined ? .declined : hasDeclined ? .partiallyAccepted : .accepted
        return BookingDecision(
            verdict: verdict, instances: pastInstances + decided,
            reasons: isDeclined ? (refusedWhole.isEmpty ? declined : refusedWhole) : [],
            notes: isDeclined ? notes : notes + refusedWhole,
            decidedThrough: isDeclined || !selection.goesOn ? nil : selection.horizon, laterClashes: laterClashes)
    }
}

extension Reason {
    /// The same reason without the list of dates, for instances that share the fate of the whole.
    var withoutDates: Reason {
        guard case .tooManyConflicts(let conflicts, let instances, let allowed, _) = self else { return self }
        return .tooManyConflicts(conflicts: conflicts, instances: instances, allowed: allowed, first: [])
    }
}
