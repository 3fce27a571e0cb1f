/// Ranges that are taken, by start: the model's list. Whoever looks for an overlap looks at every range that begins near
/// enough.
struct TakenTime {
    struct Item {
        var start: Int64
        var end: Int64
        var units: Int
        var booking: Int64
        var isHold = false
        var isEndless = false
    }

    private(set) var items: [Item] = []
    private var longest: Int64 = 0

    init(_ unsorted: [Item] = []) {
        items = unsorted.sorted { $0.start < $1.start }
        longest = unsorted.map { $0.end - $0.start }.max() ?? 0
    }

    mutating func insert(_ item: Item) {
        items.insert(item, at: firstPosition(startingAt: item.start))
        longest = max(longest, item.end - item.start)
    }

    /// What has a moment in common with `start..<end`, by start.
    func overlapping(_ start: Int64, _ end: Int64) -> [Item] {
        var found: [Item] = []
        var position = firstPosition(startingAt: start - longest)
        while position < items.count, items[position].start < end {
            let item = items[position]
            if item.end > start, item.end > item.start { found.append(item) }
            position += 1
        }
        return found
    }

    /// The greatest number of units at one moment of `start..<end`, each range being longer by `gap` on both sides.
    func peak(_ start: Int64, _ end: Int64, gap: Int64) -> Int {
        let near = overlapping(start - gap, end + gap)
        // Both are longer: a range that begins `gap` after another's end meets it no more.
        let moments = [start] + near.map(\.start).filter { $0 > start && $0 < end + gap }
        return moments.map { moment in
            near.reduce(0) { $0 + ($1.start <= moment && moment < $1.end + gap ? $1.units : 0) }
        }.max() ?? 0
    }

    private func firstPosition(startingAt start: Int64) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].start < start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
