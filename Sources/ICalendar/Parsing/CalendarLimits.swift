/// What an object may be at most. Each limit is checked before libical sees the object.
public struct CalendarLimits: Hashable, Sendable {
    /// Octets of the whole object.
    public var maximumBytes = 1 << 20
    /// Octets of one line as it stands in the file, before unfolding.
    public var maximumLineBytes = 64 << 10
    /// VCALENDAR is level 1.
    public var maximumNesting = 8
    /// Properties of one component.
    public var maximumProperties = 2_000
    /// Properties and components of the whole object; only the size bounds it otherwise.
    public var maximumEntries = 20_000
    /// VALARMs of one component.
    public var maximumAlarms = 20
    /// ATTENDEEs of one component.
    public var maximumAttendees = 500

    /// VTIMEZONEs of the object: each that is used costs an expansion over centuries.
    public var maximumTimezones = 64

    public init() {}

    public static let `default` = CalendarLimits()
}
