public import BookingCore
public import CalendarTime

/// Bookings and resources, read.
public protocol ScheduleReading {
    func resource(_ id: ResourceID) throws -> Resource?

    /// Every resource, by id.
    func resources() throws -> [Resource]

    /// The resource's own number: raised by every change to it or to its bookings, never reused, also after a restore.
    /// A resource that does not exist has 0.
    func changeNumber(of id: ResourceID) throws -> Int64

    /// The resource's schedule as this transaction or snapshot sees it, its own earlier writes included.
    func schedule(of id: ResourceID) throws -> ResourceSchedule

    func booking(_ id: BookingID) throws -> Booking?

    /// The resources that have `id` among their parts, directly.
    func wholes(of id: ResourceID) throws -> [ResourceID]

    /// The booking that `uid` has on the resource, whatever its state. A UID belongs to the organizer who first used it there.
    func booking(resource: ResourceID, uid: String) throws -> Booking?

    /// Every booking of one organizer (``BookingOrganizer/key``) with this UID: one for each resource invited.
    func bookings(organizer key: String, uid: String) throws -> [Booking]

    func bookings(_ query: BookingQuery) throws -> [Booking]
}

/// Bookings and resources, written. Each call needs the resource's key.
public protocol ScheduleWriting: ScheduleReading {
    /// Inserts or replaces the resource and raises its change number.
    func save(_ resource: Resource) throws

    /// Inserts or replaces the booking and its instances, raises the resource's change number and updates the schedule.
    func save(_ booking: Booking) throws

    /// Raises the resource's change number where something other than a booking of it changed.
    func touch(_ id: ResourceID) throws
}

/// A page of bookings, ordered by first taken instance inside the window, then by id.
public struct BookingQuery: Hashable, Sendable {
    /// Only these resources; nil: all.
    public var resources: [ResourceID]?
    /// Only this organizer (``BookingOrganizer/key``); nil: all.
    public var organizer: String?
    /// Bookings that take time inside this range.
    public var window: TimeRange
    /// Also bookings that take no time there any more (cancelled, declined).
    public var includesInactive: Bool
    /// Continue behind this booking.
    public var after: BookingID?
    /// At most so many.
    public var limit: Int

    public init(
        window: TimeRange, resources: [ResourceID]? = nil, organizer: String? = nil, includesInactive: Bool = false,
        after: BookingID? = nil, limit: Int = 100
    ) {
        self.window = window
        self.resources = resources
        self.organizer = organizer
        self.includesInactive = includesInactive
        self.after = after
        self.limit = limit
    }
}
