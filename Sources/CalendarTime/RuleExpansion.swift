/// The wall-clock starts of one rule, ascending, as seconds since 1970 as if the clock showed UTC.
///
/// Wall-clock time has no gaps and no folds, so this is plain calendar arithmetic; `RuleSource` brings in the zone.
struct RuleExpansion: Sendable {
    /// For rules whose instances repeat after a fixed number of seconds: most daily and weekly ones.
    private var stride: StrideExpansion
    /// For all others.
    private var periods: PeriodExpansion?

    /// - Parameters:
    ///   - start: DTSTART on its wall clock.
    ///   - isDate: DTSTART is a DATE; BYHOUR, BYMINUTE and BYSECOND are then ignored (RFC 5545 §3.3.10).
    ///   - bound: the last wall-clock second to look at.
    init(rule: RecurrenceRule, start: Int64, isDate: Bool, bound: Int64, budget: inout Int) {
        var rule = rule
        rule.interval = min(max(rule.interval, 1), 999_999_999)
        if isDate {
            rule.byHour = []
            rule.byMinute = []
            rule.bySecond = []
        }
        if let stride = StrideExpansion(rule: rule, start: start, bound: bound) {
            self.stride = stride
        } else {
            stride = .none
            periods = PeriodExpansion(rule: rule, start: start, bound: bound, budget: &budget)
        }
    }

    /// Leaves out what comes before `target`; call it before the first `next`.
    mutating func skip(to target: Int64, budget: inout Int) {
        stride.skip(to: target)
        periods?.skip(to: target, budget: &budget)
    }

    @inline(__always)
    mutating func next(budget: inout Int) -> Int64? {
        if let value = stride.next() { return value }
        return nextOfPeriods(budget: &budget)
    }

    @inline(never)
    private mutating func nextOfPeriods(budget: inout Int) -> Int64? {
        periods?.next(budget: &budget)
    }
}

extension RecurrenceRule {
    /// How many instances COUNT allows; `.max` without COUNT.
    var instanceLimit: Int {
        if case .count(let count) = end { max(count, 1) } else { .max }
    }
}
