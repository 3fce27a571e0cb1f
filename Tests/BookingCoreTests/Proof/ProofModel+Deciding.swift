import BookingCore
import CalendarTime

extension ProofModel {
    /// The answer to a request at `now`.
    func decide(_ ask: ProofAsk, _ expansion: NaiveExpansion, now: Int64) -> ModelDecision {
        var run = ModelRun(self, ask, expansion, now: now)
        return run.decide()
    }

    /// Decides what the window has reached of one open series; nil where nothing is due.
    func extend(_ booking: ModelBooking, now: Int64) -> ModelDecision? {
        let horizon = windowEnd(booking.room, now)
        guard let from = booking.decidedThrough, booking.holds, from < horizon else { return nil }
        let policy = rooms[booking.room].policy
        let rules = ModelRules(room: rooms[booking.room], zone: zone, now: now, limit: nil)
        let mayConflict = policy.allowConflicts || policy.autoSchedule == .acceptAlways
        let far: Int64 = 10 * 86_400
        let due = booking.expansion.instances(before: horizon).filter { $0.end > from && $0.end <= horizon }
        let low = min(from, due.first?.start ?? from) - far
        var own = taken(in: booking.room, from: low, to: horizon + far, behind: booking)
        let beside = related(to: booking.room).map {
            (room: $0, taken: taken(in: $0, from: low, to: horizon + far, behind: booking))
        }
        var instances = booking.instances
        for instance in due {
            var verdict = ModelVerdict.cancelled
            if instance.blocks {
                var refusals = rules.refusals(instance.start, instance.end)
                if instance.end <= now { refusals = ["inThePast"] }
                if refusals.isEmpty, !mayConflict {
                    refusals = conflicts(
                        instance.start, instance.end, in: booking.room, units: booking.units, own: own, related: beside)
                }
                verdict = refusals.isEmpty ? .accepted : .declined(refusals)
                if refusals.isEmpty {
                    own.insert(
                        TakenTime.Item(
                            start: instance.start, end: instance.end, units: booking.units, booking: booking.id))
                }
            }
            instances.append(
                ModelInstance(id: instance.id, start: instance.start, end: instance.end, verdict: verdict))
        }
        instances.sort { ($0.start, $0.id) < ($1.start, $1.id) }
        let isPartial = instances.contains { if case .declined = $0.verdict { true } else { false } }
        let goesOn = booking.expansion.contains(after: horizon) { $0.end > horizon }
        return ModelDecision(
            verdict: isPartial ? "partiallyAccepted" : "accepted", instances: instances,
            decidedThrough: goesOn ? horizon : nil)
    }
}

/// One decision of the model.
struct ModelRun {
    private let model: ProofModel
    private let ask: ProofAsk
    private let expansion: NaiveExpansion
    private let now: Int64
    private let previous: ModelBooking?
    private let room: Resource
    private var policy: BookingPolicy { room.policy }
    private let isRecurring: Bool
    private let horizon: Int64
    private var goesOn = false
    private var decided: [ModelInstance] = []
    private var fresh: [Int] = []
    private var later: [(start: Int64, isOld: Bool)] = []
    private var laterIsEndless = false
    private var newIsEndless = false

    init(_ model: ProofModel, _ ask: ProofAsk, _ expansion: NaiveExpansion, now: Int64) {
        self.model = model
        self.ask = ask
        self.expansion = expansion
        self.now = now
        let former = model.bookings[ask.booking]
        previous = former.flatMap { $0.holds && $0.room == ask.room ? $0 : nil }
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
        let past = keptPast(current)
        let isOver = current.isEmpty && !goesOn && !expansion.instances(before: now).isEmpty
        if isOver, !past.contains(where: \.takesTime) {
            return ModelDecision(verdict: "declined", instances: past, reasons: ["inThePast"])
        }
        sortOut(current)
        var refusedWhole = fresh.isEmpty && !goesOn ? [] : wholeRefusals()
        if refusedWhole.isEmpty {
            decideFresh(past)
            findLaterClashes()
            if let excess = excess() { refusedWhole = [excess] }
        } else {
            for position in fresh { decided[position].verdict = .accepted }
        }
        for position in fresh where !refusedWhole.isEmpty && decided[position].verdict == .accepted {
            decided[position].verdict = .declined(refusedWhole.map(Self.withoutDates))
        }
        return answer(past, refusedWhole)
    }

