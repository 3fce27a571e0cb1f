import CalendarTime

/// The time of one resource past the window, as the instances of a series pass over it by start.
struct ClashPlace {
    private let resource: Resource
    private let requested: Int
    private let former: BookingID?
    private let stored: IntervalIndex
    private let hasStored: Bool
    private let countsHolds: Bool
    private let related: [(before: Int64, after: Int64, index: IntervalIndex, countsHolds: Bool)]
    private let open: [OpenInstances]
    /// The open series by where their next instance begins, so that none is looked at before its time.
    private var coming = ComingStarts()
    /// Positions in `open` of those with an instance that may overlap what comes.
    private var present: [Int] = []

    /// - Parameters:
    ///   - former: the booking as it stands: its own time.
    ///   - start: where the first instance begins that is asked about.
    init(
        _ booking: BookingID, units: Int, own former: Booking?, in context: EngineContext, from start: Instant,
        _ sight: Occupancy.Sight
    ) {
        let resource = context.resource
        self.resource = resource
        self.former = former?.id
        requested = max(1, units)
        stored = context.schedules[resource.id]?.index ?? IntervalIndex()
        let seesHolds = sight == .policy
        countsHolds = seesHolds && resource.policy.approval.pendingBlocks
        var open: [OpenInstances] = []
        func addOpen(_ id: ResourceID, before: Int64, after: Int64, isOwn: Bool, countsHolds: Bool) {
            for series in context.schedules[id]?.openSeries ?? [] {
                guard series.booking != booking, series.booking != former?.id, countsHolds || !series.tentative else {
                    continue
                }
                open.append(
                    OpenInstances(
                        series, of: id, before: before, after: after, needsAll: isOwn && resource.units > 1, from: start
                    ))
            }
        }
        addOpen(resource.id, before: resource.gap, after: resource.gap, isOwn: true, countsHolds: countsHolds)
        let future = TimeRange(start: start, end: max(start, .distantFuture))
        var related: [(before: Int64, after: Int64, index: IntervalIndex, countsHolds: Bool)] = []
        for other in context.related {
            let (before, after) = resource.buffers(beside: other)
            let index = context.schedules[other.id]?.index ?? IntervalIndex()
            let counts = seesHolds && other.pendingBlocks
            if index.hasConflict(future.widened(before: before, after: after), countsHolds: counts) {
                related.append((before, after, index, counts))
            }
            addOpen(other.id, before: before, after: after, isOwn: false, countsHolds: counts)
        }
        self.open = open
        self.related = related
        hasStored = stored.hasConflict(
            future.widened(before: resource.gap, after: 0), ignoring: former?.id, countsHolds: countsHolds)
        for position in open.indices { wait(for: position) }
    }

    /// Nothing can be in the way.
    var isFree: Bool { open.isEmpty && related.isEmpty && !hasStored && requested <= resource.units }

    var isExhausted: Bool { open.contains(where: \.isExhausted) }

    func collectFound(into found: inout [ResourceID: [OpenSeries]]) {
        for open in open where open.wasFound { found[open.resource, default: []].append(open.series) }
    }

    private mutating func wait(for position: Int) {
        if let key = open[position].nextKey { coming.insert(key, position) }
    }

    /// - Parameter range: none begins before the one of the call before.
    mutating func clash(of range: TimeRange, work: inout Int) -> (isTaken: Bool, withEndless: Bool) {
        work += 1 + present.count
        var put: [Int] = []
        while let position = coming.removeFirst(before: range.end) {
            let series = open[position]
            let wasPresent = series.isPresent
            work += 1 + series.advance(to: range)
            if series.isPresent, !wasPresent { present.append(position) }
            put.append(position)
        }
        for position in put { wait(for: position) }
        var isTaken = false
        var withEndless = false
        var overlapping: [(range: TimeRange, units: Int)] = []
        present.removeAll { position in
            let series = open[position]
            guard series.overlaps(range, &overlapping) else { return !series.isPresent }
            withEndless = withEndless || series.series.series.isEndless
            isTaken = isTaken || !series.needsAll
            return false
        }
        if !isTaken { isTaken = isStoredTimeTaken(range, beside: overlapping) }
        return (isTaken, withEndless && isTaken)
    }

