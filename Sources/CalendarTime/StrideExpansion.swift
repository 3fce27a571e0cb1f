/// Expands a rule whose instances lie at fixed offsets in every stretch of `stride` seconds, so that each instance, and
/// the number of instances before any time, is computed and never searched for.
struct StrideExpansion: Sendable {
    private let anchor: Int64
    private let stride: Int64
    /// Ascending, each below `stride`.
    private let offsets: [Int64]
    private let bound: Int64
    private var base: Int64
    private var index: Int
    private var remaining: Int

    private static let offsetLimit = 128

    /// Gives nothing.
    static let none = StrideExpansion()

    private init() {
        (anchor, stride, offsets, bound, base, index, remaining) = (0, 1, [], .min, 0, 0, 0)
    }

    /// Nil when the rule has a part that breaks the regular pattern.
    init?(rule: RecurrenceRule, start: Int64, bound: Int64) {
        guard rule.bySetPos.isEmpty, rule.byMonth.isEmpty, rule.byMonthDay.isEmpty, rule.byYearDay.isEmpty,
            rule.byWeekNo.isEmpty, rule.frequency <= .weekly,
            let pattern = StridePattern(rule: rule, start: start, limit: StrideExpansion.offsetLimit)
        else { return nil }
        anchor = pattern.anchor
        stride = pattern.stride
        offsets = pattern.offsets
        self.bound = bound
        remaining = rule.instanceLimit
        base = anchor
        index = offsets.firstIndex { pattern.anchor + $0 >= start } ?? offsets.count
        if index == offsets.count {
            index = 0
            base += stride
        }
        // DTSTART counts as the first instance also where the rule does not give it.
        if remaining != .max, offsets.isEmpty || base + offsets[index] != start { remaining -= 1 }
    }

    @inline(__always)
    mutating func next() -> Int64? {
        guard index < offsets.count, remaining > 0 else { return nil }
        let value = base + offsets[index]
        guard value <= bound else { return nil }
        if remaining != .max { remaining -= 1 }
        index += 1
        if index == offsets.count {
            index = 0
            base += stride
        }
        return value
    }

    mutating func skip(to target: Int64) {
        guard !offsets.isEmpty, target <= bound else {
            remaining = 0
            return
        }
        let position = target - anchor
        guard position > 0 else { return }
        let (period, rest) = position.flooringDivision(by: stride)
        let newIndex = offsets.countUpTo(rest - 1)
        let newBase = anchor + period * stride
        guard newBase > base || (newBase == base && newIndex > index) else { return }
        if remaining != .max {
            let skipped = (newBase - base) / stride * Int64(offsets.count) + Int64(newIndex - index)
            remaining = Int64(remaining) > skipped ? remaining - Int(skipped) : 0
        }
        base = newBase
        index = newIndex
        if index == offsets.count {
            index = 0
            base += stride
        }
    }
}

/// Where the instances of a regular rule lie.
private struct StridePattern {
    var anchor: Int64
    var stride: Int64
    var offsets: [Int64] = []

    init?(rule: RecurrenceRule, start: Int64, limit: Int) {
        let (day, clock) = start.flooringDivision(by: 86_400)
        let interval = Int64(rule.interval)
        let times = TimeOfDaySet(rule: rule, startClock: Int(clock))
        var starts: [Int64] = [0]
        switch rule.frequency {
        case .daily:
            anchor = day * 86_400
            stride = interval * 86_400
            if !rule.byDay.isEmpty {
                // The weekdays repeat after seven intervals.
                let wanted = WeekdayMask(rule.byDay)
                starts = (0..<7).filter { wanted.contains(dayNumber: day + $0 * interval) }.map { $0 * stride }
                stride *= 7
            }
        case .weekly:
            let first = Int64(CivilDate.weekdayNumber(ofDay: Int(day)))
            let sinceWeekStart = (first - Int64(rule.weekStart.rawValue) + 7) % 7
            anchor = (day - sinceWeekStart) * 86_400
            stride = interval * 7 * 86_400
            if rule.byDay.isEmpty {
                starts = [sinceWeekStart * 86_400]
            } else {
                let wanted = WeekdayMask(rule.byDay)
                starts = (0..<7).filter { wanted.contains(dayNumber: day - sinceWeekStart + $0) }.map { $0 * 86_400 }
            }
        case .hourly where rule.byDay.isEmpty && rule.byHour.isEmpty:
            anchor = start - clock % 3600
            stride = interval * 3600
        case .minutely where rule.byDay.isEmpty && rule.byHour.isEmpty && rule.byMinute.isEmpty:
            anchor = start - clock % 60
            stride = interval * 60
        case .secondly where !rule.hasByParts:
            anchor = start
            stride = interval
        default:
            return nil
        }
        guard starts.count * times.count <= limit else { return nil }
        offsets.reserveCapacity(starts.count * times.count)
        for start in starts {
            for index in 0..<times.count { offsets.append(start + times[index]) }
        }
    }
}
