import BookingCore
import CalendarTime

extension ProofModel {
    /// The answer to a request at `now`.
    func decide(_ ask: ProofAsk, _ expansion: NaiveExpansion, now: Int64) -> ModelDecision {
        var run = ModelRun(self, ask, expansion, now: now)
        return run.decide()
    }
}

/// One decision of the model.
struct ModelRun {
    let model: ProofModel
    let ask: ProofAsk
    let expansion: NaiveExpansion
    let now: Int64
    /// The booking as it was, whatever became of it.
    let former: ModelBooking?
    /// The version before, where it holds time.
    let previous: ModelBooking?
    let room: Resource
    var policy: BookingPolicy { room.policy }
    let isRecurring: Bool
    let horizon: Int64
    var goesOn = false
    var past: [ModelInstance] = []
    var decided: [ModelInstance] = []
    /// Positions in `decided` that have no answer from before.
    var fresh: [Int] = []
    /// Later instances are asked for that nobody promised before.
    var laterIsFresh = false
    /// A manager refused the whole series.
    var laterIsRefused = false
    var needsManager = false
    var refusedWhole: [String] = []
    var later: [(start: Int64, isNew: Bool)] = []
    var laterIsEndless = false
    var newIsEndless = false

    init(_ model: ProofModel, _ ask: ProofAsk, _ expansion: NaiveExpansion, now: Int64) {
        self.model = model
        self.ask = ask
        self.expansion = expansion
        self.now = now
        former = model.bookings[ask.booking].flatMap { $0.room == ask.room ? $0 : nil }
        previous = former.flatMap { $0.holds ? $0 : nil }
        room = model.rooms[ask.room]
        let set = ask.series
        isRecurring =
            set.hasMaster ? !(set.rules.isEmpty && set.dates.isEmpty && set.overrides.isEmpty) : set.overrides.count > 1
        var horizon = model.windowEnd(ask.room, now)
        if let previous {
            let decided = previous.decidedThrough ?? previous.instances.map(\.end).max() ?? horizon
            horizon = max(horizon, min(decided, NaiveExpansion.end))
        }
        self.horizon = horizon
    }

    mutating func decide() -> ModelDecision {
        let present = expansion.instances(before: isRecurring ? horizon + 1 : NaiveExpansion.end).filter(isPresent)
        let current = isRecurring ? present.filter { $0.end <= horizon } : present
        goesOn = isRecurring && expansion.contains(after: horizon) { isPresent($0) && $0.end > horizon }
        keepPast(current)
        let isOver = current.isEmpty && !goesOn && !expansion.instances(before: now).isEmpty
        if isOver, !past.contains(where: \.takesTime) {
            return ModelDecision(verdict: "declined", instances: past, reasons: ["inThePast"])
        }
        sortOut(current)
        guard !fresh.isEmpty || laterIsFresh else { return answer() }
        if isIgnored { return ModelDecision(verdict: "ignored", instances: []) }
        needsManager = !mayBook || asksForFreeTime || (!ask.isInternal && policy.externalOrganizers == .approve)
        refusedWhole = wholeRefusals()
        if refusedWhole.isEmpty {
            decideFresh()
            findLaterClashes()
            if let excess = excess() { refusedWhole = [excess] }
        }
        for position in fresh where !refusedWhole.isEmpty && decided[position].verdict == .accepted {
            decided[position].verdict = .declined(refusedWhole.map(Self.withoutDates))
        }
        let isWaiting = previous?.state == .tentative && decided.contains { $0.verdict == .tentative }
        for position in fresh where decided[position].verdict == .accepted && (needsManager || isWaiting) {
            decided[position].verdict = .tentative
        }
        // What is held past the window is told by the last instance inside: behind one that stands nothing new can wait.
        let last = decided.last(where: \.takesTime)
        if needsManager, laterIsFresh, refusedWhole.isEmpty, last?.verdict == .accepted {
            refusedWhole = ["notPermitted"]
        }
        return answer()
    }

    func isPresent(_ instance: NaiveInstance) -> Bool {
        instance.end > now || (instance.end == now && instance.start == now)
    }

    // MARK: Who asks

    private func isIn(_ audience: Audience) -> Bool {
        audience.includesEveryone || (audience.includesInternal && ask.isInternal)
            || audience.members.contains(ask.person)
    }

    private var mayBook: Bool { ask.isManager || isIn(policy.bookInPolicy) }

