import CalendarTime

/// Finds the instances of a series past the booking window that are taken already, by merging the lazy expansions of
/// the series and of every open series beside it up to `Instant.maxDateTime`. Nothing is kept but the instances that
/// the merge stands on.
struct LaterClashFinder {
    /// The merge took more work than one request is given.
    struct WorkExhausted: Error {}

    private let request: BookingRequest
    private let resource: Resource
    private let horizon: Instant
    private let stored: IntervalIndex
    private let related: [(before: Int64, after: Int64, index: IntervalIndex)]
    private var open: [OpenInstances]
    private var work = 0

    private static let workLimit = 4_000_000
    private static let namedClashes = 10
    /// Dates and weekdays repeat after 28 years between 1901 and 2099: what still clashes in the last ones goes on
    /// clashing.
    private static let cycle: Int64 = 28 * 366 * 86_400

    init(_ request: BookingRequest, in context: EngineContext, after horizon: Instant) {
        self.request = request
        self.horizon = horizon
        let resource = context.resource
        self.resource = resource
        var own = context.schedules[resource.id]?.index ?? IntervalIndex()
        if let previous = request.previous { ResourceSchedule.forEachEntry(of: previous) { _ = own.remove($0) } }
        stored = own
        let gap = resource.setup + resource.teardown
        var open: [OpenInstances] = []
        var related: [(before: Int64, after: Int64, index: IntervalIndex)] = []
        func addOpen(_ id: ResourceID, before: Int64, after: Int64, isOwn: Bool) {
            for series in context.schedules[id]?.openSeries ?? [] where series.booking != request.booking {
                open.append(OpenInstances(series, before: before, after: after, isOwn: isOwn, from: horizon))
            }
        }
        addOpen(resource.id, before: gap, after: gap, isOwn: true)
        for other in context.related {
            let before = resource.setup + other.teardown
            let after = resource.teardown + other.setup
            related.append((before, after, context.schedules[other.id]?.index ?? IntervalIndex()))
            addOpen(other.id, before: before, after: after, isOwn: false)
        }
        self.open = open
        let future = TimeRange(start: horizon, end: .distantFuture)
        self.related = related.filter { $0.index.hasConflict(future.widened(before: $0.before, after: $0.after)) }
    }

    /// - Throws: `WorkExhausted` where the answer would not be exact.
    mutating func find() throws(WorkExhausted) -> LaterClashes? {
        var count = 0
        var first: [TimeRange] = []
        var lastEndless: Instant?
        var instances = request.series.instances(from: horizon)
        while let instance = instances.next() {
            guard instance.blocks, !instance.range.isEmpty, instance.range.end > horizon else { continue }
            let clash = try clash(of: instance.range)
            guard clash.isTaken else { continue }
            count += 1
            if first.count < Self.namedClashes { first.append(instance.range) }
            if clash.withEndless { lastEndless = instance.range.start }
        }
        if instances.isExhausted || open.contains(where: \.isExhausted) { throw WorkExhausted() }
        guard count > 0 else { return nil }
        let goesOn = lastEndless.map { $0 >= Instant.maxDateTime.adding(-Self.cycle) } ?? false
        return LaterClashes(count: request.series.isEndless && goesOn ? .max : count, first: first)
    }

    private mutating func clash(of range: TimeRange) throws(WorkExhausted) -> (isTaken: Bool, withEndless: Bool) {
        var isTaken = related.contains { $0.index.hasConflict(range.widened(before: $0.before, after: $0.after)) }
        var withEndless = false
        var overlapping: [(range: TimeRange, units: Int)] = []
        for position in open.indices {
            let needsAll = open[position].isOwn && resource.units > 1
            work += 1 + open[position].advance(to: range, needsAll: needsAll)
            if work > Self.workLimit { throw WorkExhausted() }
            let found = open[position].overlapping(range)
            guard !found.isEmpty else { continue }
            withEndless = withEndless || open[position].isEndless
            if needsAll {
                overlapping += found.map { ($0, open[position].units) }
            } else {
                isTaken = true
            }
        }
        if !isTaken { isTaken = isOwnTimeTaken(range, beside: overlapping) }
        return (isTaken, withEndless && isTaken)
    }

    private func isOwnTimeTaken(_ range: TimeRange, beside open: [(range: TimeRange, units: Int)]) -> Bool {
        let gap = resource.setup + resource.teardown
        guard resource.units > 1 else { return stored.hasConflict(range.widened(before: gap, after: gap)) }
        var joined = stored
        for (position, instance) in open.enumerated() {
            let slot = BookingSlot(booking: BookingID(rawValue: Int64(position)))
            joined.insert(instance.range, slot, units: instance.units)
        }
        return joined.peakUnits(in: range, gap: gap) > resource.units - max(1, request.units)
    }
}

/// One open series as the merge passes over it.
private struct OpenInstances {
    let isOwn: Bool
    let isEndless: Bool
    let units: Int
    private let from: Instant
    private let before: Int64
    private let after: Int64
    private var iterator: InstanceIterator
    private var next: Instance?
    /// Instances that may overlap what comes.
    private var current: [TimeRange] = []

    var isExhausted: Bool { iterator.isExhausted }

    init(_ series: OpenSeries, before: Int64, after: Int64, isOwn: Bool, from horizon: Instant) {
        self.isOwn = isOwn
        self.before = before
        self.after = after
        units = series.units
        isEndless = series.series.isEndless
        from = series.from
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
            if instance.blocks, instance.range.end > max(from, window.start), !instance.range.isEmpty {
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
