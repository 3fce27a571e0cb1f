/// A DURATION value (RFC 5545 §3.3.6): weeks and days are nominal, they follow the wall clock over a change of offset;
/// hours, minutes and seconds are exact and are added after the days.
public struct EventDuration: Hashable, Sendable {
    public var days: Int
    public var seconds: Int64

    public init(days: Int = 0, seconds: Int64 = 0) {
        self.days = days
        self.seconds = seconds
    }

    /// Reads `P1D`, `PT1H30M`, `-P1W`, `P2DT12H`. Nil for anything else, and for amounts over nine digits.
    public init?(icalendar text: some StringProtocol) {
        var reader = DigitReader(text)
        let negative = reader.skip("-")
        if !negative { _ = reader.skip("+") }
        guard reader.skip("P") else { return nil }
        var days = 0
        var seconds: Int64 = 0
        var parts = 0
        if !reader.skip("T") {
            guard let amount = reader.number() else { return nil }
            parts += 1
            if reader.skip("W") {
                days = amount * 7
            } else if reader.skip("D") {
                days = amount
            } else {
                return nil
            }
            if reader.isAtEnd {
                self.init(days: negative ? -days : days)
                return
            }
            guard reader.skip("T") else { return nil }
        }
        var largest = 4
        while !reader.isAtEnd {
            guard let amount = reader.number() else { return nil }
            let unit: (rank: Int, seconds: Int64)
            if reader.skip("H") {
                unit = (3, 3600)
            } else if reader.skip("M") {
                unit = (2, 60)
            } else if reader.skip("S") {
                unit = (1, 1)
            } else {
                return nil
            }
            guard unit.rank < largest else { return nil }
            largest = unit.rank
            seconds += Int64(amount) * unit.seconds
        }
        guard largest < 4 else { return nil }
        self.init(days: negative ? -days : days, seconds: negative ? -seconds : seconds)
    }

    /// The shortest form of the value. Days and seconds of different signs cannot be written in one DURATION; such a
    /// value, which no text gives, is written as exact time with days of 24 hours.
    public var icalendar: String {
        if days != 0, seconds != 0, (days < 0) != (seconds < 0) {
            return EventDuration(days: 0, seconds: seconds &+ Int64(days) &* 86_400).icalendar
        }
        let amount = seconds.magnitude
        let dayCount = days.magnitude
        var text = days < 0 || seconds < 0 ? "-P" : "P"
        if dayCount > 0 {
            text += amount == 0 && dayCount % 7 == 0 ? "\(dayCount / 7)W" : "\(dayCount)D"
        }
        if amount > 0 || dayCount == 0 {
            text += "T"
            let (hours, minutes, rest) = (amount / 3600, amount / 60 % 60, amount % 60)
            if hours > 0 { text += "\(hours)H" }
            // RFC 5545's grammar has no hours directly followed by seconds.
            if minutes > 0 || (hours > 0 && rest > 0) { text += "\(minutes)M" }
            if rest > 0 || amount == 0 { text += "\(rest)S" }
        }
        return text
    }
}

/// How long an event lasts: DURATION, or DTEND.
public enum EventLength: Hashable, Sendable {
    /// Nominal days, then exact seconds.
    case duration(EventDuration)
    /// Against a DATE-TIME start the exact difference applies to each instance; against a DATE start its nominal days do
    /// (RFC 5545 §3.8.5.3).
    case end(EventTime)
}
