/// Expands any rule period by period: a year, a month, a week, a day, an hour, a minute or a second at a time.
struct PeriodExpansion: Sendable {
    private let plan: RulePlan
    private let origin: Origin
    private let start: Int64
    private let bound: Int64
    private var period = 0
    /// Where the days (or hours, minutes, seconds) of this period that have instances begin.
    private var bases: [Int64] = []
    /// What BYSETPOS chooses from the period's instances.
    private var chosen: [Int] = []
    private var cursor = 0
    private var limit = 0
    private var remaining: Int
    private var isFinished = false
    private var checkedDay: (day: Int, matches: Bool) = (.min, false)

    /// Period 0, in the unit of the frequency: year, month counted from year 0, day, or second.
    private struct Origin {
        var unit: Int
        /// Units from one period to the next.
        var step: Int
    }

    init(rule: RecurrenceRule, start: Int64, bound: Int64, budget: inout Int) {
        plan = RulePlan(rule: rule, start: start)
        origin = PeriodExpansion.origin(of: plan, start: start)
        self.start = start
        self.bound = bound
        remaining = rule.instanceLimit
        load(period: 0, budget: &budget)
        cursor = lowerBound(start)
        // DTSTART counts as the first instance also where the rule does not give it.
        if remaining != .max, cursor == limit || value(cursor) != start { remaining -= 1 }
    }

    private static func origin(of plan: RulePlan, start: Int64) -> Origin {
        let (day, clock) = start.flooringDivision(by: 86_400)
        let date = CivilDate.parts(ofDay: Int(day))
        switch plan.frequency {
        case .yearly: return Origin(unit: date.year, step: plan.interval)
        case .monthly: return Origin(unit: date.year * 12 + date.month - 1, step: plan.interval)
        case .weekly:
            let intoWeek = (CivilDate.weekdayNumber(ofDay: Int(day)) - plan.weekStart + 7) % 7
            return Origin(unit: Int(day) - intoWeek, step: plan.interval * 7)
        case .daily: return Origin(unit: Int(day), step: plan.interval)
        case .hourly: return Origin(unit: Int(start - clock % 3600), step: plan.interval * 3600)
        case .minutely: return Origin(unit: Int(start - clock % 60), step: plan.interval * 60)
        case .secondly: return Origin(unit: Int(start), step: plan.interval)
        }
    }

    mutating func next(budget: inout Int) -> Int64? {
        while !isFinished {
            if cursor < limit {
                let value = value(cursor)
                guard value <= bound, remaining > 0 else { break }
                cursor += 1
                if remaining != .max { remaining -= 1 }
                return value
            }
            guard remaining > 0 else { break }
            load(period: period + 1, budget: &budget)
        }
        isFinished = true
        return nil
    }

    mutating func skip(to target: Int64, budget: inout Int) {
        guard target > start else { return }
        let reached = periodIndex(of: min(target, bound))
        if reached > period {
            if remaining == .max {
                load(period: reached, budget: &budget)
            } else if let perPeriod = plan.instancesPerPeriod {
                take(limit - cursor)
                let (skipped, overflow) = (reached - period - 1).multipliedReportingOverflow(by: perPeriod)
                take(overflow ? .max : skipped)
                load(period: reached, budget: &budget)
            }
        }
        while !isFinished, remaining > 0 {
            let first = max(lowerBound(target), cursor)
            take(first - cursor)
            cursor = first
            if cursor < limit { return }
            load(period: period + 1, budget: &budget)
        }
    }

    private mutating func take(_ count: Int) {
        if remaining != .max { remaining = remaining > count ? remaining - count : 0 }
    }

    // MARK: The instances of the loaded period

    @inline(__always)
    private func value(_ index: Int) -> Int64 {
        let position = chosen.isEmpty ? index : chosen[index]
        if plan.times.count == 1 { return bases[position] + plan.times[0] }
        let (base, time) = position.quotientAndRemainder(dividingBy: plan.times.count)
        return bases[base] + plan.times[time]
    }

