public import BookingCore
public import CalendarTime

/// A booking as somebody asks for it, before it is decided.
public struct BookingDraft: Sendable {
    /// Several are booked all together or not at all.
    public var resources: [ResourceID]
    public var title: String
    public var description: String?
    public var location: String?
    public var start: EventTime
    /// Exclusive; of the same form as `start`.
    public var end: EventTime
    public var recurrence: [RecurrenceRule]
    /// Further starts (RDATE).
    public var dates: [EventTime]
    /// Left out (EXDATE).
    public var excluded: [EventTime]
    /// Of each resource.
    public var units: Int
    /// Addresses of people to invite.
    public var attendees: [String]
    public var visibility: BookingVisibility
    /// A person's id or an address; nil: who asks. Somebody else needs the right to manage every resource.
    public var organizer: String?
    /// Nil: a new one.
    public var uid: String?

    public init(
        resources: [ResourceID], title: String, start: EventTime, end: EventTime, description: String? = nil,
        location: String? = nil, recurrence: [RecurrenceRule] = [], dates: [EventTime] = [],
        excluded: [EventTime] = [], units: Int = 1, attendees: [String] = [],
        visibility: BookingVisibility = .public, organizer: String? = nil, uid: String? = nil
    ) {
        self.resources = resources
        self.title = title
        self.start = start
        self.end = end
        self.description = description
        self.location = location
        self.recurrence = recurrence
        self.dates = dates
        self.excluded = excluded
        self.units = units
        self.attendees = attendees
        self.visibility = visibility
        self.organizer = organizer
        self.uid = uid
    }
}

/// What to change of a booking; nil leaves a field as it is.
public struct BookingChange: Sendable {
    /// The original start of the one date of a series that is changed; nil: all of them.
    public var instance: Instant?
    public var title: String?
    public var description: String?
    public var location: String?
    public var start: EventTime?
    public var end: EventTime?
    public var recurrence: [RecurrenceRule]?
    public var dates: [EventTime]?
    public var excluded: [EventTime]?
    public var units: Int?
    public var attendees: [String]?
    public var visibility: BookingVisibility?
    /// The room to move to.
    public var resource: ResourceID?

    public init() {}

    /// Whether the event is at other times afterwards.
    var changesTime: Bool {
        start != nil || end != nil || recurrence != nil || dates != nil || excluded != nil
    }
}

/// A client's word that makes a repeated request the same one (I4).
public struct IdempotencyToken: Hashable, Sendable {
    public var key: String
    /// A digest of the request's content.
    public var requestDigest: String

    public init(key: String, requestDigest: String) {
        self.key = key
        self.requestDigest = requestDigest
    }
}
