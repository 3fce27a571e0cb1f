import CalendarTime

extension [TimeRange] {
    /// Sorted, without overlaps: what touches or overlaps becomes one range. Empty ranges are dropped.
    var merged: [TimeRange] {
        var result: [TimeRange] = []
        for range in filter({ !$0.isEmpty }).sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            if let last = result.last, range.start <= last.end {
                result[result.count - 1].end = Swift.max(last.end, range.end)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// Cut to `window`.
    func clipped(to window: TimeRange) -> [TimeRange] {
        compactMap { $0.intersection(window) }.filter { !$0.isEmpty }
    }
}
