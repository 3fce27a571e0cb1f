import BookingCore
import CalendarTime

/// Instance by instance.
extension ModelRun {
    mutating func decideFresh() {
        guard !fresh.isEmpty else { return }
        let limit = isRecurring || policy.bookingWindow == nil ? nil : model.windowEnd(ask.room, now)
        let rules = ModelRules(room: room, zone: model.zone, now: now, limit: limit)
        let far: Int64 = 10 * 86_400
        let low = (fresh.map { decided[$0].start }.min() ?? now) - far
        let high = (fresh.map { decided[$0].end }.max() ?? now) + far
        var (own, related) = model.surroundings(of: ask.room, from: low, to: high, besides: ask.booking)
        var quota = ModelQuota(model, room: ask.room, person: ask.person, besides: ask.booking, through: high)
        let isFresh = Set(fresh)
        let standing = past + decided.indices.filter { !isFresh.contains($0) }.map { decided[$0] }
        for instance in standing where instance.takesTime {
            own.insert(item(instance))
            quota?.take(instance.start, instance.end)
        }
        for position in fresh {
            let instance = decided[position]
            var refusals = rules.refusals(instance.start, instance.end)
            if let passed = quota?.refusal(instance.start, instance.end) { refusals.append(passed) }
            if !refusals.isEmpty, asksOutsideRules { refusals = waived(refusals, instance, rules) }
            if refusals.isEmpty, !mayConflict {
                refusals = model.conflicts(
                    instance.start, instance.end, in: ask.room, units: ask.units, own: own, related: related)
                if !refusals.isEmpty, asksForTakenTime { (refusals, needsManager) = ([], true) }
            }
            guard refusals.isEmpty else {
                decided[position].verdict = .declined(refusals)
                continue
            }
            own.insert(item(instance))
            quota?.take(instance.start, instance.end)
        }
    }

    /// What is left of the reasons where a manager may look past the rules: nothing, and then one must.
    private mutating func waived(_ refusals: [String], _ instance: ModelInstance, _ rules: ModelRules) -> [String] {
        let hard = rules.hardRefusals(instance.start, instance.end)
        if hard.isEmpty { needsManager = true }
        return hard
    }

    private func item(_ instance: ModelInstance) -> TakenTime.Item {
        TakenTime.Item(start: instance.start, end: instance.end, units: ask.units, booking: ask.booking)
    }

    // MARK: Past the window

    /// Every instance past what is decided now that somebody has, one by one up to 2100.
    mutating func findLaterClashes() {
        guard goesOn, !mayConflict else { return }
        let far: Int64 = 10 * 86_400
        let (own, related) = model.surroundings(of: ask.room, from: horizon - far, to: .max, besides: ask.booking)
        guard !own.items.isEmpty || related.contains(where: { !$0.taken.items.isEmpty }) else { return }
        let promised = promisedLater()
        var (lastEndless, lastNew) = (Int64.min, Int64.min)
        for instance in expansion.all where instance.blocks && instance.end > max(horizon, instance.start) {
            let reasons = model.conflicts(
                instance.start, instance.end, in: ask.room, units: ask.units, own: own, related: related)
            guard !reasons.isEmpty else { continue }
            let isNew = !promised.contains([instance.start, instance.end])
            later.append((instance.start, isNew))
            guard isBesideEndless(instance, own, related) else { continue }
            lastEndless = instance.start
            if isNew { lastNew = instance.start }
        }
        let cycle: Int64 = 28 * 366 * 86_400
        laterIsEndless = expansion.isEndless && lastEndless >= NaiveExpansion.end - cycle
        newIsEndless = expansion.isEndless && lastNew >= NaiveExpansion.end - cycle
        if asksForTakenTime, later.contains(where: \.isNew) { needsManager = true }
    }

    private func isBesideEndless(
        _ instance: NaiveInstance, _ own: TakenTime, _ related: [(room: Int, taken: TakenTime)]
    ) -> Bool {
        let lists = [(room: ask.room, taken: own)] + related
        return lists.contains { other, taken in
            let gaps = model.gaps(ask.room, other)
            return taken.overlapping(instance.start - gaps.before, instance.end + gaps.behind)
                .contains(where: \.isEndless)
        }
    }

    /// Whether more than allowed of what was decided now conflicts.
    func excess() -> String? {
        guard isRecurring, !asksForTakenTime else { return nil }
        let conflicting = fresh.filter { position in
            if case .declined(let reasons) = decided[position].verdict {
                reasons.contains(where: ProofModel.isConflict)
            } else {
                false
            }
        }.map { decided[$0].start }
        let new = later.filter(\.isNew).map(\.start)
        let number = fresh.isEmpty ? decided.count : fresh.count
        var counted = newIsEndless ? Int.max : conflicting.count + new.count
        var allowed = policy.maximumConflictInstances
        if policy.conflictPercentageAllowed < 100 {
            allowed = min(allowed, number * policy.conflictPercentageAllowed / 100)
        } else if counted == .max {
            counted = conflicting.count
        }
        guard counted > allowed else { return nil }
        return "tooManyConflicts(\(counted) of \(number), allowed \(allowed))\((conflicting + new).prefix(10))"
    }
}
