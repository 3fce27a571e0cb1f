import CalendarTime

/// Who has the time, while one request is decided: the schedules less the booking's own former time, plus what the
/// request has been given so far, so that a series that overlaps itself cannot book twice.
///
/// The time of the companions that are booked with the resource is looked at as well.
struct Occupancy {
    private var place: ResourceTime
    private var companions: [CompanionTime]

    /// Whose holds are in the way.
    enum Sight {
        /// As each resource's policy has it.
        case policy
        /// Nobody's: what counts is confirmed time.
        case confirmedOnly
    }

    /// How many conflicting ranges a reason names.
    static let namedConflicts = 10

    /// - Parameters:
    ///   - own: the booking as it stands: what it has is not in its way.
    ///   - window: what will be asked about; open series are expanded there.
    ///   - older: only open series that come before this one have their time; nil: all have.
    init(
        of booking: BookingID, units: Int, own: Booking?, in context: EngineContext, window: TimeRange,
        seeing sight: Sight = .policy, before older: OpenSeries? = nil
    ) {
        place = ResourceTime(booking, units: units, own: own, in: context, window: window, sight, before: older)
        companions = context.companions.map { companion in
            CompanionTime(booking, in: companion, window: window, sight, before: older)
        }
    }

    mutating func take(_ range: TimeRange) {
        place.take(range)
        for position in companions.indices { companions[position].place.take(range) }
    }

    /// Why `range` cannot be had of the resource itself; empty when it is free.
    func refusals(of range: TimeRange) -> [Reason] { place.refusals(of: range) }

    /// Which companions cannot be had in `range`.
    func companionRefusals(of range: TimeRange) -> [Reason] { companions.compactMap { $0.refusal(of: range) } }
}

/// One resource's time.
///
/// Stored ranges are the booked ones, without buffers. Two bookings a before b of one resource need
/// `a.end + teardown <= b.start - setup`, so that a query is widened by `setup + teardown` on both sides. Between two
/// related resources each brings its own buffers.
struct ResourceTime {
    private let resource: Resource
    private let booking: BookingID
    private let requested: Int
    /// What others have, and what the booking had.
    private var own: IntervalIndex
    /// What the request has been given; with more than one unit it is in `own`, less what the booking had.
    private var given = IntervalIndex()
    private let former: BookingID?
    private let countsHolds: Bool
    private let related: [(relation: RelatedResource, index: IntervalIndex, countsHolds: Bool)]
    private let gap: Int64

    init(
        _ booking: BookingID, units: Int, own former: Booking?, in context: EngineContext, window: TimeRange,
        _ sight: Occupancy.Sight, before older: OpenSeries?
    ) {
        let resource = context.resource
        self.resource = resource
        self.booking = booking
        requested = max(1, units)
        gap = resource.gap
        let byApproval = resource.policy.promisesByApproval
        func index(of id: ResourceID, gap: Int64) -> IntervalIndex {
            guard var schedule = context.schedules[id] else { return IntervalIndex() }
            schedule.keepOpenSeries { open in
                guard open.booking != booking, open.booking != former?.id else { return false }
                return older.map { open.comesBefore($0, byApproval: byApproval) } ?? true
            }
            return schedule.indexWithOpenSeries(around: window.widened(before: gap, after: gap))
        }
        own = index(of: resource.id, gap: gap)
        let seesHolds = sight == .policy
        countsHolds = seesHolds && resource.policy.approval.pendingBlocks
        related = context.related.map { other in
            let buffers = resource.buffers(beside: other)
            return (
                other, index(of: other.id, gap: max(buffers.before, buffers.after)), seesHolds && other.pendingBlocks
            )
        }
        self.former = former?.id
        guard resource.units > 1, let former else { return }
        ResourceSchedule.forEachEntry(of: former) { _ = own.remove($0) }
    }

    /// What the request has itself is always in its own way.
    mutating func take(_ range: TimeRange) {
        let slot = BookingSlot(booking: booking)
        if resource.units > 1 {
            own.insert(range, slot, units: requested)
        } else {
            given.insert(range, slot)
        }
    }

