import CalendarTime

/// Finds the instances of a series past the booking window that are taken already, by merging the lazy expansions of
/// the series and of every open series beside it up to `Instant.maxDateTime`. Nothing is kept but the instances that
/// the merge stands on.
struct LaterClashFinder {
    /// The merge took more work than one request is given.
    struct WorkExhausted: Error {}

    /// What was found.
    struct Findings {
        /// All of them.
        var clashes: LaterClashes?
        /// Those that the version before did not have: `Int.max` where they never end.
        var newCount = 0
        var newFirst: [TimeRange] = []
        /// The first instances that are taken, as many as a record keeps.
        var taken: [TimeRange] = []
        /// The open series that have the same time as an instance, by resource.
        var open: [ResourceID: [OpenSeries]] = [:]
    }

    private let series: RecurrenceSet
    private let horizon: Instant
    private var places: [ClashPlace]
    private var former: FormerInstances?
    private var work = 0

    private static let workLimit = 4_000_000
    private static let namedClashes = 10
    /// Dates and weekdays repeat after 28 years between 1901 and 2099: what still clashes in the last ones goes on
    /// clashing.
    private static let cycle: Int64 = 28 * 366 * 86_400

    /// - Parameter former: the series of the version before, whose clashes are not new; nil: all are.
    init(
        _ request: BookingRequest, in context: EngineContext, after horizon: Instant, former: RecurrenceSet? = nil,
        seeing sight: Occupancy.Sight = .policy
    ) {
        series = request.series
        self.horizon = horizon
        self.former = former.map { FormerInstances($0, from: horizon) }
        places =
            context.resource.policy.notesConflicts
            ? []
            : [
                ClashPlace(
                    request.booking, units: request.units, own: request.previous, in: context, after: horizon, sight)
            ]
        for companion in context.companions where !companion.resource.policy.notesConflicts {
            let standing = companion.standing
            places.append(
                ClashPlace(
                    standing?.id ?? request.booking, units: 1, own: standing, in: companion, after: horizon, sight))
        }
    }

    /// - Throws: `WorkExhausted` where the answer would not be exact.
    mutating func find() throws(WorkExhausted) -> Findings {
        var findings = Findings()
        // Also where nothing can be in the way, the series must be one that others can be compared with.
        let isFree = places.allSatisfy(\.isFree)
        var count = 0
        var first: [TimeRange] = []
        var lastEndless: Instant?
        var lastNewEndless: Instant?
        var instances = series.instances(from: horizon)
        while let instance = instances.next() {
            guard !isFree, instance.blocks, !instance.range.isEmpty, instance.range.end > horizon else { continue }
            let clash = try clash(of: instance.range)
            guard clash.isTaken else { continue }
            count += 1
            if first.count < Self.namedClashes { first.append(instance.range) }
            if findings.taken.count < FactsCollector.greatestEntries { findings.taken.append(instance.range) }
            if clash.withEndless { lastEndless = instance.range.start }
            if former?.contains(instance.range) ?? false { continue }
            findings.newCount += 1
            if findings.newFirst.count < Self.namedClashes { findings.newFirst.append(instance.range) }
            if clash.withEndless { lastNewEndless = instance.range.start }
        }
        if instances.isExhausted || places.contains(where: \.isExhausted) { throw WorkExhausted() }
        for place in places { place.collectFound(into: &findings.open) }
        guard count > 0 else { return findings }
        if goesOn(lastNewEndless) { findings.newCount = .max }
        findings.clashes = LaterClashes(count: goesOn(lastEndless) ? .max : count, first: first)
        return findings
    }

    private func goesOn(_ last: Instant?) -> Bool {
        guard series.isEndless, let last else { return false }
        return last >= Instant.maxDateTime.adding(-Self.cycle)
    }

    private mutating func clash(of range: TimeRange) throws(WorkExhausted) -> (isTaken: Bool, withEndless: Bool) {
        var isTaken = false
        var withEndless = false
        for position in places.indices {
            let clash = places[position].clash(of: range, work: &work)
            if work > Self.workLimit { throw WorkExhausted() }
            isTaken = isTaken || clash.isTaken
            withEndless = withEndless || clash.withEndless
        }
        return (isTaken, withEndless)
    }
}

/// The time of one resource past the window.
private struct ClashPlace {
    private let resource: Resource
    private let requested: Int
    private let stored: IntervalIndex
    private let countsHolds: Bool
    private let related: [(before: Int64, after: Int64, index: IntervalIndex, countsHolds: Bool)]
    private var open: [OpenInstances] = []

