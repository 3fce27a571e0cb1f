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

    public init(recurrenceID: Instant, range: TimeRange, verdict: InstanceVerdict) {
        self.recurrenceID = recurrenceID
        self.range = range
        self.verdict = verdict
    }

    /// A declined or an empty instance takes no time.
    public var takesTime: Bool {
        switch verdict {
        case .accepted, .tentative: !range.isEmpty
        case .declined, .cancelled, .past: false
        }
    }
}
