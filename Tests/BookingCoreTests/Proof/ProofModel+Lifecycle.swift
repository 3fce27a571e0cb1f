import BookingCore
import CalendarTime

/// What becomes of bookings by time and by managers.
extension ProofModel {
    /// Decides what the window has reached of one open series; nil where nothing is due.
    func extend(_ booking: ModelBooking, now: Int64) -> ModelDecision? {
        let room = rooms[booking.room]
        let horizon = windowEnd(booking.room, now)
        guard let from = booking.decidedThrough, booking.holds, from < horizon, !room.disabled else { return nil }
        let due = booking.expansion.instances(before: horizon).filter { $0.end > from && $0.end <= horizon }
        var judge = ModelExtension(self, booking, from: min(from, due.first?.start ?? from), to: horizon, now: now)
        var instances = booking.instances
        for instance in due {
            instances.append(
                ModelInstance(
                    id: instance.id, start: instance.start, end: instance.end, verdict: judge.verdict(on: instance)))
        }
        instances.sort { ($0.start, $0.id) < ($1.start, $1.id) }
        let isPartial = instances.contains { if case .declined = $0.verdict { true } else { false } }
        let goesOn = booking.expansion.contains(after: horizon) { $0.end > horizon }
        let waits = booking.state == .tentative && (goesOn || instances.contains { $0.verdict == .tentative })
        return ModelDecision(
            verdict: waits ? "pending" : isPartial ? "partiallyAccepted" : "accepted", instances: instances,
            decidedThrough: goesOn ? horizon : nil)
    }

    /// A manager's yes: rules are waived, closures and confirmed time are not.
    func approve(_ booking: ModelBooking, now: Int64) -> ModelDecision {
        let room = rooms[booking.room]
        var answer = ModelDecision(verdict: "declined", instances: booking.instances)
        if room.disabled {
            answer.reasons = ["resourceClosed"]
            return answer
        }
        let asked = answer.instances.indices.filter { answer.instances[$0].verdict == .tentative }
        let rules = ModelRules(room: room, zone: zone, now: now, limit: nil)
        var (own, related) = surroundings(
            of: booking.room, from: .min, to: .max / 2, besides: booking.id, confirmedOnly: true)
        for instance in answer.instances where instance.verdict == .accepted && instance.takesTime {
            own.insert(booking.item(instance.start, instance.end))
        }
        for position in asked {
            let instance = answer.instances[position]
            var refusals = rules.hardRefusals(instance.start, instance.end)
            if refusals.isEmpty, !mayConflict(booking.room) {
                refusals = conflicts(
                    instance.start, instance.end, in: booking.room, units: booking.units, own: own, related: related)
            }
            if instance.end <= now, instance.end > instance.start { refusals = ["inThePast"] }
            answer.instances[position].verdict = refusals.isEmpty ? .accepted : .declined(refusals)
            if refusals.isEmpty { own.insert(booking.item(instance.start, instance.end)) }
        }
        let isPartial = answer.instances.contains { if case .declined = $0.verdict { true } else { false } }
        let given = asked.filter { answer.instances[$0].verdict == .accepted }
        if given.isEmpty, !asked.isEmpty || booking.decidedThrough == nil {
            for position in asked {
                if case .declined(let reasons) = answer.instances[position].verdict { answer.reasons += reasons }
            }
            answer = answer.withoutRepetition
            answer.reasons = Array(answer.reasons.prefix(10))
            return answer
        }
        answer.verdict = isPartial ? "partiallyAccepted" : "accepted"
        answer.decidedThrough = booking.decidedThrough
        return answer
    }

    func mayConflict(_ room: Int) -> Bool {
        rooms[room].policy.allowConflicts || rooms[room].policy.autoSchedule == .acceptAlways
    }

