public import CalendarTime

/// A calendar collection or a scheduling inbox, without its members.
public struct CalendarCollection: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case calendar, inbox
    }

    /// A WebDAV property that the server does not interpret (RFC 4918 §4): kept as the client wrote it.
    public struct DeadProperty: Hashable, Sendable, Codable {
        public var namespace: String
        public var name: String
        /// The element's content as well-formed XML, every prefix it uses declared within.
        public var xml: String

        public init(namespace: String, name: String, xml: String) {
            self.namespace = namespace
            self.name = name
            self.xml = xml
        }
    }

    public var id: CollectionID
    public var kind: Kind
    public var displayName: String
    public var description: String?
    /// Apple's `calendar-color`, as written.
    public var color: String?
    /// Apple's `calendar-order`.
    public var order: String?
    /// The text of `CALDAV:calendar-timezone`: an iCalendar object with one VTIMEZONE.
    public var timeZoneText: String?
    /// `supported-calendar-component-set`.
    public var components: [String]
    /// `schedule-calendar-transp`: true where the calendar does not count for free/busy.
    public var isTransparent: Bool
    /// Of an inbox: the name of the owner's calendar that invitations are put into (RFC 6638 §9.2); nil: the first one.
    public var defaultCalendar: String?
    /// Of an inbox: the text of `CALDAV:calendar-availability`, the owner's working hours (RFC 7953 §7.2.4).
    public var availability: String?
    public var deadProperties: [DeadProperty]
    /// Raised by every change to the collection or its members, never reused, also when a collection of the same name is
    /// made again. Set by the store.
    public var changeNumber: Int64
    public var createdAt: Instant

    /// What a calendar keeps that was made without a set of its own (RFC 4791 §5.2.3).
    public static let allComponents = ["VEVENT", "VTODO", "VJOURNAL"]

    /// Whether invitations can be put into it.
    public var takesInvitations: Bool { kind == .calendar && components.contains("VEVENT") }

    public init(
        id: CollectionID, kind: Kind = .calendar, displayName: String, components: [String] = allComponents,
        createdAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.displayName = displayName
        self.components = components
        self.isTransparent = false
        self.deadProperties = []
        self.changeNumber = 0
        self.createdAt = createdAt
    }
}
