import BookingCore
import CalendarTime

/// Plays a history on the engine and on the model, side by side.
struct ProofRun {
    /// What was compared, to be reported.
    struct Figures {
        var cases = 0
        var decisions = 0
        var extensions = 0
        var instances = 0
        var declined = 0
        var partial = 0
        var withLaterClashes = 0
        var endlessClashes = 0
        var pending = 0
        var waitlisted = 0
        var approvals = 0

        static func + (left: Figures, right: Figures) -> Figures {
            var sum = left
            sum.cases += right.cases
            sum.decisions += right.decisions
            sum.extensions += right.extensions
            sum.instances += right.instances
            sum.declined += right.declined
            sum.partial += right.partial
            sum.withLaterClashes += right.withLaterClashes
            sum.endlessClashes += right.endlessClashes
            sum.pending += right.pending
            sum.waitlisted += right.waitlisted
            sum.approvals += right.approvals
            return sum
        }
    }

    private(set) var engine: ProofEngine
    private(set) var model: ProofModel
    private(set) var now: Instant
    private(set) var figures = Figures()

    init(_ proof: ProofCase) {
        engine = ProofEngine(proof.rooms, zone: proof.zone)
        model = ProofModel(proof.rooms, zone: proof.zone)
        now = proof.now
    }

    /// The first difference between the engine and the model, or the first breach of exclusivity; nil where all is well.
    static func difference(in proof: ProofCase) -> (text: String?, figures: Figures) {
        var run = ProofRun(proof)
        run.figures.cases = 1
        for (number, step) in proof.steps.enumerated() {
            if let text = run.play(step) ?? run.breach() { return ("step \(number + 1): " + text, run.figures) }
        }
        return (nil, run.figures)
    }

    mutating func play(_ step: ProofStep) -> String? {
        switch step {
        case .ask(let ask): return play(ask)
        case .cancel(let id):
            engine.cancel(id)
            model.cancel(id)
            return nil
        case .approve(let number):
            guard let id = waiting(number) else { return nil }
            return approve(id)
        case .refuse(let number):
            guard let id = waiting(number), var booking = model.bookings[id] else { return nil }
            engine.refuse(id)
            (booking.state, booking.reasons, booking.decidedThrough) = (.declined, ["notApproved"], nil)
            for position in booking.instances.indices where booking.instances[position].takesTime {
                booking.instances[position].verdict = .declined(["notApproved"])
            }
            model.store(booking)
            return nil
        case .advance(let seconds):
            now = now.adding(seconds)
            return extend()
        }
    }

    /// One of those that wait, counted round.
    private func waiting(_ number: Int64) -> Int64? {
        let ids = model.bookings.values.filter { $0.state == .tentative }.map(\.id).sorted()
        return ids.isEmpty ? nil : ids[Int(number) % ids.count]
    }

    private mutating func approve(_ id: Int64) -> String? {
        guard var booking = model.bookings[id] else { return "\(id) waits and is not known" }
        let answer = model.approve(booking, now: now.seconds)
        guard let decision = engine.approve(id, now: now) else { return "\(id) cannot be approved" }
        var given = ModelDecision(decision).withoutRepetition
        (given.laterCount, given.laterFirst) = (0, [])
        if given.verdict == "declined" { given.instances = answer.instances }
        figures.approvals += 1
        guard given == answer else { return "approving \(id): " + Self.difference(given, answer) }
        guard decision.isAccepted else { return nil }
        (booking.state, booking.instances, booking.approved) = (.confirmed, answer.instances, now.seconds)
        model.store(booking)
        // Everybody loses to what is confirmed now; none of the holds is in another's way.
        let changed = model.bookings.values.filter { $0.state == .tentative }.compactMap { hold in
            hold.room == booking.room || model.related(to: hold.room).contains(booking.room)
                ? model.displaced(hold, by: booking, now: now.seconds) : nil
        }
        for hold in changed { model.store(hold) }
        return heldDifference()
    }

    /// Whether the engine's side keeps the same as the model's.
    private func heldDifference() -> String? {
        for (id, booking) in model.bookings.sorted(by: { $0.key < $1.key }) {
            guard let kept = engine.bookings[id] else { return "\(id) is not kept" }
            let instances = kept.instances.map(ModelInstance.init)
            guard kept.state == booking.state, kept.decidedThrough?.seconds == booking.decidedThrough,
                instances == booking.instances
            else {
                return
                    "after the approval \(id) is \(kept.state) \(instances), not \(booking.state) \(booking.instances)"
            }
        }
        return nil
    }

    private mutating func play(_ ask: ProofAsk) -> String? {
        let expansion = NaiveExpansion(ask.series)
        let decision = engine.decide(ask, now: now)
        let whole = ModelDecision(decision)
        let given = whole.withoutRepetition
        let answer = model.decide(ask, expansion, now: now.seconds).named(like: whole)
        count(given)
        guard given == answer else { return Self.difference(given, answer) }
        let previous = model.bookings[ask.booking]
        let state = decision.storedState
        if decision.verdict == .ignored || (ask.keepsOldVersion && previous != nil && !state.holdsTime) { return nil }
        var approved = previous?.approved
        if !(previous?.holds ?? false) || ask.units > previous?.units ?? 0
            || !ModelRun.repeats(previous?.expansion.set, ask.series)
        {
            approved = nil
        }
        engine.store(decision, for: ask, now: now)
        model.store(
            ModelBooking(
                id: ask.booking, room: ask.room, person: ask.person, units: ask.units, people: ask.people,
                created: previous?.created ?? now.seconds, approved: approved, state: state, expansion: expansion,
                instances: answer.instances, decidedThrough: answer.decidedThrough, reasons: answer.reasons))
        return nil
    }

