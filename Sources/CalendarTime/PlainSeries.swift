/// A series of one rule, without RDATEs, EXDATEs and overrides: the short way for the commonest bookings.
struct PlainSeries: Sendable {
    private var source: RuleSource
    private let length: InstanceLength
    private let blocks: Bool
    private let from: Int64
    /// DTSTART, until it has been given.
    private var start: Int64?

    /// Nil when the set has anything else in it, or begins in a gap, where DTSTART may not come first.
    init?(set: RecurrenceSet, from: Instant, budget: inout Int) {
        guard set.hasMaster, set.rules.count == 1, set.dates.isEmpty, set.excluded.isEmpty, set.overrides.isEmpty else {
            return nil
        }
        let local = set.start.civil.secondsSinceEpoch
        guard local < set.start.zone(default: set.zone).table.span(ofLocal: local).gapStart else { return nil }
        length = InstanceLength(set.length, start: set.start, zone: set.zone)
        blocks = set.blocks
        self.from = from.seconds
        let first = set.start.instant(in: set.zone).seconds
        source = RuleSource(
            rule: set.rules[0], start: set.start, zone: set.zone, horizon: .maxDateTime, budget: &budget)
        source.skip(to: from.adding(-length.longest), budget: &budget)
        source.leaveOut(upTo: first)
        start = first
    }

    @inline(__always)
    mutating func next(budget: inout Int) -> Instance? {
        if let first = start {
            start = nil
            budget -= 1
            let range = length.range(from: first)
            if range.end.seconds > from, budget >= 0 { return instance(range) }
        }
        while let found = source.next(budget: &budget) {
            let range = length.range(from: found)
            if range.end.seconds > from { return instance(range) }
        }
        return nil
    }

    @inline(__always)
    private func instance(_ range: TimeRange) -> Instance {
        Instance(recurrenceID: range.start, range: range, blocks: blocks)
    }
}
