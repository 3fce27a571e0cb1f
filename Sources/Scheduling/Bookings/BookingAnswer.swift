public import BookingCore
public import CalendarTime

/// What a request for a booking led to.
public enum BookingAnswer: Sendable {
    case booked([BookingView])
    /// Held until a manager decides.
    case pending([BookingView])
    /// The time is taken; the request waits for it.
    case waitlisted([BookingView])
    /// Nothing was changed.
    case refused(BookingRefusal)
}

/// Why a booking was refused, resource by resource.
public struct BookingRefusal: Sendable {
    public struct Item: Sendable {
        public var resource: Resource
        public var decision: BookingDecision
        /// What could be had instead, at most three.
        public var alternatives: [Alternative]
        /// Of the other resources that the reasons and the alternatives name.
        public var names: [ResourceID: LocalizedText]

        public init(
            resource: Resource, decision: BookingDecision, alternatives: [Alternative] = [],
            names: [ResourceID: LocalizedText] = [:]
        ) {
            self.resource = resource
            self.decision = decision
            self.alternatives = alternatives
            self.names = names
        }
    }

    /// The resources that refused.
    public var items: [Item]
}

/// A booking as one viewer may see it: what they may not see is gone already.
public struct BookingView: Sendable {
    /// With an empty title, and an organizer without name and address, where details are hidden.
    public var booking: Booking
    /// False: show "Occupé"/"Busy".
    public var showsTitle: Bool
    public var showsOrganizer: Bool
    public var description: String?
    public var location: String?
    /// Addresses of the people who are invited; nil where the reader may not know them.
    public var attendees: [String]?
    /// Further starts of the event.
    public var dates: [EventTime] = []
    /// Starts that the event leaves out.
    public var excluded: [EventTime] = []
    /// Strong, without quotes.
    public var etag: String
    /// After a request: how it was decided.
    public var decision: BookingDecision?
    /// After a request of which something is refused: what could be had instead of that.
    public var alternatives: [Alternative] = []
    /// Of the other resources that the decision and the alternatives name.
    public var names: [ResourceID: LocalizedText] = [:]
    public var mayChange: Bool
    /// The resource's own zone.
    public var zone: ZoneRules
}

/// When a resource is taken.
public struct ResourceFreeBusy: Sendable {
    public var resource: ResourceID
    public var busy: [TimeRange]
    public var tentative: [TimeRange]
    /// Closures.
    public var unavailable: [TimeRange]

    public init(resource: ResourceID, busy: [TimeRange], tentative: [TimeRange], unavailable: [TimeRange]) {
        self.resource = resource
        self.busy = busy
        self.tentative = tentative
        self.unavailable = unavailable
    }
}