    private func isStoredTimeTaken(_ range: TimeRange, beside open: [(range: TimeRange, units: Int)]) -> Bool {
        let isRelatedTaken = related.contains {
            $0.index.hasConflict(range.widened(before: $0.before, after: $0.after), countsHolds: $0.countsHolds)
        }
        if isRelatedTaken { return true }
        let gap = resource.gap
        guard resource.units > 1 else {
            return hasStored
                && stored.hasConflict(
                    range.widened(before: gap, after: gap), ignoring: former, countsHolds: countsHolds)
        }
        if open.isEmpty, !hasStored { return requested > resource.units }
        var joined = hasStored ? stored : IntervalIndex()
        for (position, instance) in open.enumerated() {
            // No stored booking has a negative number.
            let slot = BookingSlot(booking: BookingID(rawValue: -1 - Int64(position)))
            joined.insert(instance.range, slot, units: instance.units)
        }
        let taken = joined.peakUnits(in: range, ignoring: former, gap: gap, countsHolds: countsHolds)
        return taken > resource.units - requested
    }
}

/// One open series as the instances of another pass over it. Used by one run alone.
private final class OpenInstances {
    let series: OpenSeries
    let resource: ResourceID
    /// Every overlapping instance counts, not only whether there is one.
    let needsAll: Bool
    /// It had the same time as some instance.
    private(set) var wasFound = false
    private let before: Int64
    private let after: Int64
    private var iterator: InstanceIterator
    private var next: Instance?
    /// Instances that may overlap what comes.
    private var current: [TimeRange] = []

    var isExhausted: Bool { iterator.isExhausted }
    var isPresent: Bool { !current.isEmpty }
    /// What ends at that instant or earlier has nothing to do with the next instance.
    var nextKey: Instant? { next.map { $0.range.start.adding(-after) } }

    init(
        _ series: OpenSeries, of resource: ResourceID, before: Int64, after: Int64, needsAll: Bool, from start: Instant
    ) {
        self.series = series
        self.resource = resource
        self.before = before
        self.after = after
        self.needsAll = needsAll
        iterator = series.series.instances(from: max(series.from, start.adding(-before)))
        next = iterator.next()
    }

    /// Takes in what begins before `range` ends: all, or until something overlaps it. Gives the number of instances
    /// looked at.
    func advance(to range: TimeRange) -> Int {
        let window = range.widened(before: before, after: after)
        current.removeAll { $0.end <= window.start }
        var looked = 0
        while let instance = next, instance.range.start < window.end {
            if !needsAll, current.contains(where: { $0.overlaps(window) }) { break }
            looked += 1
            if instance.blocks, instance.range.end > max(series.from, window.start), !instance.range.isEmpty {
                current.append(instance.range)
            }
            next = iterator.next()
        }
        return looked
    }

    /// Whether an instance overlaps `range`; adds them to `found` where all count. Forgets what is over.
    func overlaps(_ range: TimeRange, _ found: inout [(range: TimeRange, units: Int)]) -> Bool {
        let window = range.widened(before: before, after: after)
        var isFound = false
        current.removeAll { instance in
            if instance.end <= window.start { return true }
            if instance.overlaps(window) {
                isFound = true
                if needsAll { found.append((instance, series.units)) }
            }
            return false
        }
        wasFound = wasFound || isFound
        return isFound
    }
}

/// Positions by an instant each, the earliest first: a binary heap.
private struct ComingStarts {
    private var heap: [(key: Instant, position: Int)] = []

    mutating func insert(_ key: Instant, _ position: Int) {
        heap.append((key, position))
        var child = heap.count - 1
        while child > 0, heap[child].key < heap[(child - 1) / 2].key {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The earliest, if it is before `limit`.
    mutating func removeFirst(before limit: Instant) -> Int? {
        guard let first = heap.first, first.key < limit else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < heap.count && heap[child].key < heap[least].key { least = child }
            if least == parent { return first.position }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
