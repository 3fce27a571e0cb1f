import CalendarTime

/// One run of ``BookingEngine/decide(_:in:now:)``.
///
/// First what stands is set apart from what is to be decided. Then the whole is looked at, then each instance, then what
/// lies past the window; each may refuse, or leave the answer to a manager. What is given is tentative where a manager
/// has the last word.
struct Deliberation {
    let request: BookingRequest
    let context: EngineContext
    let selection: InstanceSelection
    /// The version that is replaced, where it holds time.
    let previous: Booking?
    let now: Instant
    let permission: Permission
    var policy: BookingPolicy { context.resource.policy }

    /// Of an update: what ended before now, as it was.
    var past: [BookedInstance] = []
    var decided: [BookedInstance] = []
    /// Positions in `decided` that are decided in this run.
    var fresh: [Int] = []
    /// Instances past the window are asked for that the version before did not have.
    var laterIsFresh = false
    /// Instances past the window were refused by hand before.
    var laterIsRefused = false
    var notes: [Reason] = []
    /// Why everything that was decided in this run is refused.
    var refusedWhole: [Reason] = []
    /// Some instance is not in the previous version's confirmed time, and a manager has to say yes.
    var needsManager: Bool
    var later = LaterClashFinder.Findings()
    /// The clashes past the window could not be found.
    var hidesLaterClashes = false

    static let namedDates = 10
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
        permission = Permission(of: request, by: context.resource.policy)
        needsManager = permission.needsManager || context.resource.policy.leavesFreeTimeToManager
    }

    mutating func decide() -> BookingDecision {
        past = keptPast()
        if selection.isPast, !past.contains(where: \.takesTime) {
            return BookingDecision(verdict: .declined, instances: past, reasons: [.inThePast])
        }
        sortOut()
        guard !fresh.isEmpty || laterIsFresh else { return answer() }
        if isIgnored { return .ignored }
        let refusals = wholeRefusals()
        if refusals.isEmpty {
            decideFresh()
            if let reason = findLaterClashes() ?? excess() { refuseFresh([reason], keepingConflicts: true) }
        } else {
            refuseFresh(refusals, keepingConflicts: false)
        }
        holdForManager()
        return answer()
    }

    /// What the organizer should know, each once.
    mutating func note(_ reasons: some Sequence<Reason>) {
        for reason in reasons where notes.count < Self.greatestNotes && !notes.contains(reason) {
            notes.append(reason)
        }
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
        var standing = StandingAnswers(
            request, previous: previous, in: context, from: now,
            to: max(selection.horizon, selection.current.last?.range.start ?? selection.horizon))
        decided.reserveCapacity(selection.current.count)
        var unknown: [Int] = []
        for (position, instance) in selection.current.enumerated() {
            var answer = instance.blocks ? standing.answer(to: instance) : nil
            if instance.blocks, answer == nil { unknown.append(position) }
            if answer == nil {
                answer = BookedInstance(
                    recurrenceID: instance.recurrenceID, range: instance.range,
                    verdict: instance.blocks ? .accepted : .cancelled,
                    checkedInAt: instance.blocks ? standing.checkedInAt(instance) : nil)
            }
            if let answer { decided.append(answer) }
        }
        for position in unknown {
            if let answer = standing.answerByTime(to: selection.current[position]) {
                decided[position] = answer
            } else {
                fresh.append(position)
            }
        }
        guard selection.goesOn else { return }
        laterIsRefused = standing.refusesLater
        laterIsFresh = !laterIsRefused && asksForMoreLater
    }

    /// Whether some instance past the window takes time that the version before did not have there, single exceptions of
    /// a series that repeats as before aside.
    private var asksForMoreLater: Bool {
        let horizon = selection.horizon
        var former: FormerInstances?
        if let previous, previous.decidedThrough != nil, request.units <= previous.units {
            if previous.series.repeats(as: request.series) { return false }
            former = FormerInstances(previous.series, from: horizon)
        }
        return request.series.instances(from: horizon).contains { instance in
            guard instance.blocks, instance.range.end > horizon else { return false }
            return !(former?.contains(instance.range) ?? false)
        }
    }

    // MARK: Giving

    /// - Parameter keepingConflicts: an instance that has a reason of its own keeps it.
    private mutating func refuseFresh(_ reasons: [Reason], keepingConflicts: Bool) {
        let short = reasons.map(\.withoutDates)
        for position in fresh {
            if keepingConflicts, case .declined = decided[position].verdict { continue }
            decided[position].verdict = .declined(short)
        }
        refusedWhole = reasons
    }

    /// What was given in this run is tentative where a manager has to say yes, also to some of it, or still has not
    /// answered the version before.
    private mutating func holdForManager() {
        let isWaiting = previous?.state == .tentative && decided.contains { $0.verdict == .tentative }
        for position in fresh {
            if case .declined = decided[position].verdict {
                decided[position].checkedInAt = nil
            } else if needsManager || isWaiting {
                decided[position].verdict = .tentative
            }
        }
        // What is held past the window is told by the last instance inside: behind one that stands, nothing new can wait.
        let last = decided.last(where: \.takesTime)
        if needsManager, laterIsFresh, refusedWhole.isEmpty, last?.verdict == .accepted {
            refusedWhole = [.notPermitted]
        }
    }
}
