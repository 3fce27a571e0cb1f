/// Which days of a month or year a plan names.
extension RulePlan {
    /// The days of a month as bits 1...31, by BYMONTH, BYMONTHDAY and BYDAY; numbered weekdays that count within the year
    /// are treated as plain ones here.
    func days(ofMonth month: Int, year: Int, firstDay: Int) -> UInt32 {
        guard includes(month: month) else { return 0 }
        let length = CivilDate.daysInMonth(month, year: year)
        var days = UInt32(truncatingIfNeeded: (UInt64(2) << UInt64(length)) - 2)
        if hasMonthDays {
            var wanted = monthDays
            for day in monthDaysFromEnd where day <= length { wanted |= 1 << UInt32(length + 1 - day) }
            days &= wanted
        }
        if hasWeekdays, days != 0 { days &= weekdayDays(firstDay: firstDay, length: length) }
        return days
    }

    private func weekdayDays(firstDay: Int, length: Int) -> UInt32 {
        let first = CivilDate.weekdayNumber(ofDay: firstDay)
        let plain = ordinalsCountInYear ? namedWeekdays : weekdays
        var days: UInt64 = 0
        for weekday in 1...7 where plain.contains(weekday) {
            // Bits 1, 8, 15, 22 and 29, moved to the weekday's first day.
            days |= 0x2040_8102 << UInt64((weekday - first + 7) % 7)
        }
        if !ordinalsCountInYear {
            for (ordinal, weekday) in ordinals where abs(ordinal) <= 5 {
                let firstOne = 1 + (weekday - first + 7) % 7
                let day =
                    ordinal > 0
                    ? firstOne + (ordinal - 1) * 7 : firstOne + ((length - firstOne) / 7 + ordinal + 1) * 7
                if day >= 1, day <= length { days |= 1 << UInt64(day) }
            }
        }
        return UInt32(truncatingIfNeeded: days)
    }

    /// Appends the midnights of the days of a month.
    func appendDays(ofMonth month: Int, year: Int, to bases: inout [Int64]) {
        let firstDay = CivilDate.dayNumber(year: year, month: month, day: 1)
        var days = days(ofMonth: month, year: year, firstDay: firstDay)
        while days != 0 {
            bases.append(Int64(firstDay + days.trailingZeroBitCount - 1) * 86_400)
            days &= days - 1
        }
    }

    /// Appends the midnights of the days of a year.
    func appendDays(ofYear year: Int, to bases: inout [Int64]) {
        guard !yearDays.isEmpty || !weekNumbers.isEmpty || ordinalsCountInYear else {
            for month in 1...12 where includes(month: month) { appendDays(ofMonth: month, year: year, to: &bases) }
            return
        }
        let newYear = CivilDate.dayNumber(year: year, month: 1, day: 1)
        let length = CivilDate.isLeap(year) ? 366 : 365
        let weeks = WeekNumbering(year: year, weekStart: weekStart)
        var firstDay = newYear
        for month in 1...12 {
            var days = days(ofMonth: month, year: year, firstDay: firstDay)
            while days != 0 {
                let day = firstDay + days.trailingZeroBitCount - 1
                days &= days - 1
                let index = day - newYear
                guard yearDays.isEmpty || yearDays.contains(index + 1) || yearDays.contains(index - length),
                    weekNumbers.isEmpty || weeks.matches(weekNumbers, day: day),
                    !ordinalsCountInYear || matchesOrdinal(day: day, index: index, length: length)
                else { continue }
                bases.append(Int64(day) * 86_400)
            }
            firstDay += CivilDate.daysInMonth(month, year: year)
        }
    }

    private func matchesOrdinal(day: Int, index: Int, length: Int) -> Bool {
        let weekday = CivilDate.weekdayNumber(ofDay: day)
        if weekdays.contains(weekday) { return true }
        let fromStart = index / 7 + 1
        let fromEnd = -((length - 1 - index) / 7 + 1)
        return ordinals.contains { $0.weekday == weekday && ($0.ordinal == fromStart || $0.ordinal == fromEnd) }
    }

    /// Whether a day passes BYMONTH, BYYEARDAY, BYMONTHDAY and BYDAY, for daily rules and shorter ones.
    func matches(day: Int) -> Bool {
        if hasWeekdays, !namedWeekdays.contains(dayNumber: Int64(day)) { return false }
        guard hasMonths || hasMonthDays || !yearDays.isEmpty else { return true }
        let date = CivilDate.parts(ofDay: day)
        guard includes(month: date.month) else { return false }
        if hasMonthDays {
            let fromEnd = CivilDate.daysInMonth(date.month, year: date.year) + 1 - date.day
            guard monthDays >> UInt32(date.day) & 1 == 1 || monthDaysFromEnd.contains(fromEnd) else { return false }
        }
        if !yearDays.isEmpty {
            let index = day - CivilDate.dayNumber(year: date.year, month: 1, day: 1)
            let length = CivilDate.isLeap(date.year) ? 366 : 365
            guard yearDays.contains(index + 1) || yearDays.contains(index - length) else { return false }
        }
        return true
    }
}

/// Week numbers around one calendar year: week 1 is the first with at least four days in the year.
private struct WeekNumbering {
    /// The first days of week 1 of the year before, the year, and the two after.
    private let firstWeeks: (Int, Int, Int, Int)

    init(year: Int, weekStart: Int) {
        func firstWeek(_ year: Int) -> Int {
            let newYear = CivilDate.dayNumber(year: year, month: 1, day: 1)
            let intoWeek = (CivilDate.weekdayNumber(ofDay: newYear) - weekStart + 7) % 7
            return newYear - intoWeek + (intoWeek > 3 ? 7 : 0)
        }
        firstWeeks = (firstWeek(year - 1), firstWeek(year), firstWeek(year + 1), firstWeek(year + 2))
    }

    func matches(_ numbers: [Int], day: Int) -> Bool {
        let (low, high): (Int, Int)
        if day < firstWeeks.1 {
            (low, high) = (firstWeeks.0, firstWeeks.1)
        } else if day < firstWeeks.2 {
            (low, high) = (firstWeeks.1, firstWeeks.2)
        } else {
            (low, high) = (firstWeeks.2, firstWeeks.3)
        }
        let number = (day - low) / 7 + 1
        return numbers.contains(number) || numbers.contains(number - (high - low) / 7 - 1)
    }
}
