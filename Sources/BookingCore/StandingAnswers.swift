public import CalendarTime

/// What of the version before stands in a new one.
///
/// An instance that did not move keeps its answer, found by its recurrence id or, where a series was split or joined and
/// ids changed, by its time. Fewer units keep what was accepted; more are asked for anew. What somebody refused by hand
/// stays refused while its time is the same, also where the booking was refused as a whole.
struct StandingAnswers {
    private struct Slot: Hashable {
        var recurrenceID: Instant
        var range: TimeRange
    }

    private let request: BookingRequest
    /// The version before, where it holds time.
    private let previous: Booking?
    private let capacity: Int?
    /// Recurrence ids that had an override before: how many people it had is not known.
    private let overridden: Set<Instant>
    private var slots: [Slot: BookedInstance] = [:]
    private var byTime: [TimeRange: [BookedInstance]]?
    private var checkedIn: [Slot: Instant] = [:]
    private var refusedByHand: [TimeRange: [Reason]] = [:]
    /// The whole series was refused by hand, and repeats as it did.
    private(set) var refusesLater = false

    init(_ request: BookingRequest, previous: Booking?, in context: EngineContext, from now: Instant, to end: Instant) {
        self.request = request
        self.previous = previous
        let enforces = context.resource.policy.enforceCapacity == .decline
        let capacity = enforces ? context.resource.capacity : nil
        self.capacity = capacity
        overridden = Set(
            request.instanceAttendees.isEmpty
                ? [] : (previous?.series.overrides ?? []).map { $0.recurrenceID.instant(in: request.series.zone) })
        readByHand(from: now, to: end)
        guard let previous else { return }
        let isTooLarge = Self.hasGrown(request.attendeeCount, from: previous.attendeeCount, past: capacity)
        for instance in previous.instances {
            if let at = instance.checkedInAt {
                checkedIn[Slot(recurrenceID: instance.recurrenceID, range: instance.range.opening)] = at
            }
            guard stands(instance, isTooLarge: isTooLarge) else { continue }
            slots[Slot(recurrenceID: instance.recurrenceID, range: instance.range)] = instance
        }
    }

    /// The answer that `instance` keeps by its identity.
    mutating func answer(to instance: Instance) -> BookedInstance? {
        slots.removeValue(forKey: Slot(recurrenceID: instance.recurrenceID, range: instance.range))
    }

    /// The answer that `instance` keeps by its time alone; asked after all identities.
    mutating func answerByTime(to instance: Instance) -> BookedInstance? {
        if byTime == nil {
            // The best is taken first, from the end, and always the same one.
            byTime = Dictionary(grouping: slots.values.sorted { $0.standingOrder > $1.standingOrder }, by: \.range)
        }
        if var found = byTime?[instance.range]?.popLast() {
            found.recurrenceID = instance.recurrenceID
            return found
        }
        guard let reasons = refusedByHand[instance.range] else { return nil }
        return BookedInstance(
            recurrenceID: instance.recurrenceID, range: instance.range, verdict: .declined(reasons))
    }

    /// When somebody came to the instance, which still begins as it did.
    func checkedInAt(_ instance: Instance) -> Instant? {
        checkedIn[Slot(recurrenceID: instance.recurrenceID, range: instance.range.opening)]
    }

    private func stands(_ instance: BookedInstance, isTooLarge: Bool) -> Bool {
        guard let previous else { return false }
        switch instance.verdict {
        case .accepted, .tentative:
            return request.units <= previous.units && !isTooLarge && !hasGrownAlone(instance, previous)
        case .declined(let reasons):
            // Kept among those that were refused by hand.
            if reasons.contains(where: \.isByHand) { return false }
            let isAboutPeople = reasons.contains { if case .overCapacity = $0 { true } else { false } }
            return request.units == previous.units && !isTooLarge && !isAboutPeople
        case .cancelled, .past: return false
        }
    }

    private func hasGrownAlone(_ instance: BookedInstance, _ previous: Booking) -> Bool {
        guard let people = request.instanceAttendees[instance.recurrenceID],
            !overridden.contains(instance.recurrenceID)
        else { return false }
        return Self.hasGrown(people, from: previous.attendeeCount, past: capacity)
    }

    private static func hasGrown(_ people: Int?, from former: Int?, past capacity: Int?) -> Bool {
        guard let capacity, let people else { return false }
        return people > capacity && people > former ?? 0
    }

    private mutating func readByHand(from now: Instant, to end: Instant) {
        guard let former = request.previous, former.resource == request.resource else { return }
        for instance in former.instances {
            guard case .declined(let reasons) = instance.verdict, reasons.contains(where: \.isByHand) else { continue }
            refusedByHand[instance.range] = reasons
        }
        let isWhole = !former.reasons.isEmpty && former.reasons.allSatisfy(\.isByHand)
        guard isWhole, former.state == .declined || former.state == .released else { return }
        refusesLater = former.series.repeats(as: request.series)
        for instance in former.series.instances(from: now) {
            if instance.range.start > end { break }
            if instance.blocks { refusedByHand[instance.range] = former.reasons }
        }
    }
}

extension BookedInstance {
    /// Accepted before held before declined, then by identity.
    fileprivate var standingOrder: (Int, Instant) {
        switch verdict {
        case .accepted: (0, recurrenceID)
        case .tentative: (1, recurrenceID)
        case .declined, .cancelled, .past: (2, recurrenceID)
        }
    }
}

extension TimeRange {
    /// Its start alone.
    fileprivate var opening: TimeRange { TimeRange(start: start, end: start) }
}

extension RecurrenceSet {
    /// Whether both repeat in the same way, single exceptions aside.
    func repeats(as other: RecurrenceSet) -> Bool {
        if self == other { return true }
        // Where there are only overrides, they are no exceptions from anything.
        guard hasMaster, other.hasMaster else { return false }
        var (old, new) = (self, other)
        old.overrides.removeAll { !$0.thisAndFuture }
        new.overrides.removeAll { !$0.thisAndFuture }
        old.excluded = []
        new.excluded = []
        // The callers' own marks say nothing about time.
        for position in old.overrides.indices { old.overrides[position].tag = 0 }
        for position in new.overrides.indices { new.overrides[position].tag = 0 }
        return old == new
    }
}

extension BookingRequest {
    /// The approval that the booking keeps in this version: it holds while the booking repeats as it did, with no more
    /// units.
    public var keptApproval: Instant? {
        guard let previous, previous.state.holdsTime, previous.resource == resource, units <= previous.units,
            previous.series.repeats(as: series)
        else { return nil }
        return previous.approvedAt
    }
}
