public import CalendarTime

/// The answer to one instance.
public enum InstanceVerdict: Hashable, Codable, Sendable {
    case accepted
    /// Held, waiting for somebody's answer.
    case tentative
    case declined([Reason])
    /// Cancelled or transparent: the instance exists and takes no time.
    case cancelled
    /// Ended before it was asked for: not decided.
    case past
}

/// One instance of a booking with its answer.
public struct BookedInstance: Hashable, Codable, Sendable {
    /// The original start: identifies the instance in its series, also after it moved.
    public var recurrenceID: Instant
    public var range: TimeRange
    public var verdict: InstanceVerdict
    /// When somebody said that they are there.
    public var checkedInAt: Instant?
    /// When it was ended before its time: the rest is free.
    public var endedAt: Instant?

    public init(
        recurrenceID: Instant, range: TimeRange, verdict: InstanceVerdict, checkedInAt: Instant? = nil,
        endedAt: Instant? = nil
    ) {
        self.recurrenceID = recurrenceID
        self.range = range
        self.verdict = verdict
        self.checkedInAt = checkedInAt
        self.endedAt = endedAt
    }

    /// The time that it takes where it takes any: `range`, cut where it was ended early.
    public var takenRange: TimeRange {
        guard let endedAt, endedAt < range.end else { return range }
        return TimeRange(checking: range.start, end: max(range.start, endedAt)) ?? range
    }

    /// A declined or an empty instance takes no time.
    public var takesTime: Bool {
        switch verdict {
        case .accepted, .tentative: !takenRange.isEmpty
        case .declined, .cancelled, .past: false
        }
    }
}
