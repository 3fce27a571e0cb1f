import CalendarTime
import ICalendar

/// What a person's working hours leave of a window (RFC 7953 §4).
struct AvailabilityTime {
    private(set) var times: [Availability.BusyType: [TimeRange]] = [:]

    /// From the lowest priority to the highest, each takes its whole range from those below it. Among equals the strongest
    /// type wins, and what is free in one of them only is not free.
    init(_ availability: Availability, in window: TimeRange) {
        let ranked = Dictionary(grouping: availability.covers) { cover in
            (1...9).contains(cover.priority) ? cover.priority : 10
        }
        for (_, covers) in ranked.sorted(by: { $0.key > $1.key }) {
            let covered = covers.compactMap { $0.range.intersection(window) }.merged
            for type in Availability.BusyType.allCases {
                times[type] = ResourceBusyTime.subtract(covered, from: times[type] ?? [])
            }
            for cover in covers {
                guard let range = cover.range.intersection(window) else { continue }
                let taken = ResourceBusyTime.subtract(cover.free(in: window).merged, from: [range])
                times[cover.type] = ((times[cover.type] ?? []) + taken).merged
            }
        }
    }

    /// Adds the times to what the calendars say.
    func add(to result: inout AddressBusyTime) {
        result.busy += times[.busy] ?? []
        result.unavailable += times[.unavailable] ?? []
        result.tentative += times[.tentative] ?? []
    }
}
