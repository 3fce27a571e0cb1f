public import CalendarTime

/// What is asked of one resource.
public struct BookingRequest: Hashable, Sendable {
    /// The id that the booking has or will have; its own time never conflicts with it.
    public var booking: BookingID
    public var resource: ResourceID
    public var organizer: BookingOrganizer
    public var isInternal: Bool
    /// The organizer's person id and those of their groups, as ``Audience`` knows them.
    public var organizerIDs: Set<String> = []
    /// The organizer answers for the resource.
    public var isManager = false
    /// At least 1.
    public var units: Int
    /// Human attendees, nil when unknown.
    public var attendeeCount: Int?
    /// Of instances with attendees of their own, by recurrence id.
    public var instanceAttendees: [Instant: Int] = [:]
    public var series: RecurrenceSet
    /// The booking as it stands, for an update.
    public var previous: Booking?

    public init(
        booking: BookingID, resource: ResourceID, organizer: BookingOrganizer, isInternal: Bool, units: Int = 1,
        attendeeCount: Int? = nil, series: RecurrenceSet, previous: Booking? = nil
    ) {
        self.booking = booking
        self.resource = resource
        self.organizer = organizer
        self.isInternal = isInternal
        self.units = units
        self.attendeeCount = attendeeCount
        self.series = series
        self.previous = previous
    }
}

/// A resource that cannot be used at the same time, because one is a piece of the other or both share a piece.
public struct RelatedResource: Hashable, Codable, Sendable {
    public enum Relation: Hashable, Codable, Sendable {
        case part, whole
        /// Neither contains the other, and they have a part in common.
        case sharing
    }

    public var id: ResourceID
    public var relation: Relation
    /// Seconds needed before its bookings.
    public var setup: Int64
    /// Seconds needed after its bookings.
    public var teardown: Int64
    /// Whether its pending requests keep others out.
    public var pendingBlocks: Bool

    public init(
        id: ResourceID, relation: Relation, setup: Int64 = 0, teardown: Int64 = 0, pendingBlocks: Bool = true
    ) {
        self.pendingBlocks = pendingBlocks
        self.id = id
        self.relation = relation
        self.setup = setup
        self.teardown = teardown
    }
}

/// Everything a decision looks at besides the request and the clock.
public struct EngineContext: Sendable {
    public var resource: Resource
    /// As ``BookingEngine/conflictClosure(of:in:)`` gives them.
    public var related: [RelatedResource]
    /// Of the resource and of every related one; a missing schedule is an empty one.
    public var schedules: [ResourceID: ResourceSchedule]
    /// The resource's zone.
    public var zone: ZoneRules
    /// What the organizer has on the resource besides, where there are quotas.
    public var otherBookings: [Booking] = []
    /// Of the resources that are booked with it, all or nothing.
    public var companions: [EngineContext] = []
    /// Of a companion: the booking of it that goes with the request's, as it stands. Its time is the request's own.
    public var standing: Booking?
    /// The clashes past the window could not be found when the decision was recorded.
    var hidesLaterClashes = false

    public init(
        resource: Resource, related: [RelatedResource] = [], schedules: [ResourceID: ResourceSchedule], zone: ZoneRules
    ) {
        self.resource = resource
        self.related = related
        self.schedules = schedules
        self.zone = zone
    }
}
