/// A date and a time of day on some wall clock, without a zone.
public struct CivilDateTime: Hashable, Comparable, Sendable {
    public let date: CivilDate
    private let storedHour: UInt8
    private let storedMinute: UInt8
    private let storedSecond: UInt8

    public var hour: Int { Int(storedHour) }
    public var minute: Int { Int(storedMinute) }
    public var second: Int { Int(storedSecond) }

    /// Nil when the time does not exist. Second 60 is read as 59 (RFC 5545 §3.3.12).
    public init?(date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second <= 60 else { return nil }
        self.date = date
        storedHour = UInt8(hour)
        storedMinute = UInt8(minute)
        storedSecond = UInt8(min(second, 59))
    }

    /// Midnight at the start of `date`.
    public init(startOf date: CivilDate) {
        self.date = date
        storedHour = 0
        storedMinute = 0
        storedSecond = 0
    }

    /// The wall-clock time whose distance from 1970-01-01T00:00:00 is `secondsSinceEpoch`, as if it were UTC.
    ///
    /// Outside the years 0000 to 9999 the day is the nearest one inside.
    public init(secondsSinceEpoch: Int64) {
        let (days, rest) = secondsSinceEpoch.flooringDivision(by: 86_400)
        date = CivilDate(daysSinceEpoch: Int(days))
        storedHour = UInt8(truncatingIfNeeded: rest / 3600)
        storedMinute = UInt8(truncatingIfNeeded: rest / 60 % 60)
        storedSecond = UInt8(truncatingIfNeeded: rest % 60)
    }

    public var secondsSinceEpoch: Int64 {
        Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }
}

extension CivilDateTime: CustomStringConvertible {
    /// Reads the local form of RFC 5545 §3.3.5: `20261123T090000`.
    public init?(icalendar text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let date = reader.basicDate(), reader.skip("T"), let civil = reader.basicTime(on: date), reader.isAtEnd
        else { return nil }
        self = civil
    }

    public var icalendar: String {
        var text = date.icalendar
        text.append("T")
        text.appendPadded(hour, width: 2)
        text.appendPadded(minute, width: 2)
        text.appendPadded(second, width: 2)
        return text
    }

    public var description: String { icalendar }
}

extension CivilDateTime: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = CivilDateTime(icalendar: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time such as 20261123T090000")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(icalendar)
    }
}

extension DigitReader {
    /// Takes `090000`.
    mutating func basicTime(on date: CivilDate) -> CivilDateTime? {
        guard let hour = number(digits: 2), let minute = number(digits: 2), let second = number(digits: 2) else {
            return nil
        }
        return CivilDateTime(date: date, hour: hour, minute: minute, second: second)
    }
}
