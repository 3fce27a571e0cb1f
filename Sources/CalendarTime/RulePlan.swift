/// The times of day (or of hour, or of minute) that a rule gives in each of its days (hours, minutes): a product that is
/// never written out, for BYHOUR, BYMINUTE and BYSECOND together can name 86,400 of them.
struct TimeOfDaySet: Sendable {
    private let hours: [Int]
    private let minutes: [Int]
    private let seconds: [Int]
    let count: Int
    private let single: Int64

    /// - Parameter startClock: DTSTART's time of day in seconds, which gives what the rule leaves open.
    init(rule: RecurrenceRule, startClock: Int) {
        hours =
            rule.frequency < .daily ? [0] : TimeOfDaySet.values(rule.byHour, limit: 24, default: startClock / 3600)
        minutes =
            rule.frequency < .hourly
            ? [0] : TimeOfDaySet.values(rule.byMinute, limit: 60, default: startClock / 60 % 60)
        seconds =
            rule.frequency < .minutely ? [0] : TimeOfDaySet.values(rule.bySecond, limit: 60, default: startClock % 60)
        count = hours.count * minutes.count * seconds.count
        single = Int64(hours[0] * 3600 + minutes[0] * 60 + seconds[0])
    }

    /// Ascending.
    @inline(__always)
    subscript(index: Int) -> Int64 {
        if count == 1 { return single }
        let (minuteIndex, second) = index.quotientAndRemainder(dividingBy: seconds.count)
        let (hour, minute) = minuteIndex.quotientAndRemainder(dividingBy: minutes.count)
        return Int64(hours[hour] * 3600 + minutes[minute] * 60 + seconds[second])
    }

    /// Sorted, without repeats; 60, a leap second, is read as 59. Never empty.
    private static func values(_ list: [Int], limit: Int, default value: Int) -> [Int] {
        if list.isEmpty { return [value] }
        return list.count == 1
            ? [min(max(list[0], 0), limit - 1)] : Set(list.map { min(max($0, 0), limit - 1) }).sorted()
    }
}

/// A set of weekdays.
struct WeekdayMask: Hashable, Sendable {
    var bits: UInt8 = 0

    init(_ days: [RecurrenceRule.OrdinalWeekday]) {
        for day in days { bits |= 1 << UInt8(day.weekday.rawValue) }
    }

    func contains(dayNumber: Int64) -> Bool { contains(CivilDate.weekdayNumber(ofDay: Int(dayNumber))) }
    func contains(_ weekday: Int) -> Bool { bits >> UInt8(weekday) & 1 == 1 }
}

/// A rule with what DTSTART contributes filled in, in the form that the calendar search reads fastest.
struct RulePlan: Sendable {
    let frequency: RecurrenceRule.Frequency
    let interval: Int
    let weekStart: Int
    /// Bit n: month n. All months when the rule names none.
    let months: UInt16
    let hasMonths: Bool
    /// Bit n: the n-th day of the month; in `monthDaysFromEnd` the n-th from its end.
    private(set) var monthDays: UInt32 = 0
    private(set) var monthDaysFromEnd: [Int] = []
    /// Weekdays without a number.
    private(set) var weekdays = WeekdayMask([])
    private(set) var ordinals: [(ordinal: Int, weekday: Int)] = []
    /// All weekdays named, with or without a number.
    private(set) var namedWeekdays = WeekdayMask([])
    let yearDays: [Int]
    let weekNumbers: [Int]
    let hours: UInt64
    let minutes: UInt64
    let seconds: UInt64
    let times: TimeOfDaySet
    let positions: [Int]

