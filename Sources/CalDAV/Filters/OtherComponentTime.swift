import CalendarTime
import ICalendar

/// The times of tasks, journal entries and free/busy components (RFC 4791 §9.9, the tables). A recurring task counts by its
/// first instance.
struct OtherComponentTime {
    private let component: CalendarComponent
    private let occurrences: ObjectOccurrences

    init(_ occurrences: ObjectOccurrences, _ component: CalendarComponent) {
        self.component = component
        self.occurrences = occurrences
    }

    func touches(_ range: TimeRange) -> Bool {
        switch component.name {
        case "VTODO": touchesTask(range)
        case "VJOURNAL": touchesJournal(range)
        case "VFREEBUSY": touchesFreeBusy(range)
        default: false
        }
    }

    private func instant(_ name: String) -> Instant? {
        component.first(name).flatMap(occurrences.instant)
    }

    private func touchesTask(_ range: TimeRange) -> Bool {
        let start = instant("DTSTART")
        let due = instant("DUE")
        let duration = component.first("DURATION").flatMap { EventDuration(icalendar: $0.value) }
        switch (start, duration, due) {
        case (let start?, let duration?, _):
            let end = start.adding(Int64(duration.days) &* 86_400 &+ duration.seconds)
            return range.start <= end && (range.end > start || range.end >= end)
        case (let start?, nil, let due?):
            return (range.start < due || range.start <= start) && (range.end > start || range.end >= due)
        case (let start?, nil, nil):
            return range.start <= start && range.end > start
        case (nil, _, let due?):
            return range.start < due && range.end >= due
        case (nil, _, nil):
            return touchesUnscheduled(range)
        }
    }

    private func touchesUnscheduled(_ range: TimeRange) -> Bool {
        switch (instant("COMPLETED"), instant("CREATED")) {
        case (let completed?, let created?):
            (range.start <= created || range.start <= completed) && (range.end >= created || range.end >= completed)
        case (let completed?, nil): range.start <= completed && range.end >= completed
        case (nil, let created?): range.end > created
        case (nil, nil): true
        }
    }

    private func touchesJournal(_ range: TimeRange) -> Bool {
        guard let property = component.first("DTSTART"), let start = occurrences.instant(of: property) else {
            return false
        }
        guard property.value.utf8.count == 8 else { return range.start <= start && range.end > start }
        return range.start < start.adding(86_400) && range.end > start
    }

    private func touchesFreeBusy(_ range: TimeRange) -> Bool {
        if let start = instant("DTSTART"), let end = instant("DTEND") {
            return range.start <= end && range.end > start
        }
        return component.all("FREEBUSY").flatMap { FreeBusyPeriods.ranges($0.value) }
            .contains { ObjectOccurrences.touches($0, range) }
    }
}

/// The value of FREEBUSY: periods in UTC (RFC 5545 §3.8.2.6).
enum FreeBusyPeriods {
    static func ranges(_ value: String) -> [TimeRange] {
        value.split(separator: ",").compactMap(range)
    }

    static func range(_ text: some StringProtocol) -> TimeRange? {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let start = Instant(icalendarUTC: String(parts[0])) else { return nil }
        if let end = Instant(icalendarUTC: String(parts[1])) { return TimeRange(checking: start, end: end) }
        guard let duration = EventDuration(icalendar: parts[1]) else { return nil }
        return TimeRange(checking: start, end: start.adding(Int64(duration.days) &* 86_400 &+ duration.seconds))
    }
}
