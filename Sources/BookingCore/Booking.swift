public import CalendarTime

/// Where a booking stands in its life.
public enum BookingState: String, Hashable, Codable, Sendable, CaseIterable {
    case tentative, confirmed, checkedIn, ended, declined, cancelled, released, waitlisted

    /// True where the booking's instances may take time.
    public var holdsTime: Bool {
        switch self {
        case .tentative, .confirmed, .checkedIn, .ended: true
        case .declined, .cancelled, .released, .waitlisted: false
        }
    }
}

/// CLASS of RFC 5545 §3.8.1.3.
public enum BookingVisibility: String, Hashable, Codable, Sendable, CaseIterable {
    case `public`, `private`, confidential
}

/// Who asked.
public struct BookingOrganizer: Hashable, Codable, Sendable {
    /// Nil for somebody from outside.
    public var personID: String?
    /// Lower case, without `mailto:`.
    public var address: String
    public var name: String?
    /// In the place of all of these where it was forgotten who it was: a word that says no more than that bookings had the
    /// same organizer.
    public var pseudonym: String?

    public init(personID: String?, address: String, name: String? = nil) {
        self.personID = personID
        self.address = address
        self.name = name
    }

    /// Somebody of whom nothing is known any more.
    public init(pseudonym: String) {
        personID = nil
        address = ""
        self.pseudonym = pseudonym
    }

    /// Identity over all addresses of a person. A person, an address and a pseudonym never share a key.
    public var key: String {
        if let pseudonym { return Self.forgotten + pseudonym }
        return personID.map { "person:" + $0 } ?? "address:" + address
    }

    /// What the keys of forgotten organizers begin with: they come behind all others.
    public static let forgotten = "retained:"
}

extension Booking {
    /// Whether names, titles and who it was are gone, and times are all that is left.
    public var isRetained: Bool { organizer.pseudonym != nil }

    /// When all of it is over; nil while dates of it are still to be decided.
    public var end: Instant? {
        guard decidedThrough == nil || !state.holdsTime else { return nil }
        return instances.lazy.map(\.range.end).max() ?? createdAt
    }
}

/// What is booked on one resource by one calendar object or request.
public struct Booking: Hashable, Sendable {
    public var id: BookingID
    public var resource: ResourceID
    public var uid: String
    public var organizer: BookingOrganizer
    public var title: String
    public var visibility: BookingVisibility
    public var units: Int
    /// Human attendees.
    public var attendeeCount: Int?
    public var state: BookingState
    public var series: RecurrenceSet
    /// The decided instances by start; of a series past the booking window those that end by `decidedThrough`.
    public var instances: [BookedInstance]
    /// Nil: every instance is in `instances`. Else the instances that end after it are still to be decided.
    public var decidedThrough: Instant?
    public var sequence: Int
    public var stamp: Instant
    /// Shared by bookings of several resources that stand and fall together.
    public var group: String?
    public var createdAt: Instant
    public var updatedAt: Instant
    public var reasons: [Reason]
    /// When the server must look at the booking by itself: a request expires, a no-show is released, the booking window
    /// reaches the next instance. Nil: never.
    public var deadline: Instant?
    /// The booking that this one goes with, as a room's projector goes with the room.
    public var companionOf: BookingID?
    /// The address of a group of rooms that was invited, of which this resource was chosen.
    public var requestedAs: String?
    /// Since when it waits for a slot: the order of the waitlist.
    public var waitingSince: Instant?
    /// What a manager wrote with their answer.
    public var managerComment: String?
    /// When a manager approved it: the rules are not asked about its later instances, and past the booking window it
    /// stands behind what was booked before.
    public var approvedAt: Instant?

    public init(
        id: BookingID, resource: ResourceID, uid: String, organizer: BookingOrganizer, title: String,
        visibility: BookingVisibility = .public, units: Int = 1, attendeeCount: Int? = nil, state: BookingState,
        series: RecurrenceSet, instances: [BookedInstance], decidedThrough: Instant? = nil, sequence: Int = 0,
        stamp: Instant, group: String? = nil, createdAt: Instant, updatedAt: Instant, reasons: [Reason] = [],
        deadline: Instant? = nil, companionOf: BookingID? = nil, requestedAs: String? = nil,
        waitingSince: Instant? = nil, managerComment: String? = nil, approvedAt: Instant? = nil
    ) {
        self.id = id
        self.resource = resource
        self.uid = uid
        self.organizer = organizer
        self.title = title
        self.visibility = visibility
        self.units = units
        self.attendeeCount = attendeeCount
        self.state = state
        self.series = series
        self.instances = instances
        self.decidedThrough = decidedThrough
        self.sequence = sequence
        self.stamp = stamp
        self.group = group
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.reasons = reasons
        self.deadline = deadline
        self.companionOf = companionOf
        self.requestedAs = requestedAs
        self.waitingSince = waitingSince
        self.managerComment = managerComment
        self.approvedAt = approvedAt
    }
}
