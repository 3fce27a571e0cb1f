/// Up to ``capacity`` entries of an ``IntervalIndex``, sorted by start, in columns: 16 bytes for each entry.
///
/// Starts are kept as seconds from `first`, lengths in 31 bits with the tentative mark beside them; what does not fit
/// is kept by the index apart. Columns are arrays, so copies share them until one side writes.
struct IntervalLeaf: Sendable {
    static let capacity = 128
    static let greatestLength: Int64 = 1 << 31 - 1
    private static let tentativeMark: UInt32 = 1 << 31

    /// Not after any entry's start, and not before any start in the leaves in front.
    private(set) var first: Int64
    private(set) var maxEnd: Int64 = .min
    /// The greatest end in this leaf and those before it in its chunk; kept by the chunk.
    var prefixEnd: Int64 = .min
    private var maxLength: UInt32 = 0
    private var starts: ContiguousArray<UInt32> = []
    private var lengths: ContiguousArray<UInt32> = []
    private var bookings: ContiguousArray<Int64> = []
    /// Empty while every entry takes one unit.
    private var units: ContiguousArray<UInt32> = []

    init(first: Int64) { self.first = first }

    var count: Int { starts.count }
    var isEmpty: Bool { starts.isEmpty }
    var isFull: Bool { starts.count >= Self.capacity }

    @inline(__always) func start(at position: Int) -> Int64 { first &+ Int64(starts[position]) }
    @inline(__always) func length(at position: Int) -> Int64 { Int64(lengths[position] & ~Self.tentativeMark) }

    @inline(__always) func entry(at position: Int) -> IntervalIndex.Entry {
        let start = start(at: position)
        return IntervalIndex.Entry(
            start: start, end: start &+ length(at: position), booking: bookings[position],
            units: units.isEmpty ? 1 : units[position], tentative: lengths[position] & Self.tentativeMark != 0)
    }

    /// True where the start can be told from `first` in 32 bits.
    func canHold(start: Int64) -> Bool {
        if start >= first { return start &- first <= Int64(UInt32.max) }
        guard let last = starts.last else { return true }
        return first &+ Int64(last) &- start <= Int64(UInt32.max)
    }

    /// The position of the first entry that starts at `start` or later.
    @inline(__always) func lowerBound(_ start: Int64) -> Int {
        if start <= first { return 0 }
        let offset = start &- first
        if offset > Int64(UInt32.max) { return starts.count }
        let wanted = UInt32(truncatingIfNeeded: offset)
        return starts.withUnsafeBufferPointer { starts in
            var low = 0
            var remaining = starts.count
            while remaining > 0 {
                let half = remaining >> 1
                let isBefore = starts[low + half] < wanted
                low = isBefore ? low + half + 1 : low
                remaining = isBefore ? remaining - half - 1 : half
            }
            return low
        }
    }

    /// Calls `body` with the entries that overlap [start, end), by start, until it returns false.
    @inline(__always)
    func overlaps(_ start: Int64, _ end: Int64, _ body: (IntervalIndex.Entry) -> Bool) -> Bool {
        var position = lowerBound(start &- Int64(maxLength) &+ 1)
        while position < starts.count {
            let entryStart = self.start(at: position)
            if entryStart >= end { break }
            if entryStart &+ length(at: position) > start, !body(entry(at: position)) { return false }
            position += 1
        }
        return true
    }

    mutating func insert(_ entry: IntervalIndex.Entry) {
        if entry.start < first { rebase(to: entry.start) }
        let offset = UInt32(truncatingIfNeeded: entry.start &- first)
        let position = lowerBound(entry.start &+ 1)
        let length = UInt32(truncatingIfNeeded: entry.end &- entry.start)
        starts.insert(offset, at: position)
        lengths.insert(length | (entry.tentative ? Self.tentativeMark : 0), at: position)
        bookings.insert(entry.booking, at: position)
        if entry.units != 1, units.isEmpty {
            units = ContiguousArray(repeating: 1, count: starts.count)
            units[position] = entry.units
        } else if !units.isEmpty {
            units.insert(entry.units, at: position)
        }
        maxEnd = max(maxEnd, entry.end)
        maxLength = max(maxLength, length)
    }

    /// Removes one entry equal to `entry`; nil when there is none, and then whether an earlier leaf may have it.
    mutating func remove(_ entry: IntervalIndex.Entry) -> (found: Bool, lookBefore: Bool) {
        let low = lowerBound(entry.start)
        var position = low
        while position < starts.count, start(at: position) == entry.start {
            if self.entry(at: position) == entry {
                starts.remove(at: position)
                lengths.remove(at: position)
                bookings.remove(at: position)
                if !units.isEmpty { units.remove(at: position) }
                measure()
                return (true, false)
            }
            position += 1
        }
        return (false, low == 0)
    }

    /// Moves the later half into a leaf of its own; `keeping` more in front when entries arrive in order.
    mutating func split(keeping kept: Int) -> IntervalLeaf {
        var later = IntervalLeaf(first: start(at: kept))
        let shift = starts[kept]
        later.starts = ContiguousArray(starts[kept...].lazy.map { $0 - shift })
        later.lengths = ContiguousArray(lengths[kept...])
        later.bookings = ContiguousArray(bookings[kept...])
        starts = ContiguousArray(starts[..<kept])
        lengths = ContiguousArray(lengths[..<kept])
        bookings = ContiguousArray(bookings[..<kept])
        if !units.isEmpty {
            later.units = ContiguousArray(units[kept...])
            units = ContiguousArray(units[..<kept])
        }
        measure()
        later.measure()
        return later
    }

    /// Takes the entries of the following leaf, where they fit; false leaves both as they are.
    mutating func absorb(_ later: IntervalLeaf) -> Bool {
        guard count + later.count <= Self.capacity / 2, let last = later.starts.last,
            canHold(start: later.first &+ Int64(last))
        else { return false }
        for position in 0..<later.count { insert(later.entry(at: position)) }
        return true
    }

    private mutating func rebase(to start: Int64) {
        let shift = UInt32(truncatingIfNeeded: first &- start)
        for position in starts.indices { starts[position] &+= shift }
        first = start
    }

    private mutating func measure() {
        maxEnd = .min
        maxLength = 0
        for position in starts.indices {
            let length = lengths[position] & ~Self.tentativeMark
            maxLength = max(maxLength, length)
            maxEnd = max(maxEnd, start(at: position) &+ Int64(length))
        }
    }
}
