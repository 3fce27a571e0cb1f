public import BookingCore
public import CalendarTime

/// What somebody looks for: a room for so many people, some time in a window.
public struct RoomSearch: Hashable, Sendable {
    public var needs: ResourceNeeds
    /// Only there, as far as it is said.
    public var place: Place
    /// A slot begins and ends inside it; of a series, the first one.
    public var window: TimeRange
    /// Seconds.
    public var length: Int64
    public var recurrence: [RecurrenceRule]
    /// Whose wall clock a series follows; nil: the resource's.
    public var zone: ZoneRules?
    /// Resources at most.
    public var limit: Int
    /// Slots of one resource at most.
    public var slots: Int

    public init(
        needs: ResourceNeeds, place: Place = Place(), window: TimeRange, length: Int64,
        recurrence: [RecurrenceRule] = [], zone: ZoneRules? = nil, limit: Int = 20, slots: Int = 3
    ) {
        self.needs = needs
        self.place = place
        self.window = window
        self.length = length
        self.recurrence = recurrence
        self.zone = zone
        self.limit = limit
        self.slots = slots
    }
}

/// A resource with times at which it would be booked.
public struct FoundRoom: Sendable {
    public struct Slot: Hashable, Sendable {
        public var range: TimeRange
        /// It is free, and a manager decides.
        public var needsApproval: Bool
        /// Of a series inside the booking window.
        public var instances: Int
        /// The dates of a series that could not be had.
        public var declined: [TimeRange]
    }

    public var resource: Resource
    public var slots: [Slot]
}
