import CalendarTime
import Synchronization

/// Which days a rule names: FREQ from DAILY to YEARLY, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH and BYSETPOS of a month.
struct NaiveRule {
    private let rule: RecurrenceRule
    private let firstDay: Int
    private let first: MonthTable.Month
    private let weekdays: Set<Int>

    init(_ rule: RecurrenceRule, from firstDay: Int) {
        self.rule = rule
        self.firstDay = firstDay
        first = MonthTable.month(of: firstDay)
        weekdays = Set(rule.byDay.map(\.weekday.rawValue))
    }

    /// The days after the first one, ascending.
    func days(through last: Int) -> [Int] {
        switch rule.frequency {
        case .daily: daily(through: last)
        case .weekly: weekly(through: last)
        default: monthly(through: last)
        }
    }

    private func daily(through last: Int) -> [Int] {
        var days: [Int] = []
        var day = firstDay + rule.interval
        let interval = rule.interval
        while day <= last {
            days.append(day)
            day += interval
        }
        return weekdays.isEmpty ? days : days.filter { weekdays.contains(($0 + 3) % 7 + 1) }
    }

    private func weekly(through last: Int) -> [Int] {
        let weekday = (firstDay + 3) % 7 + 1
        let weekStart = firstDay - (weekday - rule.weekStart.rawValue + 7) % 7
        let named = weekdays.isEmpty ? [weekday] : weekdays
        let offsets = (0..<7).filter { named.contains((weekStart + $0 + 3) % 7 + 1) }
        var days: [Int] = []
        var week = weekStart
        let step = 7 * rule.interval
        while week <= last {
            for offset in offsets where week + offset > firstDay && week + offset <= last { days.append(week + offset) }
            week += step
        }
        return days
    }

    private func monthly(through last: Int) -> [Int] {
        var days: [Int] = []
        let isMonthly = rule.frequency == .monthly
        let start = (first.year - MonthTable.months[0].year) * 12 + first.month - 1
        let step = isMonthly ? rule.interval : 1
        let named = NamedDays.list(of: self)
        var position = start
        while position < MonthTable.months.count, MonthTable.months[position].first <= last {
            defer { position += step }
            if !isMonthly {
                let month = MonthTable.months[position]
                guard (month.year - first.year) % rule.interval == 0 else { continue }
                guard rule.byMonth.isEmpty ? month.month == first.month : rule.byMonth.contains(month.month) else {
                    continue
                }
            }
            for day in named[position] where day > firstDay && day <= last { days.append(day) }
        }
        return days
    }

    /// The days that the parts of the rule name in a month, whatever its INTERVAL.
    fileprivate func namedPositions(in month: MonthTable.Month) -> [Int] {
        let named = named(in: month)
        guard !rule.bySetPos.isEmpty else { return named.map { month.first + $0 - 1 } }
        let positions = rule.bySetPos.map { $0 > 0 ? $0 - 1 : named.count + $0 }
        return named.indices.filter(positions.contains).map { month.first + named[$0] - 1 }
    }

    /// What `namedPositions` depends on.
    fileprivate var key: String {
        "\(rule.byDay.map { "\($0.ordinal ?? 0) \($0.weekday)" }) \(rule.byMonthDay) \(rule.bySetPos) "
            + (rule.byDay.isEmpty && rule.byMonthDay.isEmpty ? "\(firstDay - first.first)" : "")
    }

    /// Days of the month, 1 and up.
    private func named(in month: MonthTable.Month) -> [Int] {
        if !rule.byMonthDay.isEmpty {
            let days = Set(rule.byMonthDay.map { $0 > 0 ? $0 : month.length + 1 + $0 })
            return days.sorted().filter { day in
                day >= 1 && day <= month.length && (weekdays.isEmpty || weekdays.contains(month.weekday(of: day)))
            }
        }
        guard !rule.byDay.isEmpty else {
            let day = firstDay - first.first + 1
            return day <= month.length ? [day] : []
        }
        return (1...month.length).filter { day in
            let weekday = month.weekday(of: day)
            guard weekdays.contains(weekday) else { return false }
            return rule.byDay.contains { named in
                guard named.weekday.rawValue == weekday else { return false }
                guard let ordinal = named.ordinal else { return true }
                return ordinal > 0 ? (day - 1) / 7 + 1 == ordinal : (month.length - day) / 7 + 1 == -ordinal
            }
        }
    }
}

/// The named days of each month up to 2100, kept: the same few rules come again and again.
private enum NamedDays {
    private static let lists = Mutex<[String: [[Int]]]>([:])

    static func list(of rule: NaiveRule) -> [[Int]] {
        let key = rule.key
        if let known = lists.withLock({ $0[key] }) { return known }
        let made = MonthTable.months.map(rule.namedPositions)
        lists.withLock { $0[key] = made }
        return made
    }
}
