import CalendarTime

extension RecurrenceRule {
    /// The rule in one spelling: the order of a list, and what DTSTART says already, make no difference (RFC 5545
    /// §3.3.10).
    ///
    /// Programs that keep rules as patterns write `BYDAY=MO` into the weekly rule of an event that starts on a Monday,
    /// and the like for months and years.
    ///
    /// - Parameter start: the date of DTSTART as it is written.
    func plainSpelling(startingOn start: CivilDate?) -> RecurrenceRule {
        var sorted = self
        sorted.bySecond.sort()
        sorted.byMinute.sort()
        sorted.byHour.sort()
        sorted.byMonthDay.sort()
        sorted.byYearDay.sort()
        sorted.byWeekNo.sort()
        sorted.byMonth.sort()
        sorted.bySetPos.sort()
        sorted.byDay.sort { ($0.ordinal ?? 0, $0.weekday.rawValue) < ($1.ordinal ?? 0, $1.weekday.rawValue) }
        guard let start else { return sorted }
        var bare = RecurrenceRule(frequency: frequency, interval: interval, end: end)
        bare.weekStart = weekStart
        var spelled = bare
        switch frequency {
        case .weekly: spelled.byDay = [OrdinalWeekday(weekday: start.weekday)]
        case .monthly: spelled.byMonthDay = [start.day]
        case .yearly:
            spelled.byMonth = [start.month]
            if !byMonthDay.isEmpty { spelled.byMonthDay = [start.day] }
        case .daily, .hourly, .minutely, .secondly: return sorted
        }
        guard sorted == spelled || sorted == bare else { return sorted }
        // Where one instance falls into each period, it is the same wherever the week starts.
        bare.weekStart = .monday
        return bare
    }
}
