import CalendarTime

/// At which times something may be offered: as regular as the time that was asked for.
enum TimeGrid: Hashable {
    /// Starts on multiples of so many seconds by the wall clock.
    case steps(Int64)
    /// So many whole days, from midnight to midnight by the wall clock.
    case days(Int)

    static let minutes = TimeGrid.steps(60)
    private static let greatestDays = 400

    /// Whole days stay whole days; a start on a quarter of an hour or on five minutes stays on one; all others are on
    /// whole minutes.
    init(of range: TimeRange, in zone: ZoneRules) {
        let start = zone.civil(at: range.start)
        let end = zone.civil(at: range.end)
        let days = end.date.daysSinceEpoch - start.date.daysSinceEpoch
        let isWhole = [(range.start, start), (range.end, end)].allSatisfy { instant, civil in
            zone.instant(of: CivilDateTime(startOf: civil.date)) == instant
        }
        if isWhole, (1...Self.greatestDays).contains(days) {
            self = .days(days)
        } else {
            let seconds = start.secondsSinceEpoch
            self = .steps([900, 300].first { seconds % $0 == 0 } ?? 60)
        }
    }

    func start(atOrAfter instant: Instant, in zone: ZoneRules) -> Instant {
        let civil = zone.civil(at: instant)
        switch self {
        case .steps(let seconds):
            let rest = Self.rest(civil, seconds)
            return rest == 0 ? instant : instant.adding(seconds - rest)
        case .days:
            let midnight = zone.instant(of: CivilDateTime(startOf: civil.date))
            return midnight >= instant ? midnight : zone.instant(of: CivilDateTime(startOf: civil.date.adding(days: 1)))
        }
    }

    func start(atOrBefore instant: Instant, in zone: ZoneRules) -> Instant {
        let civil = zone.civil(at: instant)
        switch self {
        case .steps(let seconds): return instant.adding(-Self.rest(civil, seconds))
        case .days:
            let midnight = zone.instant(of: CivilDateTime(startOf: civil.date))
            return midnight <= instant
                ? midnight : zone.instant(of: CivilDateTime(startOf: civil.date.adding(days: -1)))
        }
    }

    /// - Parameter length: seconds; whole days have that of their own dates.
    func range(from start: Instant, length: Int64, in zone: ZoneRules) -> TimeRange? {
        switch self {
        case .steps: return TimeRange(checking: start, end: start.adding(length))
        case .days(let number):
            let last = zone.civil(at: start).date.adding(days: number)
            return TimeRange(checking: start, end: zone.instant(of: CivilDateTime(startOf: last)))
        }
    }

    private static func rest(_ civil: CivilDateTime, _ seconds: Int64) -> Int64 {
        let rest = civil.secondsSinceEpoch % seconds
        return rest < 0 ? rest + seconds : rest
    }
}
