public import CalendarTime

/// Why an instance or a whole request is refused, or what is noted beside an acceptance. Facts only, never a title.
public enum Reason: Hashable, Codable, Sendable {
    case conflict([Conflict])
    case outsideOpeningHours
    /// A booking must end by `limit`.
    case beyondBookingWindow(limit: Instant)
    /// Seconds.
    case tooShort(minimum: Int64)
    /// Seconds.
    case tooLong(maximum: Int64)
    /// Seconds.
    case insufficientNotice(minimum: Int64)
    case overCapacity(people: Int, capacity: Int)
    case recurrenceNotAllowed
    /// `conflicts` of `instances` conflict and `allowed` may; `Int.max` conflicts are endlessly many. `first` are at
    /// most ten.
    case tooManyConflicts(conflicts: Int, instances: Int, allowed: Int, first: [TimeRange])
    case notPermitted
    case externalOrganizer
    case quotaExceeded(QuotaLimit)
    /// Without a date the resource is out of service altogether.
    case resourceClosed(date: CivilDate?, name: LocalizedText?)
    /// `at` is a range in which only `available` units are left.
    case unitsExhausted(available: Int, requested: Int, at: TimeRange)
    /// The named part, or the whole that this is a part of, is booked.
    case partInUse(ResourceID, [Conflict])
    case approvalExpired
    /// A manager said no to a request.
    case notApproved
    /// A manager, a no-show or an early end took the time back.
    case released
    case inThePast
    case beyondLimits(BeyondLimit)

    /// The stable word for programs.
    public var code: String {
        switch self {
        case .conflict: "conflict"
        case .outsideOpeningHours: "outsideOpeningHours"
        case .beyondBookingWindow: "beyondBookingWindow"
        case .tooShort: "tooShort"
        case .tooLong: "tooLong"
        case .insufficientNotice: "insufficientNotice"
        case .overCapacity: "overCapacity"
        case .recurrenceNotAllowed: "recurrenceNotAllowed"
        case .tooManyConflicts: "tooManyConflicts"
        case .notPermitted: "notPermitted"
        case .externalOrganizer: "externalOrganizer"
        case .quotaExceeded: "quotaExceeded"
        case .resourceClosed: "resourceClosed"
        case .unitsExhausted: "unitsExhausted"
        case .partInUse: "partInUse"
        case .approvalExpired: "approvalExpired"
        case .notApproved: "notApproved"
        case .released: "released"
        case .inThePast: "inThePast"
        case .beyondLimits: "beyondLimits"
        }
    }

    /// True where the reason is that somebody else has the time: these count towards a series' thresholds.
    public var isConflict: Bool {
        switch self {
        case .conflict, .unitsExhausted, .partInUse: true
        default: false
        }
    }

    /// True where a manager can say yes all the same.
    var isWaivable: Bool {
        switch self {
        case .outsideOpeningHours, .beyondBookingWindow, .tooShort, .tooLong, .insufficientNotice, .overCapacity,
            .recurrenceNotAllowed, .quotaExceeded:
            true
        default: false
        }
    }

    /// True where somebody who answers for the resource said no.
    var isByHand: Bool { self == .released || self == .notApproved }
}

/// Which quota a request passes.
public enum QuotaLimit: Hashable, Codable, Sendable {
    case futureBookings(limit: Int)
    /// Seconds, in the week that begins on that Monday.
    case hoursPerWeek(limit: Int64, week: CivilDate)
}

/// A range that is taken, by whom as an identifier only.
public struct Conflict: Hashable, Codable, Sendable {
    public var range: TimeRange
    public var resource: ResourceID
    public var booking: BookingID?
    /// Known for instances of open series; for stored bookings it is found by `booking` and `range`.
    public var recurrenceID: Instant?

    public init(range: TimeRange, resource: ResourceID, booking: BookingID?, recurrenceID: Instant? = nil) {
        self.range = range
        self.resource = resource
        self.booking = booking
        self.recurrenceID = recurrenceID
    }
}

/// Which limit of the service a request passes.
public enum BeyondLimit: String, Hashable, Codable, Sendable, CaseIterable {
    /// More instances than are kept for one booking.
    case instances
    /// A rule that repeats every minute or second.
    case frequency
    /// The recurrence costs more work to expand than is given to one request.
    case expansionWork
    /// Outside the dates that are served, 1900-01-01 to 2100-01-01.
    case dates
}
