import CalendarTime
import ICalendar

/// When an instance of a task meets a range: the rows of RFC 4791 §9.9 for a task with DTSTART or DUE.
enum TaskTime {
    /// - Parameter own: from the instance's DTSTART to its end; at DUE, where that is all it has.
    static func meets(_ own: TimeRange, _ task: CalendarComponent, _ range: TimeRange) -> Bool {
        let hasStart = task.first("DTSTART") != nil
        if hasStart, task.first("DUE") != nil {
            return (range.start < own.end || range.start <= own.start)
                && (range.end > own.start || range.end >= own.end)
        }
        if hasStart, task.first("DURATION") != nil {
            return range.start <= own.end && (range.end > own.start || range.end >= own.end)
        }
        if hasStart || task.first("DUE") == nil { return range.contains(own.start) }
        return range.start < own.end && range.end >= own.end
    }
}

/// The times of what has no instances: tasks without dates, and free/busy components (RFC 4791 §9.9, the tables). A task whose
/// rule cannot be expanded counts by its first instance.
struct OtherComponentTime {
    private let component: CalendarComponent
    private let occurrences: ObjectOccurrences

    init(_ occurrences: ObjectOccurrences, _ component: CalendarComponent) {
        self.component = component
        self.occurrences = occurrences
    }

    /// An event or entry that cannot be expanded may be at any time; an entry without a time is at none.
    func touches(_ range: TimeRange) -> Bool {
        switch component.name {
        case "VEVENT": true
        case "VTODO": touchesTask(range)
        case "VJOURNAL": component.first("DTSTART") != nil
        case "VFREEBUSY": touchesFreeBusy(range)
        default: false
        }
    }

    private func instant(_ name: String) -> Instant? {
        component.first(name).flatMap(occurrences.instant)
    }

    private func touchesTask(_ range: TimeRange) -> Bool {
        guard let start = instant("DTSTART") ?? instant("DUE") else { return touchesUnscheduled(range) }
        var end = start
        if component.first("DTSTART") != nil {
            let duration = component.first("DURATION").flatMap { EventDuration(icalendar: $0.value) }
            end = instant("DUE") ?? start.adding(duration?.total ?? 0)
        }
        return TaskTime.meets(TimeRange(start: start, end: max(start, end)), component, range)
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
