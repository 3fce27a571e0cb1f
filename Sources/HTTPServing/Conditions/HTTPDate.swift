public import CalendarTime

/// Dates in header fields (RFC 9110 §5.6.7).
public enum HTTPDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Mon, 23 Nov 2026 08:00:00 GMT`.
    public static func text(_ instant: Instant) -> String {
        let civil = CivilDateTime(secondsSinceEpoch: instant.seconds)
        let day = two(civil.date.day)
        let time = "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
        let year = String(civil.date.year)
        let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
        return
            "\(weekdays[civil.date.weekday.rawValue - 1]), \(day) \(months[civil.date.month - 1]) \(padded) \(time) GMT"
    }

    /// Reads the preferred form; the two obsolete ones, which no client sends any more, are as good as none.
    public static func parse(_ text: String) -> Instant? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: String(parts[2])),
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let time = parts[4].split(separator: ":").map { Int($0) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
            let civil = CivilDateTime(date: date, hour: hour, minute: minute, second: second)
        else { return nil }
        return Instant(seconds: civil.secondsSinceEpoch)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
