/// Yields the instances of a `RecurrenceSet` one by one, ordered by start, then by recurrence ID.
public struct InstanceIterator: Sequence, IteratorProtocol, Sendable {
    /// One rule and nothing else, as most series are.
    private var plain: PlainSeries?
    private var segments: [InstanceSegment] = []
    /// Overrides as instances of their own, sorted.
    private var overrides: [Instance] = []
    private var overrideIndex = 0
    private let from: Instant
    private var budget: Int

    /// Whether the work budget ran out before the end. The instances seen are then right, and more may be missing: treat
    /// it as an error, never as the end of the series.
    public var isExhausted: Bool { budget < 0 }

    init(set: RecurrenceSet, from: Instant, budget: Int) {
        self.from = from
        self.budget = Swift.max(0, budget)
        if let plain = PlainSeries(set: set, from: from, budget: &self.budget) {
            self.plain = plain
            return
        }
        if set.overrides.isEmpty {
            segments.append(
                InstanceSegment(set: set, shape: .master(of: set), replaced: [], from: from, budget: &self.budget))
            return
        }
        let shaped = OverridePlan(set: set)
        overrides = shaped.instances.filter { $0.range.end > from }
        guard set.hasMaster else { return }
        segments.reserveCapacity(shaped.shapes.count)
        for shape in shaped.shapes {
            segments.append(
                InstanceSegment(set: set, shape: shape, replaced: shaped.replaced, from: from, budget: &self.budget))
        }
    }

    public mutating func next() -> Instance? {
        if plain != nil { return plain?.next(budget: &budget) }
        return nextOfMany()
    }

    private mutating func nextOfMany() -> Instance? {
        guard budget >= 0 else { return nil }
        var earliest: Instance?
        var chosen = -1
        if overrideIndex < overrides.count { earliest = overrides[overrideIndex] }
        for index in segments.indices {
            guard let head = segments[index].head else { continue }
            if let found = earliest, !head.isOrdered(before: found) { continue }
            earliest = head
            chosen = index
        }
        budget -= 1 + segments.count / 16
        guard earliest != nil else { return nil }
        guard chosen >= 0 else {
            overrideIndex += 1
            return earliest
        }
        return segments[chosen].take(budget: &budget)
    }
}

extension Instance {
    func isOrdered(before other: Instance) -> Bool {
        (range.start, recurrenceID) < (other.range.start, other.recurrenceID)
    }
}
