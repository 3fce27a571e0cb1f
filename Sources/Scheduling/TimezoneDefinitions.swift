import CalendarTime
import ICalendar
import Synchronization

/// VTIMEZONEs that were written before: making one looks at years of transitions, and most events are in one zone.
final class TimezoneDefinitions: Sendable {
    private struct Key: Hashable {
        var zone: ZoneRules
        var firstYear: Int
        var lastYear: Int
    }

    /// Forgets everything at this size: zones that objects bring along are without number.
    private static let limit = 500

    private let known = Mutex<[Key: CalendarComponent]>([:])

    /// A definition that covers `range`, whole years of it.
    func definition(of zone: ZoneRules, covering range: TimeRange) -> CalendarComponent {
        let firstYear = CivilDateTime(secondsSinceEpoch: range.start.seconds).date.year
        let lastYear = CivilDateTime(secondsSinceEpoch: range.end.seconds).date.year
        let key = Key(zone: zone, firstYear: firstYear, lastYear: lastYear)
        if let definition = known.withLock({ $0[key] }) { return definition }
        let years = TimeRange(
            checking: CivilDate(year: firstYear, month: 1, day: 1).map(Self.midnight) ?? range.start,
            end: CivilDate(year: lastYear, month: 12, day: 31).map(Self.midnight) ?? range.end)
        let definition = CalendarObject.vtimezone(for: zone, covering: years ?? range)
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[key] = definition
        }
        return definition
    }

    private static func midnight(of date: CivilDate) -> Instant {
        Instant(seconds: CivilDateTime(startOf: date).secondsSinceEpoch)
    }
}
