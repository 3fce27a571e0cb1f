public import CalendarTime

extension IntervalIndex {
    /// Whether anything but `ignored` overlaps `range`.
    ///
    /// - Parameter countsHolds: false: tentative entries are passed over.
    public func hasConflict(
        _ range: TimeRange, ignoring ignored: BookingID? = nil, countsHolds: Bool = true
    ) -> Bool {
        var found = false
        overlaps(range) { entry in
            found = ignored?.rawValue != entry.booking && (countsHolds || !entry.tentative)
            return !found
        }
        return found
    }

    /// The greatest number of units taken at one instant of `range`.
    public func peakUnits(
        in range: TimeRange, ignoring ignored: BookingID? = nil, gap: Int64 = 0, countsHolds: Bool = true
    ) -> Int {
        peak(in: range, ignoring: ignored, gap: gap, countsHolds: countsHolds).units
    }

    /// The greatest number of units taken at one instant of `range`, and where it begins.
    ///
    /// - Parameter gap: seconds that must lie between two bookings: each entry and `range` itself count as that much
    ///   longer.
    func peak(
        in range: TimeRange, ignoring ignored: BookingID?, gap: Int64, countsHolds: Bool = true
    ) -> (units: Int, at: TimeRange) {
        guard !range.isEmpty else { return (0, range) }
        let window = range.widened(before: gap, after: gap)
        var number = 0
        var total = 0
        overlaps(window) { entry in
            if ignored?.rawValue != entry.booking, countsHolds || !entry.tentative {
                number += 1
                total += Int(entry.units)
            }
            return true
        }
        guard number > 1 else { return (total, range) }
        return withUnsafeTemporaryAllocation(of: Entry.self, capacity: number) { buffer in
            var filled = 0
            overlaps(window) { entry in
                if ignored?.rawValue != entry.booking, countsHolds || !entry.tentative {
                    buffer.initializeElement(at: filled, to: entry)
                    filled += 1
                }
                return true
            }
            let entries = UnsafeMutableBufferPointer(rebasing: buffer[..<filled])
            return Self.peak(of: entries, in: range, gap: gap)
        }
    }

    /// The peak is reached at the range's start or at an entry's start: those are swept by time beside the ends.
    private static func peak(
        of entries: UnsafeMutableBufferPointer<Entry>, in range: TimeRange, gap: Int64
    ) -> (units: Int, at: TimeRange) {
        let from = range.start.seconds
        return withUnsafeTemporaryAllocation(of: (end: Int64, units: Int).self, capacity: entries.count) { ends in
            for position in entries.indices {
                entries[position].start = max(entries[position].start, from)
                let end = Instant(seconds: entries[position].end).adding(gap).seconds
                ends.initializeElement(at: position, to: (end, Int(entries[position].units)))
            }
            sort(entries) { $0.start < $1.start }
            sort(ends) { $0.end < $1.end }
            var units = 0
            var best = (units: 0, start: from, end: range.end.seconds)
            var ended = 0
            for entry in entries {
                while ended < ends.count, ends[ended].end <= entry.start {
                    units -= ends[ended].units
                    ended += 1
                }
                units += Int(entry.units)
                if units > best.units { best = (units, entry.start, ends[ended].end) }
            }
            let start = Instant(seconds: best.start)
            let end = Instant(seconds: max(best.end, best.start))
            return (best.units, TimeRange(start: start, end: end).intersection(range) ?? range)
        }
    }

    /// By insertion while short, which needs no memory.
    private static func sort<Element>(
        _ buffer: UnsafeMutableBufferPointer<Element>, by isBefore: (Element, Element) -> Bool
    ) {
        guard buffer.count <= 64 else {
            var rest = buffer
            rest.sort(by: isBefore)
            return
        }
        for position in buffer.indices.dropFirst() {
            let element = buffer[position]
            var free = position
            while free > 0, isBefore(element, buffer[free - 1]) {
                buffer[free] = buffer[free - 1]
                free -= 1
            }
            buffer[free] = element
        }
    }

    /// The first range of `length` seconds at `from` or later, ending by `limit`, in which `needed` of `capacity`
    /// units are free and `gap` seconds lie between it and its neighbours.
    public func nextFree(
        from: Instant, length: Int64, limit: Instant, capacity: Int = 1, needed: Int = 1, gap: Int64 = 0,
        ignoring ignored: BookingID? = nil
    ) -> TimeRange? {
        guard needed <= capacity, length >= 0 else { return nil }
        var start = from
        while start.adding(length) <= limit {
            let range = TimeRange(start: start, end: start.adding(length))
            guard let next = retry(range, capacity: capacity, needed: needed, gap: gap, ignoring: ignored) else {
                return range
            }
            start = next
        }
        return nil
    }

    /// Nil where `range` is free; else the earliest start that can be free: an end, because units come back only
    /// there, and with a single unit the last of the ends that are in the way.
    private func retry(
        _ range: TimeRange, capacity: Int, needed: Int, gap: Int64, ignoring ignored: BookingID?
    ) -> Instant? {
        if peak(in: range, ignoring: ignored, gap: gap).units + needed <= capacity { return nil }
        var next: Int64?
        overlaps(range.widened(before: gap, after: gap)) { entry in
            if ignored?.rawValue != entry.booking {
                let end = Instant(seconds: entry.end).adding(gap).seconds
                let known = next ?? end
                next = capacity == 1 ? max(known, end) : min(known, end)
            }
            return true
        }
        return next.map(Instant.init(seconds:))
    }
}