    private func isPresent(_ instance: NaiveInstance) -> Bool {
        instance.end > now || (instance.end == now && instance.start == now)
    }

    /// Instances entirely in the past are kept as they were.
    private func keptPast(_ current: [NaiveInstance]) -> [ModelInstance] {
        let past = (previous?.instances ?? []).filter { $0.end < now || ($0.end == now && $0.start < now) }
        if isRecurring {
            let there = Set(current.map(\.id))
            return past.filter { !there.contains($0.id) }
        }
        guard let only = expansion.all.first, !isPresent(only) else { return [] }
        return past.filter { $0.start == only.start && $0.end == only.end }
    }

    /// What did not move keeps its slot and its answer.
    private mutating func sortOut(_ current: [NaiveInstance]) {
        var former: [Int64: ModelInstance] = [:]
        if let previous, previous.units == ask.units, !hasGrownTooLarge {
            for instance in previous.instances where instance.verdict != .cancelled { former[instance.id] = instance }
        }
        for instance in current {
            var verdict = ModelVerdict.accepted
            if !instance.blocks {
                verdict = .cancelled
            } else if let kept = former[instance.id], kept.start == instance.start, kept.end == instance.end {
                verdict = kept.verdict
            } else {
                fresh.append(decided.count)
            }
            decided.append(ModelInstance(id: instance.id, start: instance.start, end: instance.end, verdict: verdict))
        }
    }

    private var hasGrownTooLarge: Bool {
        guard policy.enforceCapacity == .decline, let capacity = room.capacity, let people = ask.people else {
            return false
        }
        return people > capacity && people > previous?.people ?? 0
    }

    private func wholeRefusals() -> [String] {
        if room.disabled { return ["resourceClosed"] }
        if policy.autoSchedule == .declineAlways { return ["notPermitted"] }
        if !ask.isInternal, policy.externalOrganizers == .decline { return ["externalOrganizer"] }
        var reasons: [String] = []
        if isRecurring, !policy.allowRecurring { reasons.append("recurrenceNotAllowed") }
        if goesOn, policy.bookingWindow != nil, policy.enforceSchedulingHorizon || decided.isEmpty {
            reasons.append("beyondBookingWindow")
        }
        if let capacity = room.capacity, let people = ask.people, people > capacity, policy.enforceCapacity == .decline
        {
            reasons.append("overCapacity")
        }
        if ask.units > room.units, goesOn || decided.contains(where: { $0.verdict != .cancelled }) {
            reasons.append("unitsExhausted(\(room.units) of \(ask.units))")
        }
        return reasons
    }

    private mutating func decideFresh(_ past: [ModelInstance]) {
        guard !fresh.isEmpty else { return }
        let limit = isRecurring || policy.bookingWindow == nil ? nil : model.windowEnd(ask.room, now)
        let rules = ModelRules(room: room, zone: model.zone, now: now, limit: limit)
        let far: Int64 = 10 * 86_400
        let low = (fresh.map { decided[$0].start }.min() ?? now) - far
        let high = (fresh.map { decided[$0].end }.max() ?? now) + far
        var own = model.taken(in: ask.room, from: low, to: high, besides: ask.booking)
        let related = model.related(to: ask.room).map { (room: $0, taken: model.taken(in: $0, from: low, to: high)) }
        let isFresh = Set(fresh)
        for (position, instance) in decided.enumerated() where instance.takesTime && !isFresh.contains(position) {
            take(instance, in: &own)
        }
        for instance in past where instance.takesTime { take(instance, in: &own) }
        for position in fresh {
            let instance = decided[position]
            var refusals = rules.refusals(instance.start, instance.end)
            if refusals.isEmpty, !policy.allowConflicts, policy.autoSchedule != .acceptAlways {
                refusals = model.conflicts(
                    instance.start, instance.end, in: ask.room, units: ask.units, own: own, related: related)
            }
            if refusals.isEmpty { take(instance, in: &own) } else { decided[position].verdict = .declined(refusals) }
        }
    }