    var asksOutsideRules: Bool { isIn(policy.requestOutOfPolicy) }

    private var mayDoNothing: Bool { !mayBook && !isIn(policy.requestInPolicy) && !asksOutsideRules }

    private var asksForFreeTime: Bool { policy.autoSchedule == .manual || policy.autoSchedule == .declineIfBusy }

    /// A manager looks at conflicts.
    var asksForTakenTime: Bool { policy.autoSchedule == .manual || policy.autoSchedule == .acceptIfFree }

    /// Conflicts are nobody's concern.
    var mayConflict: Bool { policy.allowConflicts || policy.autoSchedule == .acceptAlways }

    private var isIgnored: Bool {
        !ask.isInternal && policy.externalOrganizers == .ignore && !room.disabled
            && policy.autoSchedule != .declineAlways
    }

    // MARK: The whole

    private mutating func wholeRefusals() -> [String] {
        if room.disabled { return ["resourceClosed"] }
        if policy.autoSchedule == .declineAlways { return ["notPermitted"] }
        if !ask.isInternal, policy.externalOrganizers == .decline { return ["externalOrganizer"] }
        if mayDoNothing { return ["notPermitted"] }
        let rules = brokenRules()
        if ask.units > room.units, laterIsFresh || decided.contains(where: { $0.verdict != .cancelled }) {
            return rules + ["unitsExhausted(\(room.units) of \(ask.units))"]
        }
        guard !rules.isEmpty, asksOutsideRules else { return rules }
        needsManager = true
        return []
    }

    private func brokenRules() -> [String] {
        var reasons: [String] = []
        if isRecurring, !policy.allowRecurring { reasons.append("recurrenceNotAllowed") }
        if laterIsFresh, policy.bookingWindow != nil, policy.enforceSchedulingHorizon || decided.isEmpty {
            reasons.append("beyondBookingWindow")
        }
        if let capacity = room.capacity, let people = ask.people, people > capacity, policy.enforceCapacity == .decline
        {
            reasons.append("overCapacity")
        }
        if let limit = policy.quotas.futureBookings {
            let others = model.bookings.values.filter { other in
                other.room == ask.room && other.person == ask.person && other.id != ask.booking && other.holds
                    && (other.hasLaterTime || other.instances.contains { $0.takesTime && $0.end > now })
            }
            if others.count >= limit { reasons.append("quotaExceeded(\(limit) bookings)") }
        }
        return reasons
    }

    private static func withoutDates(_ reason: String) -> String {
        reason.hasPrefix("tooManyConflicts") ? String(reason.prefix { $0 != "[" }) + "[]" : reason
    }

    // MARK: The answer

    private func answer() -> ModelDecision {
        let isLaterLost = goesOn && (laterIsRefused || (laterIsFresh && !refusedWhole.isEmpty))
        let refusals = decided.compactMap { if case .declined(let reasons) = $0.verdict { reasons } else { nil } }
        let isHeld = decided.contains { $0.verdict.holds }
        var answer = ModelDecision(verdict: "accepted", instances: past + decided)
        answer.laterCount = laterIsEndless ? .max : later.count
        answer.laterFirst = later.prefix(10).map(\.start)
        if !isHeld, !refusals.isEmpty || isLaterLost {
            for reason in refusals.joined() where answer.reasons.count < 10 && !answer.reasons.contains(reason) {
                answer.reasons.append(reason)
            }
            let mayWait = (refusals.joined() + refusedWhole).allSatisfy { reason in
                ProofModel.isConflict(reason) || reason.hasPrefix("tooManyConflicts")
            }
            let waits = policy.waitlist && mayWait && !laterIsRefused && ask.units <= room.units
            answer.verdict = waits ? "waitlisted" : "declined"
            if !refusedWhole.isEmpty { answer.reasons = refusedWhole }
            if answer.reasons.isEmpty, laterIsRefused { answer.reasons = former?.reasons ?? [] }
            return answer
        }
        let waitsForLater = !isHeld && goesOn && (laterIsFresh ? needsManager : previous?.state == .tentative)
        if waitsForLater || decided.contains(where: { $0.verdict == .tentative }) {
            answer.verdict = "pending"
        } else if !refusals.isEmpty || isLaterLost {
            answer.verdict = "partiallyAccepted"
        }
        answer.decidedThrough = goesOn && !isLaterLost ? horizon : nil
        return answer
    }
}
