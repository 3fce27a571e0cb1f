/// A recurrence ID with, for an RDATE period, its own range.
struct BaseInstance: Sendable {
    var start: Int64
    /// Index into the explicit dates when it is a period.
    var period: TimeRange?
}

/// The starts of a series before overrides: DTSTART, rules and RDATEs merged, less EXDATEs; ascending, each once.
struct BaseInstances: Sendable {
    private var rules: [RuleSource] = []
    private var heads: [Int64] = []
    /// DTSTART and RDATEs, sorted; of the same start the one with a period comes first.
    private var explicit: [BaseInstance] = []
    private var explicitIndex = 0
    private var exclusions: Exclusions
    private var previous = Int64.min

    /// - Parameters:
    ///   - from: starts of rules before it may be left out.
    init(set: RecurrenceSet, from: Instant, budget: inout Int) {
        exclusions = Exclusions(set: set)
        guard set.hasMaster else { return }
        explicit.reserveCapacity(1 + set.dates.count)
        explicit.append(BaseInstance(start: set.start.instant(in: set.zone).seconds))
        if !set.dates.isEmpty {
            for date in set.dates { explicit.append(set.baseInstance(of: date)) }
            explicit.sort { ($0.start, $0.period == nil ? 1 : 0) < ($1.start, $1.period == nil ? 1 : 0) }
        }
        rules.reserveCapacity(set.rules.count)
        heads.reserveCapacity(set.rules.count)
        for rule in set.rules {
            var source = RuleSource(
                rule: rule, start: set.start, zone: set.zone, horizon: .maxDateTime, budget: &budget)
            source.skip(to: from, budget: &budget)
            heads.append(source.next(budget: &budget) ?? .max)
            rules.append(source)
        }
    }

    mutating func next(budget: inout Int) -> BaseInstance? {
        while true {
            guard let candidate = merged(budget: &budget) else { return nil }
            if candidate.start > previous {
                previous = candidate.start
                if !exclusions.contains(candidate.start) { return candidate }
            }
        }
    }

    @inline(__always)
    private mutating func merged(budget: inout Int) -> BaseInstance? {
        var earliest = Int64.max
        var rule = -1
        for index in heads.indices where heads[index] < earliest {
            earliest = heads[index]
            rule = index
        }
        if explicitIndex < explicit.count, explicit[explicitIndex].start <= earliest {
            budget -= 1
            explicitIndex += 1
            return budget >= 0 ? explicit[explicitIndex - 1] : nil
        }
        guard rule >= 0 else { return nil }
        heads[rule] = rules[rule].next(budget: &budget) ?? .max
        return BaseInstance(start: earliest)
    }
}

/// EXDATE (RFC 5545 §3.8.5.1), asked for ascending instants.
private struct Exclusions: Sendable {
    private var instants: [Int64] = []
    private var index = 0
    /// Civil days, for a DATE against a DATE-TIME start.
    private var days: Set<Int> = []
    private let table: ZoneTable

    init(set: RecurrenceSet) {
        table = set.start.zone(default: set.zone).table
        guard !set.excluded.isEmpty else { return }
        for time in set.excluded {
            if case .date(let date) = time, !set.start.isDate {
                days.insert(date.daysSinceEpoch)
            } else {
                instants.append(time.instant(in: set.zone).seconds)
            }
        }
        instants.sort()
    }

    @inline(__always)
    mutating func contains(_ instant: Int64) -> Bool {
        while index < instants.count, instants[index] < instant { index += 1 }
        if index < instants.count, instants[index] == instant { return true }
        if days.isEmpty { return false }
        let local = Instant(seconds: instant).adding(Int64(table.offset(atSeconds: instant))).seconds
        return days.contains(Int(local.flooringDivision(by: 86_400).quotient))
    }
}

extension RecurrenceSet {
    /// The instance that a DATE or DATE-TIME names: a DATE in a series of DATE-TIMEs means that day at DTSTART's time.
    func baseStart(_ time: EventTime) -> Instant {
        guard case .date(let date) = time, !start.isDate else { return time.instant(in: zone) }
        let clock = start.civil
        guard let civil = CivilDateTime(date: date, hour: clock.hour, minute: clock.minute, second: clock.second) else {
            return time.instant(in: zone)
        }
        return start.zone(default: zone).instant(of: civil)
    }

    fileprivate func baseInstance(of date: RecurrenceDate) -> BaseInstance {
        let length: InstanceLength
        switch date {
        case .time(let time): return BaseInstance(start: baseStart(time).seconds)
        case .period(let start, let end): length = InstanceLength(.end(end), start: start, zone: zone)
        case .periodDuration(let start, let duration):
            length = InstanceLength(.duration(duration), start: start, zone: zone)
        }
        let first = date.start.instant(in: zone).seconds
        return BaseInstance(start: first, period: length.range(from: first))
    }
}
