public import CalendarTime

/// Whose time an entry of an ``IntervalIndex`` is.
public struct BookingSlot: Hashable, Sendable {
    public var booking: BookingID
    public var tentative: Bool

    public init(booking: BookingID, tentative: Bool = false) {
        self.booking = booking
        self.tentative = tentative
    }
}

/// The taken ranges of one resource, which may overlap.
///
/// A persistent value: sorted leaves of columns under chunks of leaves. A copy costs one reference, and shares every
/// leaf with the original; a change copies the leaf that it touches, the list of its chunk's leaves and the list of
/// chunks, never the whole. Each leaf and chunk knows the greatest end in it and before it, so that a long earlier
/// entry is found without looking at what lies between. With n entries and k answers a query costs O(log n + k);
/// entries of over 68 years, which a leaf cannot write, are kept in a list apart and looked at one by one. Queries
/// allocate nothing.
///
/// Empty ranges overlap nothing and are not stored.
public struct IntervalIndex: Sendable {
    /// One taken range, in seconds since 1970.
    public struct Entry: Hashable, Sendable {
        var start: Int64
        var end: Int64
        var booking: Int64
        var units: UInt32
        public var tentative: Bool

        public var range: TimeRange { TimeRange(start: Instant(seconds: start), end: Instant(seconds: end)) }
        public var slot: BookingSlot { BookingSlot(booking: BookingID(rawValue: booking), tentative: tentative) }
        public var unitCount: Int { Int(units) }
    }

    private var chunks: ContiguousArray<IntervalChunk> = []
    /// Entries that a leaf cannot write, unsorted.
    private var longEntries: ContiguousArray<Entry> = []
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// - Parameter units: at least 1.
    public mutating func insert(_ range: TimeRange, _ slot: BookingSlot, units: Int = 1) {
        insert(Self.entry(range, slot, units: units))
    }

    /// Removes one entry that was inserted with the same values. False when there is none.
    @discardableResult
    public mutating func remove(_ range: TimeRange, _ slot: BookingSlot, units: Int = 1) -> Bool {
        remove(Self.entry(range, slot, units: units))
    }

    static func entry(_ range: TimeRange, _ slot: BookingSlot, units: Int) -> Entry {
        Entry(
            start: range.start.seconds, end: range.end.seconds, booking: slot.booking.rawValue,
            units: UInt32(clamping: max(1, units)), tentative: slot.tentative)
    }

    mutating func insert(_ entry: Entry) {
        guard entry.start < entry.end else { return }
        count += 1
        guard Self.fitsLeaf(entry) else { return longEntries.append(entry) }
        guard !chunks.isEmpty else {
            var leaf = IntervalLeaf(first: entry.start)
            leaf.insert(entry)
            chunks.append(IntervalChunk(leaves: [leaf]))
            return measure(from: 0)
        }
        let position = chunkPosition(of: entry.start)
        chunks[position].insert(entry, isLast: position == chunks.count - 1)
        if chunks[position].isFull { chunks.insert(chunks[position].split(), at: position + 1) }
        measure(from: position)
    }

    mutating func remove(_ entry: Entry) -> Bool {
        guard entry.start < entry.end else { return false }
        if !Self.fitsLeaf(entry) {
            guard let position = longEntries.firstIndex(of: entry) else { return false }
            longEntries.remove(at: position)
            count -= 1
            return true
        }
        guard !chunks.isEmpty else { return false }
        var position = chunkPosition(of: entry.start)
        while true {
            let result = chunks[position].remove(entry)
            if result.found { break }
            if !result.lookBefore || position == 0 { return false }
            position -= 1
        }
        count -= 1
        if chunks[position].leaves.isEmpty {
            chunks.remove(at: position)
        } else if position + 1 < chunks.count,
            chunks[position].leaves.count + chunks[position + 1].leaves.count <= IntervalChunk.capacity / 2
        {
            chunks[position].absorb(chunks.remove(at: position + 1))
        }
        measure(from: position)
        return true
    }

    /// Calls `body` with each entry that overlaps `window`, by start, until it returns false. Entries of over 68 years
    /// come first.
    @inline(__always)
    public func overlaps(_ window: TimeRange, body: (Entry) -> Bool) {
        let start = window.start.seconds
        let end = window.end.seconds
        guard start < end else { return }
        for entry in longEntries where entry.start < end && entry.end > start {
            if !body(entry) { return }
        }
        chunks.withUnsafeBufferPointer { chunks in
            var position = Self.firstReaching(chunks, start)
            while position < chunks.count, chunks[position].first < end {
                if chunks[position].maxEnd > start, !chunks[position].overlaps(start, end, body) { return }
                position += 1
            }
        }
    }

    private static func fitsLeaf(_ entry: Entry) -> Bool {
        entry.end.subtractingReportingOverflow(entry.start).overflow == false
            && entry.end - entry.start <= IntervalLeaf.greatestLength
            && entry.start >= Instant.distantPast.seconds && entry.end <= Instant.distantFuture.seconds
    }

    private mutating func measure(from position: Int) {
        var greatest = position == 0 ? Int64.min : chunks[position - 1].prefixEnd
        for later in position..<max(position, chunks.count) {
            greatest = max(greatest, chunks[later].maxEnd)
            if chunks[later].prefixEnd != greatest { chunks[later].prefixEnd = greatest }
        }
    }

    /// The last chunk that begins at `start` or before, else the first.
    private func chunkPosition(of start: Int64) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) >> 1
            if chunks[middle].first <= start { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    @inline(__always)
    private static func firstReaching(_ chunks: UnsafeBufferPointer<IntervalChunk>, _ start: Int64) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) >> 1
            if chunks[middle].prefixEnd <= start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
