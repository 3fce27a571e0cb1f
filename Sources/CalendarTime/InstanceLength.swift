/// How long the instances of a series last, resolved against its start (RFC 5545 §3.8.5.3).
struct InstanceLength: Sendable {
    /// Nominal days, as seconds of wall clock; zero when the length is exact.
    private let nominal: Int64
    /// Exact seconds, added after the days.
    private let exact: Int64
    private let table: ZoneTable

    /// A length whose days would reach past any calendar is cut to this many.
    private static let dayLimit = 4_000_000

    init(_ length: EventLength, start: EventTime, zone: ZoneRules) {
        table = start.zone(default: zone).table
        switch length {
        case .duration(let duration):
            let days = min(max(duration.days, -InstanceLength.dayLimit), InstanceLength.dayLimit)
            let seconds = min(max(duration.seconds, -(1 << 40)), 1 << 40)
            nominal = table.times.isEmpty ? 0 : Int64(days) * 86_400
            exact = seconds + (table.times.isEmpty ? Int64(days) * 86_400 : 0)
        case .end(.date(let end)):
            if case .date(let first) = start {
                let days = Int64(end.daysSinceEpoch - first.daysSinceEpoch) * 86_400
                nominal = table.times.isEmpty ? 0 : days
                exact = table.times.isEmpty ? days : 0
            } else {
                nominal = 0
                exact = EventTime.date(end).instant(in: zone) - start.instant(in: zone)
            }
        case .end(let end):
            nominal = 0
            exact = end.instant(in: zone) - start.instant(in: zone)
        }
    }

    /// An end before the start makes an empty range.
    @inline(__always)
    func range(from start: Int64) -> TimeRange {
        let end = nominal == 0 ? Instant(seconds: start).adding(exact) : nominalEnd(from: start)
        let first = Instant(seconds: start)
        return TimeRange(start: first, end: max(first, end))
    }

    private func nominalEnd(from start: Int64) -> Instant {
        let local = Instant(seconds: start).adding(Int64(table.offset(atSeconds: start)) + nominal).seconds
        return Instant(seconds: local).adding(-table.span(ofLocal: local).offset).adding(exact)
    }

    /// No instance lasts longer than this.
    var longest: Int64 {
        max(0, nominal + exact) + (nominal == 0 ? 0 : Int64(2 * ZoneTable.offsetLimit))
    }
}
