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

    /// The change numbers of the resources on which the organizer (``BookingOrganizer/key``) ever had a booking, without
    /// reading a booking.
    func changeNumbers(usedBy key: String) throws -> [ResourceID: Int64]

    /// The resource's schedule as this transaction or snapshot sees it, its own earlier writes included.
    func schedule(of id: ResourceID) throws -> ResourceSchedule

    func booking(_ id: BookingID) throws -> Booking?

    /// The resources that have `id` among their parts, directly.
    func wholes(of id: ResourceID) throws -> [ResourceID]

    /// The booking that `uid` has on the resource, whatever its state. A UID belongs to the organizer who first used it there.
    func booking(resource: ResourceID, uid: String) throws -> Booking?

    /// Every booking of one organizer (``BookingOrganizer/key``) with this UID: one for each resource invited.
    func bookings(organizer key: String, uid: String) throws -> [Booking]

    func placedBookings(_ query: BookingQuery) throws -> [PlacedBooking]

    /// As ``schedule(of:)``, without its key: good for what is offered or shown, never for a decision.
    func offeredSchedule(of id: ResourceID) throws -> ResourceSchedule

    /// What waits for an answer or for a slot: pending and waitlisted bookings, by `waitingSince`, else `createdAt`, then id.
    func waiting(on id: ResourceID) throws -> [Booking]

    /// The bookings with a deadline at `instant` or before, by deadline, then id.
    func due(at instant: Instant, limit: Int) throws -> [Booking]

    /// The earliest deadline of all bookings.
    func nextDeadline() throws -> Instant?

    /// What is booked along with a booking.
    func companions(of id: BookingID) throws -> [Booking]

    /// What the organizer (``BookingOrganizer/key``) holds from `instant` on: bookings that hold time and go on after it, by
    /// id. On one resource, or on all.
    func upcoming(organizer key: String, on id: ResourceID?, from instant: Instant) throws -> [Booking]

    /// A resource as it was saved at or before the change number `number`, with the number at which that was; nil where
    /// it did not exist then.
    func version(of id: ResourceID, at number: Int64) throws -> ResourceVersion?

    /// Every shared policy, by name.
    func namedPolicies() throws -> [NamedPolicy]

    func namedPolicy(_ name: String) throws -> NamedPolicy?

    /// Every version of a shared policy, oldest first.
    func versions(ofPolicy name: String) throws -> [NamedPolicy]
}

/// Bookings and resources, written. Each call needs the resource's key.
public protocol ScheduleWriting: ScheduleReading {
    /// Inserts or replaces the resource and raises its change number.
    func save(_ resource: Resource) throws

    /// Inserts or replaces the booking and its instances, raises the resource's change number and updates the schedule.
    func save(_ booking: Booking) throws

    /// Keeps the policy under its name and version; earlier versions stay.
    func save(_ policy: NamedPolicy) throws

    /// Raises the resource's change number where something other than a booking of it changed.
    func touch(_ id: ResourceID) throws
}

/// A resource as it was.
public struct ResourceVersion: Hashable, Sendable {
    /// The change number at which it was saved.
    public var number: Int64
    public var resource: Resource

    public init(number: Int64, resource: Resource) {
        self.number = number
        self.resource = resource
    }
}

/// Where a booking stands in the answer to a query: by the start of its first taken instance inside the window, then by id.
public struct BookingPosition: Hashable, Comparable, Sendable {
    public var start: Instant
    public var booking: BookingID

    public init(start: Instant, booking: BookingID) {
        self.start = start
        self.booking = booking
    }

    public static func < (one: BookingPosition, other: BookingPosition) -> Bool {
        (one.start, one.booking) < (other.start, other.booking)
    }
}

public struct PlacedBooking: Hashable, Sendable {
    public var booking: Booking
    public var position: BookingPosition

    public init(booking: Booking, position: BookingPosition) {
        self.booking = booking
        self.position = position
    }
}

extension ScheduleReading {
    public func bookings(_ query: BookingQuery) throws -> [Booking] { try placedBookings(query).map(\.booking) }

    /// Every booking that answers the query, read page by page.
    public func allBookings(_ query: BookingQuery) throws -> [Booking] {
        var query = query
        var all: [Booking] = []
        while true {
            let page = try placedBookings(query)
            all += page.map(\.booking)
            guard page.count == query.limit, let last = page.last else { return all }
            query.after = last.position
        }
    }
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
    /// Continue behind this place, wherever its booking is by now.
    public var after: BookingPosition?
    /// At most so many.
    public var limit: Int

    public init(
        window: TimeRange, resources: [ResourceID]? = nil, organizer: String? = nil, includesInactive: Bool = false,
        after: BookingPosition? = nil, limit: Int = 100
    ) {
        self.window = window
        self.resources = resources
        self.organizer = organizer
        self.includesInactive = includesInactive
        self.after = after
        self.limit = limit
    }
}