    init(
        _ booking: BookingID, units: Int, own former: Booking?, in context: EngineContext, after horizon: Instant,
        _ sight: Occupancy.Sight
    ) {
        let resource = context.resource
        self.resource = resource
        requested = max(1, units)
        var own = context.schedules[resource.id]?.index ?? IntervalIndex()
        if let former { ResourceSchedule.forEachEntry(of: former) { _ = own.remove($0) } }
        stored = own
        let seesHolds = sight == .policy
        let countsHolds = seesHolds && resource.policy.approval.pendingBlocks
        self.countsHolds = countsHolds
        var open: [OpenInstances] = []
        func addOpen(_ id: ResourceID, before: Int64, after: Int64, isOwn: Bool, countsHolds: Bool) {
            for series in context.schedules[id]?.openSeries ?? [] {
                guard series.booking != booking, series.booking != former?.id, countsHolds || !series.tentative else {
                    continue
                }
                open.append(
                    OpenInstances(series, of: id, before: before, after: after, isOwn: isOwn, from: horizon))
            }
        }
        addOpen(resource.id, before: resource.gap, after: resource.gap, isOwn: true, countsHolds: countsHolds)
        let future = TimeRange(start: horizon, end: .distantFuture)
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
        let later = future.widened(before: resource.gap, after: 0)
        hasStored = stored.hasConflict(later, countsHolds: countsHolds)
    }

    private let hasStored: Bool

    /// Nothing can be in the way.
    var isFree: Bool { open.isEmpty && related.isEmpty && !hasStored && requested <= resource.units }

    var isExhausted: Bool { open.contains(where: \.isExhausted) }

    func collectFound(into found: inout [ResourceID: [OpenSeries]]) {
        for open in open where open.wasFound { found[open.resource, default: []].append(open.series) }
    }

    mutating func clash(of range: TimeRange, work: inout Int) -> (isTaken: Bool, withEndless: Bool) {
        var isTaken = related.contains {
            $0.index.hasConflict(range.widened(before: $0.before, after: $0.after), countsHolds: $0.countsHolds)
        }
        var withEndless = false
        var overlapping: [(range: TimeRange, units: Int)] = []
        work += 1
        for position in open.indices {
            let needsAll = open[position].isOwn && resource.units > 1
            work += 1 + open[position].advance(to: range, needsAll: needsAll)
            let found = open[position].overlapping(range)
            guard !found.isEmpty else { continue }
            open[position].wasFound = true
            withEndless = withEndless || open[position].series.series.isEndless
            if needsAll {
                overlapping += found.map { ($0, open[position].series.units) }
            } else {
                isTaken = true
            }
        }
        if !isTaken { isTaken = isOwnTimeTaken(range, beside: overlapping) }
        return (isTaken, withEndless && isTaken)
    }

    private func isOwnTimeTaken(_ range: TimeRange, beside open: [(range: TimeRange, units: Int)]) -> Bool {
        let gap = resource.gap
        guard resource.units > 1 else {
            return hasStored && stored.hasConflict(range.widened(before: gap, after: gap), countsHolds: countsHolds)
        }
        var joined = hasStored ? stored : IntervalIndex()
        for (position, instance) in open.enumerated() {
            let slot = BookingSlot(booking: BookingID(rawValue: Int64(position)))
            joined.insert(instance.range, slot, units: instance.units)
        }
        return joined.peakUnits(in: range, gap: gap, countsHolds: countsHolds) > resource.units - requested
    }
}

/// One open series as the merge passes over it.
private struct OpenInstances {
    let series: OpenSeries
    let resource: ResourceID
    let isOwn: Bool
    /// It had the same time as some instance.
    var wasFound = false
    private let before: Int64
    private let after: Int64
    private var iterator: InstanceIterator
    private var next: Instance?
    /// Instances that may overlap what comes.
    private var current: [TimeRange] = []

    var isExhausted: Bool { iterator.isExhausted }

    init(
        _ series: OpenSeries, of resource: ResourceID, before: Int64, after: Int64, isOwn: Bool, from horizon: Instant
    ) {
        self.series = series
        self.resource = resource
        self.isOwn = isOwn
        self.before = before
        self.after = after
        iterator = series.series.instances(from: max(series.from, horizon.adding(-before)))
        next = iterator.next()
    }

    /// Passes over what ends before `range`, which never begins earlier than the one before, and takes in what overlaps
    /// it: all, or until one does. Gives the number of instances looked at.
    mutating func advance(to range: TimeRange, needsAll: Bool) -> Int {
        let window = range.widened(before: before, after: after)
        var looked = current.count
        current.removeAll { $0.end <= window.start }
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

    func overlapping(_ range: TimeRange) -> [TimeRange] {
        let window = range.widened(before: before, after: after)
        return current.filter { $0.overlaps(window) }
    }
}

/// The later instances of the version before, beside those of the new one.
private struct FormerInstances {
    private var iterator: InstanceIterator
    private var next: Instance?
    /// Those that begin where the last one that was asked about does.
    private var current: [TimeRange] = []

    init(_ series: RecurrenceSet, from: Instant) {
        iterator = series.instances(from: from)
        next = iterator.next()
    }

    /// Asked in the order of starts.
    mutating func contains(_ range: TimeRange) -> Bool {
        current.removeAll { $0.start < range.start }
        while let instance = next, instance.range.start <= range.start {
            if instance.blocks, instance.range.start == range.start { current.append(instance.range) }
            next = iterator.next()
        }
        return current.contains(range)
    }
}