    /// What a hold still has when `approved` has been given its time; nil where nothing changes.
    func displaced(_ hold: ModelBooking, by approved: ModelBooking, now: Int64) -> ModelBooking? {
        guard hold.id != approved.id, hold.holds, !mayConflict(hold.room) else { return nil }
        let gaps = gaps(hold.room, approved.room)
        let given = TakenTime(
            approved.instances.filter { $0.verdict == .accepted && $0.takesTime }.map {
                approved.item($0.start, $0.end)
            })
        let (own, related) = surroundings(
            of: hold.room, from: .min, to: .max / 2, besides: hold.id, confirmedOnly: true)
        var hold = hold
        var lost: [String] = []
        for (position, instance) in hold.instances.enumerated()
        where instance.verdict == .tentative && instance.takesTime && instance.end > now
            && !given.overlapping(instance.start - gaps.before, instance.end + gaps.behind).isEmpty
        {
            let reasons = conflicts(
                instance.start, instance.end, in: hold.room, units: hold.units, own: own, related: related)
            guard !reasons.isEmpty else { continue }
            hold.instances[position].verdict = .declined(reasons)
            lost += reasons.filter { !lost.contains($0) }
        }
        if lost.isEmpty { return nil }
        if !hold.instances.contains(where: { $0.takesTime && $0.end > now }) {
            (hold.state, hold.reasons, hold.decidedThrough) = (.declined, lost, nil)
        } else if hold.decidedThrough == nil, !hold.instances.contains(where: { $0.verdict == .tentative }) {
            hold.state = .confirmed
        }
        return hold
    }
}

extension ModelBooking {
    func item(_ start: Int64, _ end: Int64) -> TakenTime.Item {
        TakenTime.Item(start: start, end: end, units: units, booking: id)
    }
}

/// One extension of the model.
private struct ModelExtension {
    private let model: ProofModel
    private let booking: ModelBooking
    private let now: Int64
    private let rules: ModelRules
    private var own: TakenTime
    private let related: [(room: Int, taken: TakenTime)]
    private var quota: ModelQuota?
    private var policy: BookingPolicy { model.rooms[booking.room].policy }
    private let asksForTakenTime: Bool

    init(_ model: ProofModel, _ booking: ModelBooking, from low: Int64, to high: Int64, now: Int64) {
        self.model = model
        self.booking = booking
        self.now = now
        let room = model.rooms[booking.room]
        rules = ModelRules(room: room, zone: model.zone, now: now, limit: nil)
        asksForTakenTime = room.policy.autoSchedule == .manual || room.policy.autoSchedule == .acceptIfFree
        let far: Int64 = 10 * 86_400
        (own, related) = model.surroundings(
            of: booking.room, from: low - far, to: high + far, besides: booking.id, behind: booking,
            confirmedOnly: asksForTakenTime && !booking.holdsLater)
        quota = ModelQuota(
            model, room: booking.room, person: booking.person, besides: booking.id, through: high + far)
        for instance in booking.instances where instance.takesTime {
            own.insert(booking.item(instance.start, instance.end))
            quota?.take(instance.start, instance.end)
        }
    }

    mutating func verdict(on instance: NaiveInstance) -> ModelVerdict {
        guard instance.blocks else { return .cancelled }
        var refusals = brokenRules(instance)
        if instance.end <= now { refusals = ["inThePast"] }
        let isJudged = !model.mayConflict(booking.room) && !(booking.holdsLater && asksForTakenTime)
        if refusals.isEmpty, isJudged {
            refusals = model.conflicts(
                instance.start, instance.end, in: booking.room, units: booking.units, own: own, related: related)
        }
        if !refusals.isEmpty { return .declined(refusals) }
        own.insert(booking.item(instance.start, instance.end))
        quota?.take(instance.start, instance.end)
        return booking.holdsLater ? .tentative : .accepted
    }

    private func brokenRules(_ instance: NaiveInstance) -> [String] {
        if policy.autoSchedule == .declineAlways { return ["notPermitted"] }
        let isWaived = booking.approved != nil || (booking.holdsLater && policy.requestOutOfPolicy != .nobody)
        if isWaived { return rules.hardRefusals(instance.start, instance.end) }
        return rules.refusals(instance.start, instance.end)
            + (quota?.refusal(instance.start, instance.end).map { [$0] } ?? [])
    }
}
