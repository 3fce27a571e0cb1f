import BookingCore
import CalendarTime

/// What of the version before stands.
extension ModelRun {
    /// Instances entirely in the past are kept as they were.
    mutating func keepPast(_ current: [NaiveInstance]) {
        let over = (previous?.instances ?? []).filter { $0.end < now || ($0.end == now && $0.start < now) }
        if isRecurring {
            let there = Set(current.map(\.id))
            past = over.filter { !there.contains($0.id) }
        } else if let only = expansion.all.first, !isPresent(only) {
            past = over.filter { $0.start == only.start && $0.end == only.end }
        }
    }

    /// What did not move keeps its slot and its answer, found by its identity, else by its time.
    mutating func sortOut(_ current: [NaiveInstance]) {
        var standing = (previous?.instances ?? []).filter(stands)
        var unknown: [Int] = []
        for (position, instance) in current.enumerated() {
            var verdict = ModelVerdict.accepted
            if !instance.blocks {
                verdict = .cancelled
            } else if let found = standing.firstIndex(where: {
                $0.id == instance.id && $0.start == instance.start && $0.end == instance.end
            }) {
                verdict = standing.remove(at: found).verdict
            } else {
                unknown.append(position)
            }
            decided.append(ModelInstance(id: instance.id, start: instance.start, end: instance.end, verdict: verdict))
        }
        let byHand = refusedByHand()
        for position in unknown {
            let instance = decided[position]
            let twins = standing.indices.filter {
                standing[$0].start == instance.start && standing[$0].end == instance.end
            }
            // Of several, what is held comes first.
            if let twin = twins.first(where: { standing[$0].verdict.holds }) ?? twins.first {
                decided[position].verdict = standing.remove(at: twin).verdict
            } else if let reasons = byHand[[instance.start, instance.end]] {
                decided[position].verdict = .declined(reasons)
            } else {
                fresh.append(position)
            }
        }
        guard goesOn else { return }
        laterIsRefused = isWholeRefusedByHand && Self.repeats(former?.expansion.set, ask.series)
        laterIsFresh = !laterIsRefused && repeatsAnew
    }

    /// Whether something is asked for past what is decided that the version before did not have; single exceptions of a
    /// series that repeats as it did are none.
    private var repeatsAnew: Bool {
        guard let previous, previous.decidedThrough != nil, ask.units <= previous.units else {
            return expansion.contains(after: horizon) { $0.blocks && $0.end > horizon && isPresent($0) }
        }
        if Self.repeats(previous.expansion.set, ask.series) { return false }
        let promised = promisedLater()
        return expansion.contains(after: horizon) {
            $0.blocks && $0.end > horizon && isPresent($0) && !promised.contains([$0.start, $0.end])
        }
    }

    /// The later instances of the version before, which stand as long as no more units are asked for.
    func promisedLater() -> Set<[Int64]> {
        guard let previous, let from = previous.decidedThrough, ask.units <= previous.units else { return [] }
        var ranges: Set<[Int64]> = []
        for instance in previous.expansion.all where instance.blocks && instance.end > from {
            ranges.insert([instance.start, instance.end])
        }
        return ranges
    }

    private func stands(_ instance: ModelInstance) -> Bool {
        guard let previous, !hasGrownTooLarge(previous) else { return false }
        switch instance.verdict {
        case .accepted, .tentative: return ask.units <= previous.units
        case .declined(let reasons):
            return ask.units == previous.units && !reasons.contains("overCapacity")
                && !reasons.contains(where: Self.isByHand)
        case .cancelled: return false
        }
    }

    private func hasGrownTooLarge(_ previous: ModelBooking) -> Bool {
        guard policy.enforceCapacity == .decline, let capacity = room.capacity, let people = ask.people else {
            return false
        }
        return people > capacity && people > previous.people ?? 0
    }

    // MARK: A manager's no

    private static func isByHand(_ reason: String) -> Bool { reason == "notApproved" || reason == "released" }

    private var isWholeRefusedByHand: Bool {
        guard let former, former.state == .declined || former.state == .released else { return false }
        return !former.reasons.isEmpty && former.reasons.allSatisfy(Self.isByHand)
    }

    /// What somebody refused stays refused while its time is the same.
    private func refusedByHand() -> [[Int64]: [String]] {
        guard let former else { return [:] }
        var ranges: [[Int64]: [String]] = [:]
        for instance in former.instances {
            if case .declined(let reasons) = instance.verdict, reasons.contains(where: Self.isByHand) {
                ranges[[instance.start, instance.end]] = reasons
            }
        }
        guard isWholeRefusedByHand else { return ranges }
        for instance in former.expansion.all where instance.blocks && instance.end > now {
            ranges[[instance.start, instance.end]] = former.reasons
        }
        return ranges
    }

    /// The same rules, dates and moves of all later instances; single exceptions may differ.
    static func repeats(_ old: RecurrenceSet?, _ new: RecurrenceSet) -> Bool {
        guard let old else { return false }
        func moves(_ set: RecurrenceSet) -> [String] {
            var plain = set
            if set.hasMaster {
                plain.overrides.removeAll { !$0.thisAndFuture }
                plain.excluded = []
            }
            return [ProofCase.text(plain)]
        }
        return moves(old) == moves(new)
    }
}