    func refusals(of range: TimeRange) -> [Reason] {
        guard !range.isEmpty else { return [] }
        var reasons: [Reason] = []
        if resource.units > 1 {
            let peak = own.peak(in: range, ignoring: nil, gap: gap, countsHolds: countsHolds)
            if peak.units > resource.units - requested {
                let available = max(0, resource.units - peak.units)
                reasons.append(.unitsExhausted(available: available, requested: requested, at: peak.at))
            }
        } else {
            let found = ownConflicts(in: range)
            if !found.isEmpty { reasons.append(.conflict(found)) }
        }
        for (relation, index, countsHolds) in related where !index.isEmpty {
            let buffers = resource.buffers(beside: relation)
            let window = range.widened(before: buffers.before, after: buffers.after)
            let found = Self.conflicts(in: index, window, of: relation.id, countsHolds: countsHolds)
            if !found.isEmpty { reasons.append(.partInUse(relation.id, found)) }
        }
        return reasons
    }

    func ownConflicts(in range: TimeRange) -> [Conflict] {
        let window = range.widened(before: gap, after: gap)
        let without = resource.units > 1 ? nil : former
        let stored = Self.conflicts(in: own, window, of: resource.id, without: without, countsHolds: countsHolds)
        guard !given.isEmpty else { return stored }
        let mine = Self.conflicts(in: given, window, of: resource.id, countsHolds: true)
        if mine.isEmpty { return stored }
        let all = (stored + mine).sorted { $0.range.start < $1.range.start }
        return Array(all.prefix(Occupancy.namedConflicts))
    }

    private static func conflicts(
        in index: IntervalIndex, _ window: TimeRange, of id: ResourceID, without former: BookingID? = nil,
        countsHolds: Bool
    ) -> [Conflict] {
        var found: [Conflict] = []
        index.overlaps(window) { entry in
            if former?.rawValue != entry.booking, countsHolds || !entry.tentative {
                found.append(Conflict(range: entry.range, resource: id, booking: entry.slot.booking))
            }
            return found.count < Occupancy.namedConflicts
        }
        return found
    }
}

/// A companion that is booked with the resource: one unit of it.
struct CompanionTime {
    fileprivate var place: ResourceTime
    private let resource: Resource
    private let rules: InstanceRules

    init(
        _ booking: BookingID, in context: EngineContext, window: TimeRange, _ sight: Occupancy.Sight,
        before older: OpenSeries?
    ) {
        resource = context.resource
        rules = InstanceRules(in: context, now: .distantPast, limit: nil)
        place = ResourceTime(
            context.standing?.id ?? booking, units: 1, own: context.standing, in: context, window: window, sight,
            before: older)
    }

    /// Why the companion cannot be had; a closure and hours are no conflict with anybody in particular.
    func refusal(of range: TimeRange) -> Reason? {
        let isNever = resource.disabled || resource.policy.autoSchedule == .declineAlways
        if isNever || !rules.isOpen(in: range) { return .partInUse(resource.id, []) }
        return resource.policy.notesConflicts ? nil : conflict(in: range)
    }

    func conflict(in range: TimeRange) -> Reason? {
        let reasons = place.refusals(of: range)
        guard !reasons.isEmpty else { return nil }
        let conflicts = reasons.flatMap { reason -> [Conflict] in
            switch reason {
            case .conflict(let conflicts), .partInUse(_, let conflicts): conflicts
            case .unitsExhausted: place.ownConflicts(in: range)
            default: []
            }
        }
        return .partInUse(resource.id, Array(conflicts.prefix(Occupancy.namedConflicts)))
    }

    mutating func take(_ range: TimeRange) { place.take(range) }
}

extension Resource {
    /// Seconds that lie between two bookings.
    var gap: Int64 { setup + teardown }

    /// Seconds that lie between a booking and what a related resource has before and after it.
    func buffers(beside other: RelatedResource) -> (before: Int64, after: Int64) {
        (setup + other.teardown, teardown + other.setup)
    }
}

extension OpenSeries {
    /// - Parameter byApproval: where requests that wait keep nobody out, what is confirmed comes first, in the order in
    ///   which it was; else the order is that of asking.
    func comesBefore(_ other: OpenSeries, byApproval: Bool) -> Bool {
        guard byApproval else { return isOlder(than: other) }
        return tentative == other.tentative ? wasPromised(before: other) : !tentative
    }
}

extension BookingPolicy {
    /// Conflicts are noted in the answer and decline nothing.
    var notesConflicts: Bool { allowConflicts || autoSchedule == .acceptAlways }

    /// A manager decides about a request for time that is taken.
    var leavesConflictsToManager: Bool { autoSchedule == .acceptIfFree || autoSchedule == .manual }

    /// A manager decides about a request for free time.
    var leavesFreeTimeToManager: Bool { autoSchedule == .declineIfBusy || autoSchedule == .manual }

    /// Requests that wait for an answer keep nobody else from asking.
    var promisesByApproval: Bool { !approval.pendingBlocks || leavesConflictsToManager }
}
