/// What the instances between two THISANDFUTURE overrides look like.
struct SegmentShape: Sendable {
    /// Recurrence IDs of the segment: after `after`, before `before`.
    var after = Int64.min
    var before = Int64.max
    /// Seconds of wall clock by which each instance moves; nil in the first segment, where nothing moves.
    var shift: Int64?
    var length: InstanceLength
    var blocks: Bool
    var tag: Int?

    static func master(of set: RecurrenceSet) -> SegmentShape {
        SegmentShape(
            length: InstanceLength(set.length, start: set.start, zone: set.zone), blocks: set.blocks)
    }
}

/// The instances of one segment, ascending, without those that an override replaces.
struct InstanceSegment: Sendable {
    /// The next instance; nil at the end.
    private(set) var head: Instance?
    private var base: BaseInstances
    private let shape: SegmentShape
    private let table: ZoneTable
    /// Sorted recurrence IDs of overridden instances.
    private let replaced: [Int64]
    private var replacedIndex = 0
    private let from: Instant
    /// By how much moving instances on the wall clock can bring them out of order.
    private let disorder: Int64
    /// Moved instances that an instance still to come could precede, sorted.
    private var waiting: [Instance] = []
    private var latestMoved = Int64.min
    private var isAtEnd = false

    init(set: RecurrenceSet, shape: SegmentShape, replaced: [Int64], from: Instant, budget: inout Int) {
        self.shape = shape
        self.replaced = replaced
        self.from = from
        table = set.start.zone(default: set.zone).table
        disorder = shape.shift == nil ? 0 : 2 * table.offsetSpread
        var first = from.adding(-shape.length.longest)
        if let shift = shape.shift {
            // The clock may jump between an instance and where it is moved to.
            first = first.adding(-shift).adding(-Int64(2 * ZoneTable.offsetLimit))
        }
        base = BaseInstances(set: set, from: max(first, Instant(seconds: shape.after)), budget: &budget)
        head = advance(budget: &budget)
    }

    /// Hands out `head` and finds the one after it.
    @inline(__always)
    mutating func take(budget: inout Int) -> Instance? {
        guard let current = head else { return nil }
        head = advance(budget: &budget)
        return current
    }

    private mutating func advance(budget: inout Int) -> Instance? {
        if disorder == 0 { return shaped(budget: &budget) }
        while !isAtEnd, waiting.isEmpty || waiting[0].range.start.seconds > latestMoved - disorder {
            guard let instance = shaped(budget: &budget) else {
                isAtEnd = true
                break
            }
            latestMoved = instance.range.start.seconds
            let index = waiting.lastIndex { $0.isOrdered(before: instance) }
            waiting.insert(instance, at: index.map { $0 + 1 } ?? 0)
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// The next instance of the base, where this segment puts it.
    private mutating func shaped(budget: inout Int) -> Instance? {
        while let found = base.next(budget: &budget) {
            guard found.start < shape.before else { return nil }
            guard found.start > shape.after, !isReplaced(found.start) else { continue }
            let range: TimeRange
            if let shift = shape.shift {
                range = shape.length.range(from: shifted(found.start, by: shift))
            } else {
                range = found.period ?? shape.length.range(from: found.start)
            }
            guard range.end > from else { continue }
            return Instance(
                recurrenceID: Instant(seconds: found.start), range: range, blocks: shape.blocks, overrideTag: shape.tag)
        }
        return nil
    }

    private mutating func isReplaced(_ start: Int64) -> Bool {
        while replacedIndex < replaced.count, replaced[replacedIndex] < start { replacedIndex += 1 }
        return replacedIndex < replaced.count && replaced[replacedIndex] == start
    }

    /// The same time on the wall clock `shift` seconds later, so that a moved series keeps its new local time.
    private func shifted(_ start: Int64, by shift: Int64) -> Int64 {
        let local = Instant(seconds: start).adding(Int64(table.offset(atSeconds: start))).adding(shift).seconds
        return Instant(seconds: local).adding(-table.span(ofLocal: local).offset).seconds
    }
}

/// The overrides of a set, resolved.
struct OverridePlan {
    /// One per override, sorted by start.
    private(set) var instances: [Instance] = []
    /// Recurrence IDs that the series itself must leave out, sorted.
    private(set) var replaced: [Int64] = []
    /// The series itself and its continuation after each THISANDFUTURE.
    private(set) var shapes: [SegmentShape] = []

    init(set: RecurrenceSet) {
        var byID: [Int64: Instance] = [:]
        var plain: Set<Int64> = []
        var futures: [Int64: SegmentShape] = [:]
        let zone = set.start.zone(default: set.zone)
        for override in set.overrides {
            let id = set.baseStart(override.recurrenceID)
            let length = InstanceLength(override.length, start: override.start, zone: set.zone)
            let start = override.start.instant(in: set.zone)
            if override.thisAndFuture {
                futures[id.seconds] = SegmentShape(
                    after: id.seconds, shift: zone.localSeconds(at: start) - zone.localSeconds(at: id), length: length,
                    blocks: override.blocks, tag: override.tag)
                // An override of the one instance says more about it than one of it and all later ones.
                if plain.contains(id.seconds) { continue }
            } else {
                plain.insert(id.seconds)
            }
            byID[id.seconds] = Instance(
                recurrenceID: id, range: length.range(from: start.seconds), blocks: override.blocks,
                overrideTag: override.tag)
        }
        instances = byID.values.sorted { $0.isOrdered(before: $1) }
        replaced = byID.keys.sorted()
        shapes = [.master(of: set)]
        for id in futures.keys.sorted() {
            guard let shape = futures[id] else { continue }
            shapes[shapes.count - 1].before = id
            shapes.append(shape)
        }
    }
}
