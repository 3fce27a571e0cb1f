import CalendarTime

/// Who has the time, while one request is decided: the schedules less the booking's own former time, plus what the
/// request has been given so far, so that a series that overlaps itself cannot book twice.
///
/// Stored ranges are the booked ones, without buffers. Two bookings a before b of one resource need
/// `a.end + teardown <= b.start - setup`, so that a query is widened by `setup + teardown` on both sides. Between two
/// related resources each brings its own buffers.
struct Occupancy {
    private let resource: Resource
    private let booking: BookingID
    private let requested: Int
    private var own: IntervalIndex
    private let related: [(relation: RelatedResource, index: IntervalIndex)]
    private let gap: Int64

    /// How many conflicting ranges a reason names.
    static let namedConflicts = 10

    /// - Parameters:
    ///   - window: what will be asked about; open series are expanded there.
    ///   - older: only open series older than this one have their time; nil: all have.
    init(_ request: BookingRequest, in context: EngineContext, window: TimeRange, before older: OpenSeries? = nil) {
        resource = context.resource
        booking = request.booking
        requested = max(1, request.units)
        gap = context.resource.setup + context.resource.teardown
        func index(of id: ResourceID, gap: Int64) -> IntervalIndex {
            guard var schedule = context.schedules[id] else { return IntervalIndex() }
            schedule.keepOpenSeries { $0.booking != request.booking && (older.map($0.isOlder(than:)) ?? true) }
            return schedule.indexWithOpenSeries(around: window.widened(before: gap, after: gap))
        }
        own = index(of: context.resource.id, gap: gap)
        related = context.related.map { ($0, index(of: $0.id, gap: Self.gap(context.resource, $0))) }
        if let previous = request.previous {
            ResourceSchedule.forEachEntry(of: previous) { _ = own.remove($0) }
        }
    }

    private static func gap(_ resource: Resource, _ related: RelatedResource) -> Int64 {
        max(resource.setup + related.teardown, resource.teardown + related.setup)
    }

    mutating func take(_ range: TimeRange) {
        own.insert(range, BookingSlot(booking: booking), units: requested)
    }

    /// Why `range` cannot be had; empty when it is free.
    func refusals(of range: TimeRange) -> [Reason] {
        guard !range.isEmpty else { return [] }
        var reasons: [Reason] = []
        if resource.units > 1 {
            let peak = own.peak(in: range, ignoring: nil, gap: gap)
            if peak.units > resource.units - requested {
                let available = max(0, resource.units - peak.units)
                reasons.append(.unitsExhausted(available: available, requested: requested, at: peak.at))
            }
        } else {
            let found = Self.conflicts(in: own, range.widened(before: gap, after: gap), of: resource.id)
            if !found.isEmpty { reasons.append(.conflict(found)) }
        }
        for (relation, index) in related where !index.isEmpty {
            let window = range.widened(
                before: resource.setup + relation.teardown, after: resource.teardown + relation.setup)
            let found = Self.conflicts(in: index, window, of: relation.id)
            if !found.isEmpty { reasons.append(.partInUse(relation.id, found)) }
        }
        return reasons
    }

    private static func conflicts(in index: IntervalIndex, _ window: TimeRange, of id: ResourceID) -> [Conflict] {
        var found: [Conflict] = []
        index.overlaps(window) { entry in
            found.append(Conflict(range: entry.range, resource: id, booking: entry.slot.booking))
            return found.count < namedConflicts
        }
        return found
    }
}
