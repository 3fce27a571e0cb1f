/// Why text is not a recurrence rule that can be expanded (RFC 5545 §3.3.10).
public enum RecurrenceRuleError: Error, Hashable, Sendable {
    case missingFrequency
    /// A part that is not `NAME=value`.
    case malformedPart(String)
    case unknownPart(String)
    case duplicatePart(String)
    case invalidValue(part: String, value: String)
    case countAndUntil
    /// RSCALE and SKIP (RFC 7529) ask for other calendars, which are not expanded.
    case unsupportedCalendarScale(part: String)
    /// The part may not stand with this frequency or with these other parts.
    case notAllowed(part: String, reason: NotAllowed)

    public enum NotAllowed: String, Hashable, Sendable {
        case withThisFrequency = "not allowed with this FREQ"
        case ordinalWithThisFrequency = "a number before the weekday is allowed with FREQ=MONTHLY and FREQ=YEARLY only"
        case ordinalWithWeekNumbers = "a number before the weekday is not allowed together with BYWEEKNO"
        case withoutOtherParts = "needs another BY part to choose from"
    }
}

/// Why stored bytes are no recurrence set.
public enum RecurrenceCodingError: Error, Hashable, Sendable {
    case unsupportedVersion(UInt8)
    case truncated
    case invalidData
    /// The zone database has no zone of this name any more.
    case unknownZone(String)
}
