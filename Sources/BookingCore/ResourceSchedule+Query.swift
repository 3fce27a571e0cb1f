public import CalendarTime

extension ResourceSchedule {
    /// What overlaps `range`, stored bookings first, then instances of open series; at most `limit`.
    public func conflicts(in range: TimeRange, ignoring ignored: BookingID? = nil, limit: Int = 10) -> [Conflict] {
        guard let resource, limit > 0 else { return [] }
        var found: [Conflict] = []
        index.overlaps(range) { entry in
            if ignored != entry.slot.booking {
                found.append(Conflict(range: entry.range, resource: resource, booking: entry.slot.booking))
            }
            return found.count < limit
        }
        for open in openSeries where open.booking != ignored && found.count < limit {
            open.overlaps(range) { instance in
                found.append(
                    Conflict(
                        range: instance.range, resource: resource, booking: open.booking,
                        recurrenceID: instance.recurrenceID))
                return found.count < limit
            }
        }
        return found
    }

    /// - Parameter countsHolds: false: time that is only held is free.
    public func hasConflict(
        in range: TimeRange, ignoring ignored: BookingID? = nil, countsHolds: Bool = true
    ) -> Bool {
        if index.hasConflict(range, ignoring: ignored, countsHolds: countsHolds) { return true }
        return openSeries.contains { open in
            guard open.booking != ignored, countsHolds || !open.tentative else { return false }
            var found = false
            open.overlaps(range) { _ in
                found = true
                return false
            }
            return found
        }
    }

    /// The taken ranges that overlap `window`, by start, whole (not cut to the window).
    public func busy(in window: TimeRange) -> [BusyPeriod] {
        var periods: [BusyPeriod] = []
        index.overlaps(window) { entry in
            periods.append(
                BusyPeriod(
                    range: entry.range, units: entry.unitCount, tentative: entry.tentative, booking: entry.slot.booking)
            )
            return true
        }
        let stored = periods.count
        for open in openSeries {
            open.overlaps(window) { instance in
                periods.append(
                    BusyPeriod(
                        range: instance.range, units: open.units, tentative: open.tentative, booking: open.booking))
                return true
            }
        }
        let isSorted =
            periods.count == stored && zip(periods, periods.dropFirst()).allSatisfy { $0.range.start <= $1.range.start }
        if !isSorted { periods.sort { ($0.range.start, $0.booking) < ($1.range.start, $1.booking) } }
        return periods
    }

    /// The greatest number of units taken at one instant of `range`; `gap` and `countsHolds` as in ``IntervalIndex``.
    public func peakUnits(
        in range: TimeRange, ignoring ignored: BookingID? = nil, gap: Int64 = 0, countsHolds: Bool = true
    ) -> Int {
        indexWithOpenSeries(around: range.widened(before: gap, after: gap)).peak(
            in: range, ignoring: ignored, gap: gap, countsHolds: countsHolds
        ).units
    }

    /// The index with the instances of open series that overlap `window`. It is the index itself where there are none.
    func indexWithOpenSeries(around window: TimeRange) -> IntervalIndex {
        guard !openSeries.isEmpty else { return index }
        var joined = index
        for open in openSeries {
            open.overlaps(window) { instance in
                let slot = BookingSlot(booking: open.booking, tentative: open.tentative)
                joined.insert(instance.range, slot, units: open.units)
                return true
            }
        }
        return joined
    }

    /// The first free range of `length` seconds at `from` or later that ends by `limit`; as ``IntervalIndex``'s, open
    /// series included.
    public func nextFree(
        from: Instant, length: Int64, limit: Instant, capacity: Int = 1, needed: Int = 1, gap: Int64 = 0,
        ignoring ignored: BookingID? = nil
    ) -> TimeRange? {
        guard let window = TimeRange(checking: from, end: limit) else { return nil }
        return indexWithOpenSeries(around: window.widened(before: gap, after: gap)).nextFree(
            from: from, length: length, limit: limit, capacity: capacity, needed: needed, gap: gap, ignoring: ignored)
    }
}
