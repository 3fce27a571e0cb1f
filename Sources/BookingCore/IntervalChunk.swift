/// Neighbouring leaves of an ``IntervalIndex``: what a change copies besides the leaf that it touches.
struct IntervalChunk: Sendable {
    static let capacity = 32

    private(set) var leaves: ContiguousArray<IntervalLeaf>
    /// The greatest end in this chunk and those before it; kept by the index.
    var prefixEnd: Int64 = .min

    init(leaves: ContiguousArray<IntervalLeaf>) {
        self.leaves = leaves
        measure(from: 0)
    }

    var first: Int64 { leaves.first?.first ?? .max }
    var maxEnd: Int64 { leaves.last?.prefixEnd ?? .min }
    var isFull: Bool { leaves.count > Self.capacity }

    /// Calls `body` with the entries that overlap [start, end), by start, until it returns false.
    @inline(__always)
    func overlaps(_ start: Int64, _ end: Int64, _ body: (IntervalIndex.Entry) -> Bool) -> Bool {
        leaves.withUnsafeBufferPointer { leaves in
            var position = Self.firstReaching(leaves, start)
            while position < leaves.count, leaves[position].first < end {
                if leaves[position].maxEnd > start, !leaves[position].overlaps(start, end, body) { return false }
                position += 1
            }
            return true
        }
    }

    mutating func insert(_ entry: IntervalIndex.Entry, isLast: Bool) {
        var position = leafPosition(of: entry.start)
        if !leaves[position].canHold(start: entry.start) {
            if entry.start >= leaves[position].first { position += 1 }
            leaves.insert(IntervalLeaf(first: entry.start), at: position)
        } else if leaves[position].isFull {
            let isAppend =
                isLast && position == leaves.count - 1
                && entry.start >= leaves[position].start(at: IntervalLeaf.capacity - 1)
            let kept = isAppend ? IntervalLeaf.capacity - 4 : IntervalLeaf.capacity / 2
            let later = leaves[position].split(keeping: kept)
            leaves.insert(later, at: position + 1)
            if entry.start >= later.first { position += 1 }
        }
        leaves[position].insert(entry)
        measure(from: max(0, position - 1))
    }

    /// Removes one entry equal to `entry`; where there is none, whether an earlier chunk may have it.
    mutating func remove(_ entry: IntervalIndex.Entry) -> (found: Bool, lookBefore: Bool) {
        var position = leafPosition(of: entry.start)
        while true {
            let result = leaves[position].remove(entry)
            if result.found { break }
            if !result.lookBefore { return result }
            if position == 0 { return (false, true) }
            position -= 1
        }
        if leaves[position].isEmpty {
            leaves.remove(at: position)
        } else if position + 1 < leaves.count, leaves[position].absorb(leaves[position + 1]) {
            leaves.remove(at: position + 1)
        }
        measure(from: max(0, position - 1))
        return (true, false)
    }

    /// Moves the later half into a chunk of its own.
    mutating func split() -> IntervalChunk {
        let half = leaves.count / 2
        let later = IntervalChunk(leaves: ContiguousArray(leaves[half...]))
        leaves = ContiguousArray(leaves[..<half])
        return later
    }

    mutating func absorb(_ later: IntervalChunk) {
        let position = leaves.count
        leaves.append(contentsOf: later.leaves)
        measure(from: position)
    }

    private mutating func measure(from position: Int) {
        var greatest = position == 0 ? Int64.min : leaves[position - 1].prefixEnd
        for later in position..<max(position, leaves.count) {
            greatest = max(greatest, leaves[later].maxEnd)
            if leaves[later].prefixEnd != greatest { leaves[later].prefixEnd = greatest }
        }
    }

    /// The last leaf that begins at `start` or before, else the first.
    private func leafPosition(of start: Int64) -> Int {
        var low = 0
        var high = leaves.count
        while low < high {
            let middle = (low + high) >> 1
            if leaves[middle].first <= start { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// The first leaf up to whose end something reaches past `start`.
    @inline(__always)
    private static func firstReaching(_ leaves: UnsafeBufferPointer<IntervalLeaf>, _ start: Int64) -> Int {
        var low = 0
        var high = leaves.count
        while low < high {
            let middle = (low + high) >> 1
            if leaves[middle].prefixEnd <= start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
