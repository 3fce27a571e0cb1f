/// A STANDARD or DAYLIGHT part of a VTIMEZONE (RFC 5545 §3.6.5).
public struct ZoneObservance: Hashable, Sendable {
    public var isDaylight: Bool
    /// DTSTART: the first onset, on the wall clock before it.
    public var start: CivilDateTime
    /// Seconds east of UTC.
    public var offsetFrom: Int
    public var offsetTo: Int
    public var rule: RecurrenceRule?
    public var recurrenceDates: [CivilDateTime]
    public var name: String?

    public init(
        isDaylight: Bool, start: CivilDateTime, offsetFrom: Int, offsetTo: Int, rule: RecurrenceRule? = nil,
        recurrenceDates: [CivilDateTime] = [], name: String? = nil
    ) {
        self.isDaylight = isDaylight
        self.start = start
        self.offsetFrom = offsetFrom
        self.offsetTo = offsetTo
        self.rule = rule
        self.recurrenceDates = recurrenceDates
        self.name = name
    }
}

/// Why observances make no zone.
public enum ZoneRulesError: Error, Hashable, Sendable {
    case noObservance
    /// Seconds; offsets must stay below 26 hours.
    case offsetOutOfRange(Int)
    /// More changes than any real zone has.
    case tooManyTransitions
    /// More different offsets and names than a table can hold.
    case tooManyKinds
}
