public import CalendarTime

/// What the broker needs from outside: the clock, zones, and who is who.
public struct ITIPContext: Sendable {
    /// DTSTAMP of the messages that are made.
    public var now: Instant
    public var zones: ZoneDatabase
    /// The zone in which floating times and dates are read (the resource's, or the collection's).
    public var defaultZone: ZoneRules
    /// Whether two organizer addresses belong to one person: aliases, an address before and after a rename.
    public var isSamePerson: @Sendable (CalendarAddress, CalendarAddress) -> Bool

    public init(
        now: Instant, zones: ZoneDatabase, defaultZone: ZoneRules,
        isSamePerson: @escaping @Sendable (CalendarAddress, CalendarAddress) -> Bool = {
            $0.normalized == $1.normalized
        }
    ) {
        self.now = now
        self.zones = zones
        self.defaultZone = defaultZone
        self.isSamePerson = isSamePerson
    }
}

/// In which order messages about one instance take effect.
public enum ITIPOrdering: Hashable, Sendable {
    /// By (SEQUENCE, DTSTAMP), whatever arrives first: for messages from outside (RFC 5546 §2.1.5).
    case byMessage
    /// As they come: for messages between objects kept here, whose order is that of the commits.
    case byArrival
}

/// The order of two versions of one component: SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5).
struct VersionOrder: Hashable, Comparable, Sendable {
    var sequence: Int
    var stamp: Instant

    init(sequence: Int, stamp: Instant) {
        self.sequence = sequence
        self.stamp = stamp
    }

    init(_ component: CalendarComponent) {
        self.init(sequence: component.sequence, stamp: component.schedulingStamp)
    }

    static func < (left: VersionOrder, right: VersionOrder) -> Bool {
        (left.sequence, left.stamp) < (right.sequence, right.stamp)
    }
}

extension CalendarComponent {
    /// DTSTAMP; before everything where it is missing.
    var schedulingStamp: Instant {
        first("DTSTAMP").flatMap { Instant(icalendarUTC: $0.value) } ?? .distantPast
    }
}