    init(rule: RecurrenceRule, start: Int64) {
        let (day, clock) = start.flooringDivision(by: 86_400)
        let date = CivilDate.parts(ofDay: Int(day))
        frequency = rule.frequency
        interval = rule.interval
        weekStart = rule.weekStart.rawValue
        yearDays = rule.byYearDay
        weekNumbers = rule.byWeekNo
        positions = rule.bySetPos
        times = TimeOfDaySet(rule: rule, startClock: Int(clock))
        hours = RulePlan.bits(rule.byHour, upTo: 23)
        minutes = RulePlan.bits(rule.byMinute, upTo: 59)
        seconds = RulePlan.bits(rule.bySecond.map { min($0, 59) }, upTo: 59)

        let namesNoDay = rule.byDay.isEmpty && rule.byMonthDay.isEmpty && rule.byYearDay.isEmpty
        let startDateCounts = namesNoDay && rule.byWeekNo.isEmpty
        var byMonth = rule.byMonth
        if rule.frequency == .yearly, startDateCounts, byMonth.isEmpty { byMonth = [date.month] }
        hasMonths = !byMonth.isEmpty
        months = hasMonths ? UInt16(truncatingIfNeeded: RulePlan.bits(byMonth, upTo: 12)) : .max

        for day in rule.byMonthDay {
            if day > 0 { monthDays |= day < 32 ? 1 << UInt32(day) : 0 } else { monthDaysFromEnd.append(-day) }
        }
        if startDateCounts, rule.frequency >= .monthly { monthDays = 1 << UInt32(date.day) }

        let needsWeekday =
            rule.frequency == .weekly && rule.byDay.isEmpty
            || rule.frequency == .yearly && namesNoDay && !rule.byWeekNo.isEmpty
        var byDay = rule.byDay
        if needsWeekday { byDay = [.init(weekday: CivilDate.weekday(ofDay: Int(day)))] }
        namedWeekdays = WeekdayMask(byDay)
        let keepsOrdinals = rule.frequency >= .monthly
        weekdays = WeekdayMask(byDay.filter { $0.ordinal == nil || !keepsOrdinals })
        if keepsOrdinals {
            ordinals = byDay.compactMap { day in day.ordinal.map { ($0, day.weekday.rawValue) } }
        }
    }

    private static func bits(_ list: [Int], upTo limit: Int) -> UInt64 {
        var bits: UInt64 = 0
        for value in list where value >= 0 && value <= limit { bits |= 1 << UInt64(value) }
        return bits
    }

    var hasMonthDays: Bool { monthDays != 0 || !monthDaysFromEnd.isEmpty }
    var hasWeekdays: Bool { namedWeekdays.bits != 0 }

    func includes(month: Int) -> Bool { months >> UInt16(month) & 1 == 1 }

    /// Whether numbered weekdays count within the year, not within the month (RFC 5545 §3.3.10, note 2).
    var ordinalsCountInYear: Bool { frequency == .yearly && !hasMonths && !ordinals.isEmpty }

    /// Whether each period gives the same number of instances, so that COUNT can be computed; that number.
    var instancesPerPeriod: Int? {
        guard positions.isEmpty, frequency >= .monthly, yearDays.isEmpty, weekNumbers.isEmpty else { return nil }
        let monthCount: Int
        if frequency == .monthly {
            guard !hasMonths else { return nil }
            monthCount = 1
        } else {
            monthCount = hasMonths ? months.nonzeroBitCount : 12
        }
        switch (hasMonthDays, hasWeekdays) {
        case (true, false):
            // Days that every month has, counted from one end only, so that none can be named twice.
            if monthDaysFromEnd.isEmpty, monthDays >> 29 == 0 {
                return monthCount * monthDays.nonzeroBitCount * times.count
            }
            if monthDays == 0, monthDaysFromEnd.allSatisfy({ $0 <= 28 }) {
                return monthCount * monthDaysFromEnd.count * times.count
            }
            return nil
        case (false, true):
            guard weekdays.bits == 0, !ordinalsCountInYear, ordinals.allSatisfy({ (1...4).contains($0.ordinal) })
            else { return nil }
            return monthCount * ordinals.count * times.count
        default:
            return nil
        }
    }
}