    private func take(_ instance: ModelInstance, in own: inout TakenTime) {
        own.insert(
            TakenTime.Item(start: instance.start, end: instance.end, units: ask.units, booking: ask.booking))
    }

    /// Every instance past what is decided now that somebody has, one by one up to 2100.
    private mutating func findLaterClashes() {
        guard goesOn, !policy.allowConflicts, policy.autoSchedule != .acceptAlways else { return }
        let far: Int64 = 10 * 86_400
        let own = model.taken(in: ask.room, from: horizon - far, to: .max, besides: ask.booking)
        let related = model.related(to: ask.room).map {
            (room: $0, taken: model.taken(in: $0, from: horizon - far, to: .max))
        }
        guard !own.items.isEmpty || related.contains(where: { !$0.taken.items.isEmpty }) else { return }
        var old: Set<NaiveInstance> = []
        if let previous, let from = previous.decidedThrough, previous.units == ask.units {
            old = Set(previous.expansion.all.filter { $0.end > from })
        }
        var lastEndless = Int64.min
        var lastNew = Int64.min
        for instance in expansion.all where instance.blocks && instance.end > max(horizon, instance.start) {
            let reasons = model.conflicts(
                instance.start, instance.end, in: ask.room, units: ask.units, own: own, related: related)
            guard !reasons.isEmpty else { continue }
            later.append((instance.start, old.contains(instance)))
            guard isBesideEndless(instance, own, related) else { continue }
            lastEndless = instance.start
            if !old.contains(instance) { lastNew = instance.start }
        }
        let cycle: Int64 = 28 * 366 * 86_400
        laterIsEndless = expansion.isEndless && lastEndless >= NaiveExpansion.end - cycle
        newIsEndless = expansion.isEndless && lastNew >= NaiveExpansion.end - cycle
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
    private func excess() -> String? {
        guard isRecurring, !fresh.isEmpty else { return nil }
        let conflicting = fresh.filter { position in
            if case .declined(let reasons) = decided[position].verdict {
                reasons.contains(where: ProofModel.isConflict)
            } else {
                false
            }
        }.map { decided[$0].start }
        let new = later.filter { !$0.isOld }.map(\.start)
        var counted = newIsEndless ? Int.max : conflicting.count + new.count
        var allowed = policy.maximumConflictInstances
        if policy.conflictPercentageAllowed < 100 {
            allowed = min(allowed, fresh.count * policy.conflictPercentageAllowed / 100)
        } else if counted == .max {
            counted = conflicting.count
        }
        guard counted > allowed else { return nil }
        return "tooManyConflicts(\(counted) of \(fresh.count), allowed \(allowed))\((conflicting + new).prefix(10))"
    }

    private static func withoutDates(_ reason: String) -> String {
        reason.hasPrefix("tooManyConflicts") ? String(reason.prefix { $0 != "[" }) + "[]" : reason
    }

    private func answer(_ past: [ModelInstance], _ refusedWhole: [String]) -> ModelDecision {
        let refusals = decided.compactMap { if case .declined(let reasons) = $0.verdict { reasons } else { nil } }
        let hasAccepted = decided.contains { $0.verdict.holds }
        let isDeclined = !hasAccepted && (!refusals.isEmpty || (decided.isEmpty && !refusedWhole.isEmpty))
        var reasons: [String] = []
        for reason in refusals.joined() where reasons.count < 10 && !reasons.contains(reason) { reasons.append(reason) }
        return ModelDecision(
            verdict: isDeclined ? "declined" : refusals.isEmpty ? "accepted" : "partiallyAccepted",
            instances: past + decided, reasons: !isDeclined ? [] : refusedWhole.isEmpty ? reasons : refusedWhole,
            decidedThrough: isDeclined || !goesOn ? nil : horizon,
            laterCount: laterIsEndless ? .max : later.count, laterFirst: later.prefix(10).map(\.start))
    }
}
