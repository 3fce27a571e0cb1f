public import CalendarTime

/// A series that goes on past the instances that are decided and stored.
///
/// Its instances that end after `from` have their time by order of `createdAt` and are expanded when somebody looks.
public struct OpenSeries: Hashable, Sendable {
    public var booking: BookingID
    public let series: RecurrenceSet
    /// The booking's `decidedThrough`.
    public let from: Instant
    /// Where the first of its later instances begins that takes time; nil: there is none.
    public let firstStart: Instant?
    public var units: Int
    /// Its later instances are held until somebody answers.
    public var tentative: Bool
    public var createdAt: Instant
    /// When a manager approved it.
    public var approvedAt: Instant?

    public init(
        booking: BookingID, series: RecurrenceSet, from: Instant, units: Int, tentative: Bool = false,
        createdAt: Instant, approvedAt: Instant? = nil
    ) {
        self.booking = booking
        self.series = series
        self.from = from
        self.units = units
        self.tentative = tentative
        self.createdAt = createdAt
        self.approvedAt = approvedAt
        firstStart = series.instances(from: from).first { $0.blocks && $0.range.end > from }?.range.start
    }
}

extension Booking {
    /// Whether instances past the decided ones are held only, as the last one that takes time is.
    var holdsLaterInstances: Bool {
        guard state == .tentative else { return false }
        return instances.last(where: \.takesTime).map { $0.verdict == .tentative } ?? true
    }
}

/// Taken time as free/busy shows it.
public struct BusyPeriod: Hashable, Sendable {
    public var range: TimeRange
    public var units: Int
    public var tentative: Bool
    public var booking: BookingID

    public init(range: TimeRange, units: Int, tentative: Bool, booking: BookingID) {
        self.range = range
        self.units = units
        self.tentative = tentative
        self.booking = booking
    }
}

/// All taken time of one resource, as of `changeNumber`.
///
/// A value: a copy is a snapshot and shares the leaves of the index.
public struct ResourceSchedule: Sendable {
    public var changeNumber: Int64 = 0
    public private(set) var index = IntervalIndex()
    /// Oldest first.
    public private(set) var openSeries: [OpenSeries] = []
    /// Of the bookings that were applied.
    private(set) var resource: ResourceID?

    public init() {}

    /// What a recorded decision saw.
    init(replaying entries: [IntervalIndex.Entry], open: [OpenSeries], of resource: ResourceID) {
        self.resource = resource
        openSeries = open
        for entry in entries { index.insert(entry) }
    }

    /// Replaces what `old` takes by what `new` takes. What both take is not touched.
    public mutating func apply(old: Booking?, new: Booking?) {
        resource = new?.resource ?? old?.resource ?? resource
        var obsolete: [IntervalIndex.Entry: Int] = [:]
        if let old { Self.forEachEntry(of: old) { obsolete[$0, default: 0] += 1 } }
        if let new {
            Self.forEachEntry(of: new) { entry in
                if let number = obsolete[entry], number > 0 {
                    obsolete[entry] = number - 1
                } else {
                    index.insert(entry)
                }
            }
        }
        for (entry, number) in obsolete {
            for _ in 0..<number { _ = index.remove(entry) }
        }
        replaceOpenSeries(of: old, by: new)
    }

    /// What `booking` takes.
    static func forEachEntry(of booking: Booking, _ body: (IntervalIndex.Entry) -> Void) {
        guard booking.state.holdsTime else { return }
        for instance in booking.instances where instance.takesTime {
            let slot = BookingSlot(booking: booking.id, tentative: instance.verdict == .tentative)
            body(IntervalIndex.entry(instance.takenRange, slot, units: booking.units))
        }
    }

    mutating func keepOpenSeries(where isKept: (OpenSeries) -> Bool) {
        guard !openSeries.isEmpty else { return }
        openSeries = openSeries.filter(isKept)
    }

    private mutating func replaceOpenSeries(of old: Booking?, by new: Booking?) {
        if let old, old.decidedThrough != nil { openSeries.removeAll { $0.booking == old.id } }
        guard let new, let from = new.decidedThrough, new.state.holdsTime else { return }
        openSeries.removeAll { $0.booking == new.id }
        let open = OpenSeries(
            booking: new.id, series: new.series, from: from, units: new.units, tentative: new.holdsLaterInstances,
            createdAt: new.createdAt, approvedAt: new.approvedAt)
        let position = openSeries.firstIndex { open.isOlder(than: $0) } ?? openSeries.endIndex
        openSeries.insert(open, at: position)
    }
}

extension OpenSeries {
    func isOlder(than other: OpenSeries) -> Bool {
        (createdAt, booking) < (other.createdAt, other.booking)
    }

    /// The order in which time past the window was promised where requests that wait keep nobody out: not when it was
    /// asked for, but when it was approved.
    func wasPromised(before other: OpenSeries) -> Bool {
        (approvedAt ?? createdAt, booking) < (other.approvedAt ?? other.createdAt, other.booking)
    }

    /// The instances that will be decided later and overlap `window`, by start, until `body` returns false.
    func overlaps(_ window: TimeRange, body: (Instance) -> Bool) {
        guard !window.isEmpty, let firstStart, firstStart < window.end else { return }
        for instance in series.instances(from: max(from, window.start)) {
            if instance.range.start >= window.end { return }
            guard instance.blocks, instance.range.overlaps(window), instance.range.end > from else { continue }
            if !body(instance) { return }
        }
    }
}
