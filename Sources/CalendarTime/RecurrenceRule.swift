/// A recurrence rule (RFC 5545 §3.3.10), as its parts say; `RecurrenceSet` expands it.
public struct RecurrenceRule: Hashable, Sendable {
    public enum Frequency: Int, CaseIterable, Comparable, Hashable, Sendable {
        case secondly, minutely, hourly, daily, weekly, monthly, yearly

        public static func < (left: Frequency, right: Frequency) -> Bool { left.rawValue < right.rawValue }
    }

    /// Where the rule ends; the last instance may fall exactly on UNTIL.
    public enum End: Hashable, Sendable {
        case never
        /// Counts DTSTART as the first instance.
        case count(Int)
        case until(Until)
    }

    public enum Until: Hashable, Sendable {
        /// The whole day belongs to the series.
        case date(CivilDate)
        /// On the wall clock of DTSTART.
        case local(CivilDateTime)
        case utc(Instant)
    }

    /// A BYDAY element: every `weekday`, or the `ordinal`-th of the month or year, from its end when negative.
    public struct OrdinalWeekday: Hashable, Sendable {
        public var ordinal: Int?
        public var weekday: Weekday

        public init(ordinal: Int? = nil, weekday: Weekday) {
            self.ordinal = ordinal
            self.weekday = weekday
        }
    }

    public var frequency: Frequency
    public var interval: Int
    public var end: End
    public var bySecond: [Int] = []
    public var byMinute: [Int] = []
    public var byHour: [Int] = []
    public var byDay: [OrdinalWeekday] = []
    public var byMonthDay: [Int] = []
    public var byYearDay: [Int] = []
    public var byWeekNo: [Int] = []
    public var byMonth: [Int] = []
    public var bySetPos: [Int] = []
    public var weekStart: Weekday = .monday

    public init(frequency: Frequency, interval: Int = 1, end: End = .never) {
        self.frequency = frequency
        self.interval = interval
        self.end = end
    }

    /// Whether any part but FREQ, INTERVAL, COUNT, UNTIL, WKST and BYSETPOS is present.
    var hasByParts: Bool {
        !bySecond.isEmpty || !byMinute.isEmpty || !byHour.isEmpty || !byDay.isEmpty || !byMonthDay.isEmpty
            || !byYearDay.isEmpty || !byWeekNo.isEmpty || !byMonth.isEmpty
    }
}
