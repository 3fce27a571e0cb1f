/// The starts of one rule as instants, ascending and each once.
///
/// A start that falls into a gap is moved behind it, where it may pass later starts or meet them (RFC 5545 §3.3.5); those
/// around a gap are therefore gathered and sorted. COUNT counts wall-clock times, before such meetings.
struct RuleSource: Sendable {
    private var expansion: RuleExpansion
    private let table: ZoneTable
    private var span = LocalSpan.none
    /// UNTIL in UTC; the last instant allowed.
    private let last: Int64
    /// A start read ahead.
    private var held: Int64?
    private var isGathering = false
    private var gathered: [Int64] = []
    private var gatheredIndex = 0
    private var previous = Int64.min

    /// - Parameter horizon: no start at or after it is given.
    init(rule: RecurrenceRule, start: EventTime, zone: ZoneRules, horizon: Instant, budget: inout Int) {
        table = start.zone(default: zone).table
        var bound = horizon.adding(Int64(ZoneTable.offsetLimit)).seconds
        var last = horizon.seconds - 1
        if case .until(let until) = rule.end {
            switch until {
            case .date(let date):
                bound = min(bound, CivilDateTime(startOf: date).secondsSinceEpoch + 86_399)
            case .local(let civil):
                bound = min(bound, civil.secondsSinceEpoch)
            case .utc(let instant) where start.isDate:
                bound = min(bound, RuleSource.lastDate(until: instant, zone: zone))
            case .utc(let instant):
                last = min(last, instant.seconds)
                bound = min(bound, instant.adding(Int64(ZoneTable.offsetLimit)).seconds)
            }
        }
        self.last = last
        expansion = RuleExpansion(
            rule: rule, start: start.civil.secondsSinceEpoch, isDate: start.isDate, bound: bound, budget: &budget)
    }

    /// The last day that a UTC UNTIL allows a DATE start, which RFC 5545 forbids and clients write: the local day when it
    /// is local midnight, else the day that the UTC text names.
    private static func lastDate(until instant: Instant, zone: ZoneRules) -> Int64 {
        let local = zone.civil(at: instant)
        let isMidnight = local.hour == 0 && local.minute == 0 && local.second == 0
        return isMidnight ? local.secondsSinceEpoch : instant.seconds
    }

    /// Leaves out starts before `target`, though not necessarily all of them; call it before the first `next`.
    mutating func skip(to target: Instant, budget: inout Int) {
        // A change of offset moves the clock by less than two offsets; a zone without changes needs no margin.
        let margin = table.times.isEmpty ? 0 : Int64(2 * ZoneTable.offsetLimit)
        let clamped = min(max(target.seconds, Instant.distantPast.seconds), Instant.distantFuture.seconds)
        expansion.skip(to: clamped + Int64(table.offset(atSeconds: clamped)) - margin, budget: &budget)
    }

    /// Leaves out the instants up to and with `instant`.
    mutating func leaveOut(upTo instant: Int64) { previous = max(previous, instant) }

    @inline(__always)
    mutating func next(budget: inout Int) -> Int64? {
        if !isGathering {
            budget -= 1
            guard budget >= 0, let local = expansion.next(budget: &budget) else { return nil }
            if local >= span.low, local < span.gapStart {
                let instant = local - span.offset
                if instant > previous {
                    guard instant <= last else { return nil }
                    previous = instant
                    return instant
                }
            }
            held = local
        }
        return nextOutsideSpan(budget: &budget)
    }

    /// The next start where the offset changes.
    @inline(never)
    private mutating func nextOutsideSpan(budget: inout Int) -> Int64? {
        while true {
            if gatheredIndex < gathered.count {
                gatheredIndex += 1
                let instant = gathered[gatheredIndex - 1]
                if instant > previous, instant <= last {
                    previous = instant
                    return instant
                }
                continue
            }
            isGathering = false
            guard let local = nextLocal(budget: &budget) else { return nil }
            let instant = convert(local)
            if local >= span.gapStart {
                gather(from: local, budget: &budget)
                continue
            }
            guard instant <= last else { return nil }
            if instant > previous {
                previous = instant
                return instant
            }
        }
    }

    private mutating func convert(_ local: Int64) -> Int64 {
        if local < span.low || local >= span.high { span = table.span(ofLocal: local) }
        return local - span.offset
    }

    private mutating func nextLocal(budget: inout Int) -> Int64? {
        if let local = held {
            held = nil
            return local
        }
        budget -= 1
        return budget >= 0 ? expansion.next(budget: &budget) : nil
    }

    /// Collects the starts from a gap on up to the first that none of them can pass.
    private mutating func gather(from local: Int64, budget: inout Int) {
        gathered.removeAll(keepingCapacity: true)
        gatheredIndex = 0
        isGathering = true
        var latest = Int64.min
        var next: Int64? = local
        while let local = next {
            let instant = convert(local)
            if local < span.gapStart, instant > latest {
                held = local
                break
            }
            latest = max(latest, instant)
            gathered.append(instant)
            next = nextLocal(budget: &budget)
        }
        gathered.sort()
    }
}
