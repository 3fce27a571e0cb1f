public import CalendarTime

/// What a decision looked at besides the rules and the clock: enough to repeat it, and little where nothing was in the
/// way.
///
/// Kept are the taken ranges near the instances that were decided, the open series that clash, what the organizer has
/// besides, and the answers of the version before. Titles and names are not part of it.
public struct DecisionFacts: Hashable, Codable, Sendable {
    var request: RequestFacts
    var place: PlaceFacts
    /// The ranges of each of the organizer's other bookings that the quotas count.
    var otherBookings: [[TimeRange]]
    var companions: [CompanionFacts]
    /// True where more was looked at than is kept: the decision cannot be repeated for certain.
    public internal(set) var isPartial: Bool
    /// The clashes past the window were too much work to find.
    var hidesLaterClashes: Bool

    init(of request: BookingRequest) {
        self.request = RequestFacts(of: request)
        place = PlaceFacts()
        otherBookings = []
        companions = []
        isPartial = false
        hidesLaterClashes = false
    }
}

/// The request but its series, which the record has already.
struct RequestFacts: Hashable, Sendable {
    var isInternal: Bool
    var organizerIDs: Set<String>
    var isManager: Bool
    var units: Int
    var attendeeCount: Int?
    var instanceAttendees: [Instant: Int]
    var previous: BookingFacts?

    init(of request: BookingRequest) {
        isInternal = request.isInternal
        organizerIDs = request.organizerIDs
        isManager = request.isManager
        units = request.units
        attendeeCount = request.attendeeCount
        instanceAttendees = request.instanceAttendees
        previous = request.previous.map(BookingFacts.init(of:))
    }
}

/// A booking as far as decisions look at it.
struct BookingFacts: Hashable, Sendable {
    var id: BookingID
    var resource: ResourceID
    var state: BookingState
    var units: Int
    var attendeeCount: Int?
    var series: SeriesBytes
    var instances: [BookedInstance]
    var decidedThrough: Instant?
    var reasons: [Reason]

    init(of booking: Booking) {
        id = booking.id
        resource = booking.resource
        state = booking.state
        units = booking.units
        attendeeCount = booking.attendeeCount
        series = SeriesBytes(of: booking.series)
        instances = booking.instances
        decidedThrough = booking.decidedThrough
        reasons = booking.reasons
    }

    func booking(zones: ZoneDatabase) throws(RecurrenceCodingError) -> Booking {
        Booking(
            id: id, resource: resource, uid: "", organizer: BookingOrganizer(personID: nil, address: ""), title: "",
            units: units, attendeeCount: attendeeCount, state: state, series: try series.decoded(zones),
            instances: instances, decidedThrough: decidedThrough, stamp: .distantPast, createdAt: .distantPast,
            updatedAt: .distantPast, reasons: reasons)
    }
}

/// One resource's surroundings.
struct PlaceFacts: Hashable, Sendable {
    var related: [RelatedResource] = []
    var schedules: [ResourceID: ScheduleFacts] = [:]
    /// Of a companion: the booking that goes with the request's.
    var standing: BookingFacts?
}

/// What was taken on one resource, as far as it was looked at.
struct ScheduleFacts: Hashable, Sendable {
    var taken: [IntervalIndex.Entry] = []
    var open: [OpenSeriesFacts] = []

    var isEmpty: Bool { taken.isEmpty && open.isEmpty }
}

struct OpenSeriesFacts: Hashable, Codable, Sendable {
    var booking: BookingID
    var series: SeriesBytes
    var from: Instant
    var units: Int
    var tentative: Bool
}

struct CompanionFacts: Hashable, Codable, Sendable {
    /// As it was: the companion's rules have their part in the decision.
    var resource: Resource
    var place: PlaceFacts
}

/// A series in its storage form, two hexadecimal digits for each byte.
struct SeriesBytes: Hashable, Sendable {
    var bytes: [UInt8]

    init(of series: RecurrenceSet) { bytes = series.encoded() }

    func decoded(_ zones: ZoneDatabase) throws(RecurrenceCodingError) -> RecurrenceSet {
        try RecurrenceSet(encoded: bytes, zones: zones)
    }
}

extension BookingRequest {
    /// The request that was decided, from its record.
    ///
    /// - Throws: where a series of the facts cannot be read.
    public init(
        replaying facts: DecisionFacts, booking: BookingID, resource: ResourceID, series: RecurrenceSet,
        zones: ZoneDatabase
    ) throws(RecurrenceCodingError) {
        let request = facts.request
        self.init(
            booking: booking, resource: resource, organizer: BookingOrganizer(personID: nil, address: ""),
            isInternal: request.isInternal, units: request.units, attendeeCount: request.attendeeCount, series: series)
        organizerIDs = request.organizerIDs
        isManager = request.isManager
        instanceAttendees = request.instanceAttendees
        previous = try request.previous?.booking(zones: zones)
    }
}

extension EngineContext {
    /// The surroundings of a decision as they were, as far as it looked at them.
    ///
    /// - Parameter resource: as it was then; its policy may be another for a trial.
    /// - Throws: where a series of the facts cannot be read.
    public init(
        replaying facts: DecisionFacts, resource: Resource, zone: ZoneRules, zones: ZoneDatabase
    ) throws(RecurrenceCodingError) {
        self = try facts.place.context(of: resource, zone: zone, zones: zones)
        otherBookings = facts.otherBookings.enumerated().map { number, ranges in
            Booking.placeholder(Int64(number), on: resource.id, ranges)
        }
        var contexts: [EngineContext] = []
        for companion in facts.companions {
            let zone = zones.zone(named: companion.resource.zone) ?? .utc
            contexts.append(try companion.place.context(of: companion.resource, zone: zone, zones: zones))
        }
        companions = contexts
        hidesLaterClashes = facts.hidesLaterClashes
    }
}

extension PlaceFacts {
    fileprivate func context(
        of resource: Resource, zone: ZoneRules, zones: ZoneDatabase
    ) throws(RecurrenceCodingError) -> EngineContext {
        var replayed: [ResourceID: ResourceSchedule] = [:]
        for (id, facts) in schedules {
            var open: [OpenSeries] = []
            for series in facts.open {
                open.append(
                    OpenSeries(
                        booking: series.booking, series: try series.series.decoded(zones), from: series.from,
                        units: series.units, tentative: series.tentative, createdAt: .distantPast))
            }
            replayed[id] = ResourceSchedule(replaying: facts.taken, open: open, of: id)
        }
        var context = EngineContext(resource: resource, related: related, schedules: replayed, zone: zone)
        context.standing = try standing?.booking(zones: zones)
        return context
    }
}

extension Booking {
    /// A booking of which only the ranges are known.
    fileprivate static func placeholder(_ number: Int64, on resource: ResourceID, _ ranges: [TimeRange]) -> Booking {
        let first = ranges.first ?? TimeRange(start: .distantPast, end: .distantPast)
        return Booking(
            // No stored booking has a negative number.
            id: BookingID(rawValue: -1 - number), resource: resource, uid: "",
            organizer: BookingOrganizer(personID: nil, address: ""), title: "", state: .confirmed,
            series: RecurrenceSet(single: first),
            instances: ranges.map { BookedInstance(recurrenceID: $0.start, range: $0, verdict: .accepted) },
            stamp: .distantPast, createdAt: .distantPast, updatedAt: .distantPast)
    }
}
