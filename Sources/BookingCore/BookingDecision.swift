public import CalendarTime

/// The answer to a request. A refusal is a value, not an error.
public struct BookingDecision: Hashable, Sendable {
    public enum Verdict: String, Hashable, Codable, Sendable, CaseIterable {
        case accepted, partiallyAccepted, pending, declined, waitlisted, ignored
    }

    public var verdict: Verdict
    /// Every decided instance by start, past ones of an update as they were.
    public var instances: [BookedInstance]
    /// Why the whole is declined; empty otherwise.
    public var reasons: [Reason]
    /// What the organizer should know and what declines nothing.
    public var notes: [Reason]
    /// Nil: every instance is decided. Else those that end later are decided when the booking window reaches them.
    public var decidedThrough: Instant?
    public var laterClashes: LaterClashes?

    public init(
        verdict: Verdict, instances: [BookedInstance], reasons: [Reason] = [], notes: [Reason] = [],
        decidedThrough: Instant? = nil, laterClashes: LaterClashes? = nil
    ) {
        self.verdict = verdict
        self.instances = instances
        self.reasons = reasons
        self.notes = notes
        self.decidedThrough = decidedThrough
        self.laterClashes = laterClashes
    }

    /// True where the booking will take time.
    public var isAccepted: Bool { verdict == .accepted || verdict == .partiallyAccepted }

    /// The instances that are refused, in order.
    public var declinedInstances: [BookedInstance] {
        instances.filter { if case .declined = $0.verdict { true } else { false } }
    }
}

/// Instances past the decided ones that are taken already: they will be declined when their time comes.
public struct LaterClashes: Hashable, Codable, Sendable {
    /// Up to the last date that is served; `Int.max` where both series have no end and keep clashing.
    public var count: Int
    /// The first ones, at most ten.
    public var first: [TimeRange]

    public init(count: Int, first: [TimeRange]) {
        self.count = count
        self.first = first
    }

    public var isEndless: Bool { count == .max }
}
