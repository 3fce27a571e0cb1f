public import CalendarTime

/// Which of many resources are free at a time.
///
/// For ranges on quarter hours within the days that are kept, and for one unit, the answer is read from rows of bits,
/// at a cost that does not depend on how much is booked. For other ranges the bits answer for all resources but those
/// with a booking in the first or last quarter of an hour, and those are asked exactly. "Free" means not taken,
/// buffers and related resources considered; opening hours, closures and other rules are the engine's.
///
/// A value: a copy shares the days that do not change.
public struct AvailabilityIndex: Sendable {
    private struct Slot: Sendable {
        var resource: ResourceID
        var units: Int
        var gap: Int64
        var schedule: ResourceSchedule
        /// Whether requests that wait for an answer take time here.
        var countsHolds: Bool
        var related: [(before: Int64, after: Int64, schedule: ResourceSchedule, countsHolds: Bool)]
    }

    private var slots: ContiguousArray<Slot?> = []
    private var slotNumbers: [ResourceID: Int] = [:]
    private var quarters: QuarterHours
    /// One bit for each slot that is in use and not disabled.
    private var present: ContiguousArray<UInt64> = []
    private var firstDay: Int
    private let days: Int

    /// - Parameters:
    ///   - start: the first day that is kept in quarter hours.
    ///   - days: how many are kept; other days are answered from the schedules.
    public init(from start: Instant, days: Int = 420) {
        firstDay = Self.day(of: start)
        self.days = max(0, days)
        quarters = QuarterHours(firstDay: firstDay, days: self.days, width: 0)
    }

    private static func day(of instant: Instant) -> Int {
        CivilDateTime(secondsSinceEpoch: instant.seconds).date.daysSinceEpoch
    }

    /// Takes in a resource without related ones, or its new schedule.
    public mutating func update(_ resource: Resource, schedule: ResourceSchedule) {
        update(resource, related: [], schedules: [resource.id: schedule])
    }

    /// Takes in a resource, or what changed in its schedule or a related one's.
    ///
    /// - Parameter changed: the ranges that bookings took or freed since the last call; nil: everything is read again.
    public mutating func update(
        _ resource: Resource, related: [RelatedResource], schedules: [ResourceID: ResourceSchedule],
        changed: [TimeRange]? = nil
    ) {
        let isKnown = slotNumbers[resource.id] != nil
        let slot = slotNumber(of: resource.id)
        let own = Slot(
            resource: resource.id, units: max(1, resource.units), gap: resource.setup + resource.teardown,
            schedule: schedules[resource.id] ?? ResourceSchedule(),
            countsHolds: resource.policy.approval.pendingBlocks,
            related: related.map { other in
                (
                    resource.setup + other.teardown, resource.teardown + other.setup,
                    schedules[other.id] ?? ResourceSchedule(), other.pendingBlocks
                )
            })
        slots[slot] = own
        let bit: UInt64 = 1 << UInt64(slot & 63)
        if resource.disabled { present[slot >> 6] &= ~bit } else { present[slot >> 6] |= bit }
        guard isKnown, let changed else { return mark(quarters.kept, slot) }
        for range in changed {
            let widest = own.related.reduce(own.gap) { max($0, $1.before, $1.after) }
            mark(QuarterHours.touched(by: range.widened(before: widest, after: widest)), slot)
        }
    }

    public mutating func remove(_ id: ResourceID) {
        guard let slot = slotNumbers.removeValue(forKey: id) else { return }
        slots[slot] = nil
        present[slot >> 6] &= ~(1 << UInt64(slot & 63))
        quarters.set(quarters.kept, slot: slot, taken: false)
    }

    /// Moves the days that are kept forward; reads every schedule again where the first day changes.
    public mutating func advance(to now: Instant) {
        guard Self.day(of: now) > firstDay else { return }
        firstDay = Self.day(of: now)
        rebuild()
    }

    /// The resources with `units` free units throughout `range`, in no order.
    public func free(in range: TimeRange, units: Int = 1) -> [ResourceID] {
        let free = freeBits(in: range, units: units)
        var ids: [ResourceID] = []
        for (position, word) in free.enumerated() {
            var rest = word
            while rest != 0 {
                if let slot = slots[position << 6 + rest.trailingZeroBitCount] { ids.append(slot.resource) }
                rest &= rest - 1
            }
        }
        return ids
    }

    /// Those of `candidates` with `units` free units throughout `range`, in their order. Unknown ones are not free.
    public func free(in range: TimeRange, among candidates: some Sequence<ResourceID>, units: Int = 1) -> [ResourceID] {
        let free = freeBits(in: range, units: units)
        return candidates.filter { id in
            guard let slot = slotNumbers[id] else { return false }
            return free[slot >> 6] & 1 << UInt64(slot & 63) != 0
        }
    }

