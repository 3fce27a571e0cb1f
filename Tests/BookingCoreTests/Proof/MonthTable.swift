/// Every month from 2005 to January 2100, made by counting: the proof's own calendar.
enum MonthTable {
    struct Month {
        var year: Int
        var month: Int
        /// Its first day, in days since 1970-01-01.
        var first: Int
        var length: Int

        /// Monday is 1; 1970-01-01 was a Thursday.
        func weekday(of day: Int) -> Int { (first + day + 2) % 7 + 1 }
    }

    /// 2100-01-01.
    static let lastDay = 47_482

    static let months: [Month] = {
        var months: [Month] = []
        var month = Month(year: 2005, month: 1, first: 12_784, length: 31)
        while month.first <= lastDay {
            months.append(month)
            month.first += month.length
            month.month += 1
            if month.month > 12 { (month.month, month.year) = (1, month.year + 1) }
            let isLeap = month.year % 4 == 0 && (month.year % 100 != 0 || month.year % 400 == 0)
            month.length = month.month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month.month) ? 30 : 31
        }
        return months
    }()

    static func month(of day: Int) -> Month { months.last { $0.first <= day } ?? months[0] }
}
