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
    private let open: [OpenPlace]
    /// Beside `open`: where the pass stands in each. Changed in place only: a copy would copy an iterator.
    private var passing: ContiguousArray<OpenInstances>
    /// Beside `open`: what ends by then does not meet the series. One row of numbers, so that the series whose time has
    /// not come cost next to nothing.
    private var wakeAt: ContiguousArray<Int64>
    /// Beside `open`: it had the same time as some instance.
    private var wasFound: [Bool]

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
        var open: [OpenPlace] = []
        func addOpen(_ id: ResourceID, before: Int64, after: Int64, isOwn: Bool, countsHolds: Bool) {
            for series in context.schedules[id]?.openSeries ?? [] {
                guard series.booking != booking, series.booking != former?.id, countsHolds || !series.tentative else {
                    continue
                }
                open.append(
                    OpenPlace(
                        series: series, resource: id, before: before, after: after,
                        needsAll: isOwn && resource.units > 1))
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
        passing = ContiguousArray(open.map { OpenInstances($0, from: start) })
        wakeAt = ContiguousArray(passing.map(\.wakeAt))
        wasFound = Array(repeating: false, count: open.count)
        self.related = related
        hasStored = stored.hasConflict(
            future.widened(before: resource.gap, after: 0), ignoring: former?.id, countsHolds: countsHolds)
    }

    /// Nothing can be in the way.
    var isFree: Bool { open.isEmpty && related.isEmpty && !hasStored && requested <= resource.units }

    var isExhausted: Bool { passing.contains(where: \.isExhausted) }

    func collectFound(into found: inout [ResourceID: [OpenSeries]]) {
        for (open, wasFound) in zip(open, wasFound) where wasFound {
            found[open.resource, default: []].append(open.series)
        }
    }

    /// How an instance clashes.
    struct Clash {
        var isTaken = false
        /// Also with a series that has no end.
        var withEndless = false
        /// Without stored time it would not.
        var withStored = false
    }

    /// - Parameter range: none begins before the one of the call before.
    mutating func clash(of range: TimeRange, work: inout Int) -> Clash {
        work += 1
        var clash = Clash()
        var overlapping: [(range: TimeRange, units: Int)] = []
        let end = range.end.seconds
        for position in wakeAt.indices where wakeAt[position] < end {
            let isMet = passing[position].advance(to: range, wakeAt: &wakeAt[position], work: &work)
            guard isMet else { continue }
            wasFound[position] = true
            clash.withEndless = clash.withEndless || open[position].series.series.isEndless
            if open[position].needsAll {
                let units = open[position].series.units
                passing[position].forEachMet { overlapping.append(($0, units)) }
            } else {
                clash.isTaken = true
            }
        }
        if !clash.isTaken, isStoredTimeTaken(range, beside: overlapping) {
            clash.isTaken = true
            clash.withStored = overlapping.isEmpty || isNearStoredTime(range)
        }
        clash.withEndless = clash.withEndless && clash.isTaken
        return clash
    }

    private func isNearStoredTime(_ range: TimeRange) -> Bool {
        let gap = resource.gap
        return isRelatedTimeTaken(range)
            || (hasStored && stored.hasConflict(range.widened(before: gap, after: gap), ignoring: former))
    }

    private func isRelatedTimeTaken(_ range: TimeRange) -> Bool {
        related.contains {
            $0.index.hasConflict(range.widened(before: $0.before, after: $0.after), countsHolds: $0.countsHolds)
        }
    }

    private func isStoredTimeTaken(_ range: TimeRange, beside open: [(range: TimeRange, units: Int)]) -> Bool {
        if isRelatedTimeTaken(range) { return true }
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

/// An open series that may be in the way.
private struct OpenPlace {
    var series: OpenSeries
    var resource: ResourceID
    /// Seconds between its instances and what comes after them, or before.
    var before: Int64
    var after: Int64
    /// Every overlapping instance counts, not only whether there is one.
    var needsAll: Bool
}

/// One open series as the instances of another pass over it.
private struct OpenInstances {
    private let before: Int64
    private let after: Int64
    private let needsAll: Bool
    private let from: Instant
    private var iterator: InstanceIterator
    private var next: Instance?
    /// Instances that may overlap what comes.
    private var current: [TimeRange] = []
    /// What was asked about last, with the buffers.
    private var window = TimeRange(start: .distantPast, end: .distantPast)

    var isExhausted: Bool { iterator.isExhausted }

    init(_ place: OpenPlace, from start: Instant) {
        before = place.before
        after = place.after
        needsAll = place.needsAll
        from = place.series.from
        iterator = place.series.series.instances(from: max(from, start.adding(-before)))
        next = iterator.next()
    }

    /// What ends at that instant or earlier does not meet the series, as far as the pass has come.
    var wakeAt: Int64 {
        if !current.isEmpty { return .min }
        return next.map { $0.range.start.adding(-after).seconds } ?? .max
    }

    /// Forgets what is over and takes in what begins before `range` ends: all, or until something overlaps it.
    ///
    /// - Returns: whether an instance overlaps `range` with its buffers.
    mutating func advance(to range: TimeRange, wakeAt: inout Int64, work: inout Int) -> Bool {
        window = range.widened(before: before, after: after)
        work += 1 + current.count
        if !current.isEmpty { current.removeAll { $0.end <= window.start } }
        var isMet = current.contains { $0.overlaps(window) }
        while let instance = next, instance.range.start < window.end, needsAll || !isMet {
            work += 1
            if instance.blocks, instance.range.end > max(from, window.start), !instance.range.isEmpty {
                current.append(instance.range)
                isMet = isMet || instance.range.overlaps(window)
            }
            next = iterator.next()
        }
        wakeAt = self.wakeAt
        return isMet
    }

    func forEachMet(_ body: (TimeRange) -> Void) {
        for range in current where range.overlaps(window) { body(range) }
    }
}