    /// How many resources have `units` free units throughout `range`.
    public func freeCount(in range: TimeRange, units: Int = 1) -> Int {
        freeBits(in: range, units: units).reduce(0) { $0 + $1.nonzeroBitCount }
    }

    // MARK: Bits

    private func freeBits(in range: TimeRange, units: Int) -> ContiguousArray<UInt64> {
        var free = present
        if range.isEmpty { return free }
        let isOnQuarters =
            range.start.seconds % QuarterHours.seconds == 0 && range.end.seconds % QuarterHours.seconds == 0
        var doubtful = present
        if let touched = quarters.touched(by: range) {
            var taken = ContiguousArray<UInt64>(repeating: 0, count: present.count)
            quarters.collect(isOnQuarters ? touched : QuarterHours.covered(by: range), into: &taken)
            for word in free.indices { free[word] &= ~taken[word] }
            if units <= 1, isOnQuarters { return free }
            if units <= 1 {
                quarters.collect(touched.lowerBound..<touched.lowerBound + 1, into: &taken)
                quarters.collect(touched.upperBound - 1..<touched.upperBound, into: &taken)
                for word in free.indices { doubtful[word] = free[word] & taken[word] }
            } else {
                doubtful = free
            }
        }
        for position in doubtful.indices {
            var rest = doubtful[position]
            while rest != 0 {
                let bit = rest & (~rest &+ 1)
                let slot = slots[position << 6 + rest.trailingZeroBitCount]
                if slot.map({ Self.isTaken($0, range, units: units) }) ?? true { free[position] &= ~bit }
                rest &= rest - 1
            }
        }
        return free
    }

    private static func isTaken(_ slot: Slot, _ range: TimeRange, units: Int) -> Bool {
        if slot.units == 1 {
            let window = range.widened(before: slot.gap, after: slot.gap)
            if units > 1 || slot.schedule.hasConflict(in: window, countsHolds: slot.countsHolds) { return true }
        } else {
            let peak = slot.schedule.peakUnits(in: range, gap: slot.gap, countsHolds: slot.countsHolds)
            if peak > slot.units - max(1, units) { return true }
        }
        return slot.related.contains {
            $0.schedule.hasConflict(in: range.widened(before: $0.before, after: $0.after), countsHolds: $0.countsHolds)
        }
    }

    // MARK: Keeping

    private mutating func slotNumber(of id: ResourceID) -> Int {
        if let known = slotNumbers[id] { return known }
        if let free = slots.firstIndex(where: { $0 == nil }) {
            slotNumbers[id] = free
            return free
        }
        let number = slots.count
        slots.append(nil)
        slotNumbers[id] = number
        if slots.count > present.count * 64 {
            let width = max(1, present.count * 2)
            present += ContiguousArray(repeating: 0, count: width - present.count)
            rebuild()
        }
        return number
    }

    private mutating func rebuild() {
        quarters = QuarterHours(firstDay: firstDay, days: days, width: present.count)
        for slot in slots.indices where slots[slot] != nil { mark(quarters.kept, slot) }
    }

    /// Reads `wanted` again from the schedules of a slot.
    private mutating func mark(_ wanted: Range<Int>, _ number: Int) {
        let wanted = wanted.clamped(to: quarters.kept)
        guard let slot = slots[number], !wanted.isEmpty else { return }
        quarters.set(wanted, slot: number, taken: false)
        let window = TimeRange(
            start: QuarterHours.range(of: wanted.lowerBound).start,
            end: QuarterHours.range(of: wanted.upperBound - 1).end)
        func markAll(
            _ schedule: ResourceSchedule, before: Int64, after: Int64, countsHolds: Bool, _ isFull: (Int) -> Bool
        ) {
            for period in schedule.busy(in: window.widened(before: before, after: after)) {
                guard countsHolds || !period.tentative else { continue }
                // What is `before` seconds before a range is in its way as long as that after the period's end.
                let touched = QuarterHours.touched(by: period.range.widened(before: after, after: before)).clamped(
                    to: wanted)
                for quarter in touched where !quarters.isTaken(quarter, slot: number) && isFull(quarter) {
                    quarters.set(quarter..<quarter + 1, slot: number, taken: true)
                }
            }
        }
        markAll(slot.schedule, before: slot.gap, after: slot.gap, countsHolds: slot.countsHolds) { quarter in
            guard slot.units > 1 else { return true }
            let range = QuarterHours.range(of: quarter)
            return slot.schedule.peakUnits(in: range, gap: slot.gap, countsHolds: slot.countsHolds) >= slot.units
        }
        for related in slot.related {
            markAll(
                related.schedule, before: related.before, after: related.after, countsHolds: related.countsHolds
            ) { _ in true }
        }
    }
}