    /// The first instance of the period that is not before `target`.
    private func lowerBound(_ target: Int64) -> Int {
        var low = 0
        var high = limit
        while low < high {
            let middle = (low + high) >> 1
            if value(middle) < target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func choosePositions() {
        let count = bases.count * plan.times.count
        limit = count
        guard !plan.positions.isEmpty else { return }
        chosen.removeAll(keepingCapacity: true)
        for position in plan.positions {
            let index = position > 0 ? position - 1 : count + position
            if index >= 0, index < count, !chosen.contains(index) { chosen.append(index) }
        }
        chosen.sort()
        limit = chosen.count
    }

    // MARK: Periods

    private func periodIndex(of target: Int64) -> Int {
        let (day, _) = target.flooringDivision(by: 86_400)
        let unit: Int
        switch plan.frequency {
        case .yearly: unit = CivilDate.parts(ofDay: Int(day)).year
        case .monthly:
            let date = CivilDate.parts(ofDay: Int(day))
            unit = date.year * 12 + date.month - 1
        case .weekly, .daily: unit = Int(day)
        case .hourly, .minutely, .secondly: unit = Int(target)
        }
        return max(0, unit - origin.unit) / origin.step
    }

    /// Loads a period, or for rules shorter than a week the first from it on that has instances.
    private mutating func load(period wanted: Int, budget: inout Int) {
        bases.removeAll(keepingCapacity: true)
        cursor = 0
        limit = 0
        period = wanted
        guard wanted <= (Int.max >> 2) / origin.step else {
            isFinished = true
            return
        }
        switch plan.frequency {
        case .yearly, .monthly, .weekly: loadLongPeriod(budget: &budget)
        case .daily: loadDay(budget: &budget)
        case .hourly, .minutely, .secondly: loadTime(budget: &budget)
        }
        choosePositions()
    }

    private mutating func loadLongPeriod(budget: inout Int) {
        budget -= 1
        let unit = origin.unit + period * origin.step
        let firstDay: Int
        switch plan.frequency {
        case .yearly:
            firstDay = CivilDate.dayNumber(year: unit, month: 1, day: 1)
            if Int64(firstDay) * 86_400 <= bound { plan.appendDays(ofYear: unit, to: &bases) }
        case .monthly:
            firstDay = CivilDate.dayNumber(year: unit / 12, month: unit % 12 + 1, day: 1)
            if Int64(firstDay) * 86_400 <= bound {
                plan.appendDays(ofMonth: unit % 12 + 1, year: unit / 12, to: &bases)
            }
        default:
            firstDay = unit
            for day in unit..<unit + 7 where plan.matches(day: day) { bases.append(Int64(day) * 86_400) }
        }
        if Int64(firstDay) * 86_400 > bound || budget < 0 { isFinished = true }
    }

    private mutating func loadDay(budget: inout Int) {
        while true {
            budget -= 1
            let day = origin.unit + period * origin.step
            guard Int64(day) * 86_400 <= bound, budget >= 0 else {
                isFinished = true
                return
            }
            if plan.matches(day: day) {
                bases.append(Int64(day) * 86_400)
                return
            }
            period += 1
        }
    }

    private mutating func loadTime(budget: inout Int) {
        while true {
            budget -= 1
            let time = Int64(origin.unit + period * origin.step)
            guard time <= bound, budget >= 0 else {
                isFinished = true
                return
            }
            guard let retry = retryTime(after: time) else {
                bases.append(time)
                return
            }
            // To the first period that does not begin before `retry`.
            let distance = Int(retry) - origin.unit
            period = max(period + 1, (distance + origin.step - 1) / origin.step)
        }
    }

    /// Nil when the hour, minute or second at `time` passes the rule's filters; else the earliest time that could.
    private mutating func retryTime(after time: Int64) -> Int64? {
        let (day, clock) = time.flooringDivision(by: 86_400)
        if checkedDay.day != Int(day) { checkedDay = (Int(day), plan.matches(day: Int(day))) }
        if !checkedDay.matches { return (day + 1) * 86_400 }
        if plan.hours != 0, plan.hours >> UInt64(clock / 3600) & 1 == 0 {
            return time - clock % 3600 + 3600
        }
        if plan.frequency < .hourly, plan.minutes != 0, plan.minutes >> UInt64(clock / 60 % 60) & 1 == 0 {
            return time - clock % 60 + 60
        }
        if plan.frequency < .minutely, plan.seconds != 0, plan.seconds >> UInt64(clock % 60) & 1 == 0 {
            return time + 1
        }
        return nil
    }
}
