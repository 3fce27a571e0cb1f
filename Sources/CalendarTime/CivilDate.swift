/// A day of the week, numbered as ISO 8601 does: Monday is 1.
public enum Weekday: Int, CaseIterable, Codable, Hashable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A day of the proleptic Gregorian calendar, in the years 0000 to 9999 (all that iCalendar can write).
public struct CivilDate: Hashable, Comparable, Sendable {
    private let storedYear: Int32
    private let storedMonth: UInt8
    private let storedDay: UInt8

    public var year: Int { Int(storedYear) }
    public var month: Int { Int(storedMonth) }
    public var day: Int { Int(storedDay) }

    /// Nil for a date that does not exist, such as 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard year >= 0, year <= 9999, month >= 1, month <= 12, day >= 1,
            day <= CivilDate.daysInMonth(month, year: year)
        else { return nil }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    init(uncheckedYear year: Int, month: Int, day: Int) {
        storedYear = Int32(truncatingIfNeeded: year)
        storedMonth = UInt8(truncatingIfNeeded: month)
        storedDay = UInt8(truncatingIfNeeded: day)
    }

    /// The day `daysSinceEpoch` days after 1970-01-01; outside the years 0000 to 9999 the nearest day inside.
    public init(daysSinceEpoch: Int) {
        let days = min(max(daysSinceEpoch, CivilDate.firstDay), CivilDate.lastDay)
        let (year, month, day) = CivilDate.parts(ofDay: days)
        self.init(uncheckedYear: year, month: month, day: day)
    }

    public var daysSinceEpoch: Int { CivilDate.dayNumber(year: year, month: month, day: day) }

    public var weekday: Weekday { CivilDate.weekday(ofDay: daysSinceEpoch) }

    /// The date `days` later, staying inside the years 0000 to 9999.
    public func adding(days: Int) -> CivilDate {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        return CivilDate(daysSinceEpoch: overflow ? (days < 0 ? .min : .max) : sum)
    }

    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.storedYear, left.storedMonth, left.storedDay) < (right.storedYear, right.storedMonth, right.storedDay)
    }
}

// MARK: Text

extension CivilDate: CustomStringConvertible {
    /// Reads the DATE form of RFC 5545 §3.3.4: `20261123`.
    public init?(icalendar text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let date = reader.basicDate(), reader.isAtEnd else { return nil }
        self = date
    }

    public var icalendar: String {
        var text = ""
        text.appendPadded(year, width: 4)
        text.appendPadded(month, width: 2)
        text.appendPadded(day, width: 2)
        return text
    }

    /// Reads `2026-11-23`.
    public init?(iso8601 text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var iso8601: String {
        var text = ""
        text.appendPadded(year, width: 4)
        text.append("-")
        text.appendPadded(month, width: 2)
        text.append("-")
        text.appendPadded(day, width: 2)
        return text
    }

    public var description: String { iso8601 }
}

extension CivilDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CivilDate(iso8601: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date such as 2026-11-23")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso8601)
    }
}

extension DigitReader {
    /// Takes `20261123`.
    mutating func basicDate() -> CivilDate? {
        guard let year = number(digits: 4), let month = number(digits: 2), let day = number(digits: 2) else {
            return nil
        }
        return CivilDate(year: year, month: month, day: day)
    }
}