    /// Both sides extend each room's open series, oldest first.
    private mutating func extend() -> String? {
        var extended = engine.extendAll(now: now)
        for room in model.rooms.indices {
            let open = model.bookings.values.filter { $0.room == room && $0.holds && $0.decidedThrough != nil }
            for booking in open.sorted(by: { $0.isOlder(than: $1) }) {
                guard let answer = model.extend(booking, now: now.seconds) else { continue }
                guard !extended.isEmpty, extended[0].booking == booking.id else {
                    return "booking \(booking.id) is not extended in its turn"
                }
                let given = ModelDecision(extended.removeFirst().decision)
                figures.extensions += 1
                if given != answer { return "extending \(booking.id): " + Self.difference(given, answer) }
                var new = booking
                new.instances = answer.instances
                new.decidedThrough = answer.decidedThrough
                model.store(new)
            }
        }
        return extended.isEmpty ? nil : "booking \(extended[0].booking) is extended and need not be"
    }

    private mutating func count(_ decision: ModelDecision) {
        figures.decisions += 1
        figures.instances += decision.instances.count
        if decision.verdict == "declined" { figures.declined += 1 }
        if decision.verdict == "partiallyAccepted" { figures.partial += 1 }
        if decision.verdict == "pending" { figures.pending += 1 }
        if decision.verdict == "waitlisted" { figures.waitlisted += 1 }
        if decision.laterCount > 0 { figures.withLaterClashes += 1 }
        if decision.laterCount == .max { figures.endlessClashes += 1 }
    }

    // MARK: Exclusivity

    /// Looks at everything the engine has confirmed and that is not over, each instance with its buffers, against
    /// everything else.
    func breach() -> String? {
        for (number, room) in engine.rooms.enumerated() {
            if room.policy.allowConflicts || room.policy.autoSchedule == .acceptAlways { continue }
            let taken = confirmed(in: number)
            let held = engine.bookings.values.filter { $0.resource == room.id && $0.state.holdsTime }
                .reduce(0) { $0 + $1.instances.count(where: \.takesTime) }
            if engine.schedules[room.id]?.index.count ?? 0 != held {
                return "the index of room \(number) does not hold what is booked"
            }
            for item in taken.items
            where item.end > now.seconds && taken.peak(item.start, item.end, gap: model.gap(number)) > room.units {
                return "more than \(room.units) units of room \(number) at \(item.start), booking \(item.booking)"
            }
            for other in model.related(to: number) {
                let beside = confirmed(in: other)
                let gaps = model.gaps(number, other)
                let policy = engine.rooms[other].policy
                if policy.allowConflicts || policy.autoSchedule == .acceptAlways { continue }
                for item in taken.items
                where item.end > now.seconds
                    && !beside.overlapping(item.start - gaps.before, item.end + gaps.behind).isEmpty
                {
                    return "rooms \(number) and \(other) are both taken at \(item.start), booking \(item.booking)"
                }
            }
        }
        return nil
    }

    private func confirmed(in room: Int) -> TakenTime {
        var items: [TakenTime.Item] = []
        for booking in engine.bookings.values
        where booking.resource == engine.rooms[room].id && booking.state.holdsTime {
            for instance in booking.instances where instance.verdict == .accepted && instance.takesTime {
                items.append(
                    TakenTime.Item(
                        start: instance.range.start.seconds, end: instance.range.end.seconds, units: booking.units,
                        booking: booking.id.rawValue))
            }
        }
        return TakenTime(items)
    }

    // MARK: Words

    private static func difference(_ given: ModelDecision, _ wanted: ModelDecision) -> String {
        var lines = ["the engine (-) and the model (+) differ"]
        func compare<Value: Equatable>(_ name: String, _ left: Value, _ right: Value) {
            if left != right { lines += ["- \(name) \(left)", "+ \(name) \(right)"] }
        }
        compare("verdict", given.verdict, wanted.verdict)
        compare("reasons", given.reasons, wanted.reasons)
        compare("decidedThrough", given.decidedThrough, wanted.decidedThrough)
        compare("later clashes", given.laterCount, wanted.laterCount)
        compare("first later clashes", given.laterFirst, wanted.laterFirst)
        compare("number of instances", given.instances.count, wanted.instances.count)
        let missing = given.instances.filter { !wanted.instances.contains($0) }
        let added = wanted.instances.filter { !given.instances.contains($0) }
        lines += missing.prefix(5).map { "- \(text($0))" } + added.prefix(5).map { "+ \(text($0))" }
        return lines.joined(separator: "\n")
    }

    private static func text(_ instance: ModelInstance) -> String {
        "\(instance.id) \(Instant(seconds: instance.start))/\(Instant(seconds: instance.end)) \(instance.verdict)"
    }
}
