/// An RDATE value.
public enum RecurrenceDate: Hashable, Sendable {
    case time(EventTime)
    case period(start: EventTime, end: EventTime)
    case periodDuration(start: EventTime, EventDuration)

    public var start: EventTime {
        switch self {
        case .time(let start), .period(let start, _), .periodDuration(let start, _): start
        }
    }
}

/// A component with a RECURRENCE-ID: what takes the place of one instance, or of one and all later ones.
public struct RecurrenceOverride: Hashable, Sendable {
    /// The start that the instance has without the override.
    public var recurrenceID: EventTime
    /// RANGE=THISANDFUTURE (RFC 5545 §3.2.13).
    public var thisAndFuture: Bool
    public var start: EventTime
    public var length: EventLength
    /// False: cancelled or transparent; the instance exists and takes no time.
    public var blocks: Bool
    /// The caller's own index, such as that of the component.
    public var tag: Int

    public init(
        recurrenceID: EventTime, thisAndFuture: Bool = false, start: EventTime, length: EventLength,
        blocks: Bool = true, tag: Int
    ) {
        self.recurrenceID = recurrenceID
        self.thisAndFuture = thisAndFuture
        self.start = start
        self.length = length
        self.blocks = blocks
        self.tag = tag
    }
}

/// One occurrence of an event.
public struct Instance: Hashable, Sendable {
    /// The start before any override, as an instant: the instance's identity within its series.
    public var recurrenceID: Instant
    public var range: TimeRange
    public var blocks: Bool
    /// The tag of the override that shaped it.
    public var overrideTag: Int?

    public init(recurrenceID: Instant, range: TimeRange, blocks: Bool = true, overrideTag: Int? = nil) {
        self.recurrenceID = recurrenceID
        self.range = range
        self.blocks = blocks
        self.overrideTag = overrideTag
    }
}

/// All instances of an event: DTSTART, RRULEs, RDATEs, less EXDATEs, with overrides in place (RFC 5545 §3.8.5).
///
/// DTSTART is the first instance even where no rule matches it, and takes one of COUNT. EXRULE, which RFC 5545 dropped,
/// has no place here. The article <doc:CalendarTime> explains the choices.
public struct RecurrenceSet: Hashable, Sendable {
    public var start: EventTime
    public var length: EventLength
    public var rules: [RecurrenceRule]
    public var dates: [RecurrenceDate]
    /// EXDATE, compared as instants; a DATE against a DATE-TIME start excludes the instances of that civil day.
    public var excluded: [EventTime]
    public var overrides: [RecurrenceOverride]
    /// False: transparent or cancelled, the instances take no time.
    public var blocks: Bool
    /// Where dates and floating times are read.
    public var zone: ZoneRules
    /// False: only the overrides exist, as in an invitation to some instances of a series.
    public var hasMaster: Bool

    public init(
        start: EventTime, length: EventLength, rules: [RecurrenceRule] = [], dates: [RecurrenceDate] = [],
        excluded: [EventTime] = [], overrides: [RecurrenceOverride] = [], blocks: Bool = true, zone: ZoneRules,
        hasMaster: Bool = true
    ) {
        self.start = start
        self.length = length
        self.rules = rules
        self.dates = dates
        self.excluded = excluded
        self.overrides = overrides
        self.blocks = blocks
        self.zone = zone
        self.hasMaster = hasMaster
    }

    /// One event that does not repeat.
    public init(single range: TimeRange) {
        self.init(
            start: .utc(range.start), length: .duration(EventDuration(seconds: range.duration)), zone: .utc)
    }

    /// Whether there can be more than one instance.
    public var isRecurring: Bool {
        hasMaster ? !rules.isEmpty || !dates.isEmpty || !overrides.isEmpty : overrides.count > 1
    }

    /// Whether a rule runs up to the last day that is expanded (`Instant.maxDateTime`).
    public var isEndless: Bool {
        hasMaster
            && rules.contains { rule in
                switch rule.end {
                case .never: true
                case .count: false
                case .until(.date(let date)): date.year >= 2100
                case .until(.local(let civil)): civil.date.year >= 2100
                case .until(.utc(let instant)): instant >= .maxDateTime
                }
            }
    }

    /// The work that an expansion may do unless told otherwise; see `instances(from:budget:)`.
    public static let defaultBudget = 2_000_000

    /// The instances that end after `from`, ordered by start.
    ///
    /// Lazy: each step does the work for one instance, and the way to `from` is skipped where the rules allow it. Rules
    /// are expanded up to `Instant.maxDateTime`.
    ///
    /// - Parameter budget: how many candidates (days, times, instances) may be looked at; after that the iterator ends
    ///   and says so in `isExhausted`.
    public func instances(from: Instant = .distantPast, budget: Int = RecurrenceSet.defaultBudget) -> InstanceIterator {
        InstanceIterator(set: self, from: from, budget: budget)
    }

    /// The first `count` instances.
    public func first(_ count: Int) -> [Instance] { Array(instances().prefix(count)) }
}
