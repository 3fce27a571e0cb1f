public import CalendarTime

/// What could be had instead of what was refused. It names resources and times, never who has them.
public struct Alternative: Hashable, Codable, Sendable {
    public enum Offer: Hashable, Codable, Sendable {
        /// The resource that was asked for, at another time.
        case otherTime(TimeRange)
        /// The resource that was asked for, for one refused instance of a series that would move to this time.
        case otherTimeOfInstance(InstanceTime)
        /// Another resource at the time that was asked for.
        case otherResource(TimeRange)
        /// Another resource for every instance of a series.
        case otherResourceForSeries
        /// Another resource for these instances of a series, by start; they were refused.
        case otherResourceForInstances([InstanceTime])
    }

    /// One instance of a series with a time for it.
    public struct InstanceTime: Hashable, Codable, Sendable {
        public var recurrenceID: Instant
        public var range: TimeRange

        public init(recurrenceID: Instant, range: TimeRange) {
            self.recurrenceID = recurrenceID
            self.range = range
        }
    }

    public var offer: Offer
    /// The resource that is offered.
    public var resource: ResourceID
    public var kind: ResourceKind
    public var capacity: Int?
    /// Of another resource to the one that was refused; nil for the same one.
    public var nearness: Nearness?
    /// True: it is free, and a manager decides.
    public var needsApproval: Bool

    public init(
        _ offer: Offer, resource: ResourceID, kind: ResourceKind = .room, capacity: Int? = nil,
        nearness: Nearness? = nil, needsApproval: Bool = false
    ) {
        self.offer = offer
        self.resource = resource
        self.kind = kind
        self.capacity = capacity
        self.nearness = nearness
        self.needsApproval = needsApproval
    }

    /// How many a refusal names.
    public static let offered = 3
}
