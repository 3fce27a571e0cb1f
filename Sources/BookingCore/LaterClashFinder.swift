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
        /// The first instances that stored time takes, as many as a record keeps.
        var taken: [TimeRange] = []
        /// The open series that have the same time as an instance, by resource.
        var open: [ResourceID: [OpenSeries]] = [:]
    }

    private let series: RecurrenceSet
    private let horizon: Instant
    private var places: [ClashPlace]
    private var former: FormerInstances?
    private var work = 0

    private static let workLimit = 20_000_000
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
        // The first one may begin before the horizon.
        let later = series.instances(from: horizon).first { $0.blocks && $0.range.end > horizon }
        let start = min(horizon, later?.range.start ?? horizon)
        self.former = former.map { FormerInstances($0, from: horizon) }
        places =
            context.resource.policy.notesConflicts
            ? []
            : [
                ClashPlace(
                    request.booking, units: request.units, own: request.previous, in: context, from: start, sight)
            ]
        for companion in context.companions where !companion.resource.policy.notesConflicts {
            let standing = companion.standing
            places.append(
                ClashPlace(
                    standing?.id ?? request.booking, units: 1, own: standing, in: companion, from: start, sight))
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
            if clash.withStored, findings.taken.count < FactsCollector.greatestEntries {
                findings.taken.append(instance.range)
            }
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

    private mutating func clash(of range: TimeRange) throws(WorkExhausted) -> ClashPlace.Clash {
        var all = ClashPlace.Clash()
        for position in places.indices {
            let clash = places[position].clash(of: range, work: &work)
            if work > Self.workLimit { throw WorkExhausted() }
            all.isTaken = all.isTaken || clash.isTaken
            all.withEndless = all.withEndless || clash.withEndless
            all.withStored = all.withStored || clash.withStored
        }
        return all
    }
}

/// The later instances of the version before, beside those of the new one.
struct FormerInstances {
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
