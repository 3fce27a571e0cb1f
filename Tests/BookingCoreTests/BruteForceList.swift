import BookingCore
import CalendarTime

/// What ``IntervalIndex`` must answer, in the plainest way: an unsorted list looked at from end to end.
struct BruteForceList {
    struct Item: Hashable {
        var range: TimeRange
        var slot: BookingSlot
        var units: Int
    }

    var items: [Item] = []

    func overlapping(_ range: TimeRange, ignoring: BookingID? = nil) -> [Item] {
        items.filter { $0.range.overlaps(range) && $0.slot.booking != ignoring }
    }

    func peakUnits(in range: TimeRange, ignoring: BookingID? = nil, gap: Int64 = 0) -> Int {
        guard !range.isEmpty else { return 0 }
        let taken = items.filter { $0.slot.booking != ignoring }
            .map { (start: $0.range.start.seconds, end: $0.range.end.seconds + gap, units: $0.units) }
        let end = range.end.seconds + gap
        let starts = [range.start.seconds] + taken.map(\.start).filter { $0 > range.start.seconds && $0 < end }
        return starts.map { start in
            taken.filter { $0.start <= start && start < $0.end }.reduce(0) { $0 + $1.units }
        }.max() ?? 0
    }

    func nextFree(from: Instant, length: Int64, limit: Instant, capacity: Int, needed: Int, gap: Int64) -> TimeRange? {
        let ends = items.map { $0.range.end.adding(gap) }.filter { $0 > from }.sorted()
        for start in [from] + ends where start.adding(length) <= limit {
            let range = TimeRange(start: start, end: start.adding(length))
            if peakUnits(in: range, gap: gap) + needed <= capacity { return range }
        }
        return nil
    }
}
