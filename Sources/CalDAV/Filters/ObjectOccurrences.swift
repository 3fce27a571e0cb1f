import CalendarTime
import ICalendar

/// When the components of one object take place (RFC 4791 §9.9).
struct ObjectOccurrences {
    /// Candidates that an expansion for one report may look at.
    private static let budget = 200_000

    let object: CalendarObject
    let zones: ZoneDatabase
    let defaultZone: ZoneRules
    /// Nil where the object has no instances to count (a task without dates), or cannot be expanded.
    let set: RecurrenceSet?
    private let main: [CalendarComponent]

    init(_ object: CalendarObject, zones: ZoneDatabase, defaultZone: ZoneRules) {
        self.object = object
        self.zones = zones
        self.defaultZone = defaultZone
        main = object.main
        set = try? object.occurrenceSet(zones: zones, defaultZone: defaultZone)
    }

    /// The place in `main` of the component that shapes an instance.
    func place(of instance: Instance) -> Int? {
        instance.overrideTag ?? main.firstIndex { $0.first("RECURRENCE-ID") == nil }
    }

    /// The instances that meet `range` by the table of their component.
    ///
    /// - Parameter limit: at most so many.
    func instances(touching range: TimeRange, limit: Int = .max) -> [Instance] {
        var found: [Instance] = []
        visit(touching: range) { instance, _ in
            found.append(instance)
            return found.count < limit
        }
        return found
    }

    /// Calls `body` with the instances that meet `range` and the places of their components, until it returns false.
    private func visit(touching range: TimeRange, _ body: (Instance, Int) -> Bool) {
        guard let set else { return }
        var iterator = set.instances(from: range.start.adding(-1), budget: Self.budget)
        // Some rows of the tables count what begins exactly at the end of the range.
        while let instance = iterator.next(), instance.range.start <= range.end {
            guard let place = place(of: instance), main.indices.contains(place) else { continue }
            if Self.meets(instance.range, main[place], range), !body(instance, place) { return }
        }
    }

    static func touches(_ own: TimeRange, _ range: TimeRange) -> Bool {
        own.isEmpty ? range.contains(own.start) : own.start < range.end && range.start < own.end
    }

    /// Whether an instance of `component` at `own` meets `range` (§9.9, the tables).
    private static func meets(_ own: TimeRange, _ component: CalendarComponent, _ range: TimeRange) -> Bool {
        component.name == "VTODO" ? TaskTime.meets(own, component, range) : touches(own, range)
    }

    /// Places in `main` of the components that have an instance in `range`.
    func components(touching range: TimeRange) -> Set<Int> {
        guard set != nil else {
            return Set(main.indices.filter { OtherComponentTime(self, main[$0]).touches(range) })
        }
        var found: Set<Int> = []
        visit(touching: range) { _, place in
            found.insert(place)
            return found.count < main.count
        }
        return found
    }

    /// A DATE or DATE-TIME property as an instant.
    func instant(of property: CalendarProperty) -> Instant? {
        let component = CalendarComponent("VEVENT", properties: [property])
        return try? component.eventTime(property.name, in: object, zones: zones)?.instant(in: defaultZone)
    }

    /// Whether an alarm goes off in `range`, its repetitions included (§9.9: `start <= trigger-time` and
    /// `end > trigger-time`), for any instance of the component at `place`. For a task with DUE alone that is its start too.
    func alarm(_ alarm: CalendarComponent, of place: Int, touches range: TimeRange) -> Bool {
        guard let trigger = alarm.first("TRIGGER") else { return false }
        let repetition = AlarmRepetition(alarm)
        guard let offset = EventDuration(icalendar: trigger.value)?.total else {
            return instant(of: trigger).map { repetition.goesOff(from: $0, in: range) } ?? false
        }
        let isAtEnd = trigger[parameter: "RELATED"]?.uppercased() == "END"
        guard let set else { return false }
        let from = range.start.adding(-offset).adding(-repetition.span).adding(-1)
        var iterator = set.instances(from: from, budget: Self.budget)
        while let instance = iterator.next(), instance.range.start.adding(offset) < range.end {
            guard self.place(of: instance) == place else { continue }
            let start = isAtEnd ? instance.range.end : instance.range.start
            if repetition.goesOff(from: start.adding(offset), in: range) { return true }
        }
        return false
    }
}

/// REPEAT and DURATION of an alarm (RFC 5545 §3.8.6.2).
private struct AlarmRepetition {
    /// Seconds from one to the next, and how many follow the first.
    private let pause: Int64
    private let count: Int64

    init(_ alarm: CalendarComponent) {
        pause = max(alarm.first("DURATION").flatMap { EventDuration(icalendar: $0.value) }?.total ?? 0, 0)
        count = pause == 0 ? 0 : min(max(alarm.first("REPEAT").flatMap { Int64($0.value) } ?? 0, 0), 1_000_000)
    }

    /// Seconds from the first to the last.
    var span: Int64 {
        let (span, overflow) = pause.multipliedReportingOverflow(by: count)
        return overflow ? .max : span
    }

    /// Whether one of them is in `range`: the first that is not before it, reckoned, not searched for.
    func goesOff(from first: Instant, in range: TimeRange) -> Bool {
        guard first < range.start, pause > 0 else { return range.contains(first) }
        let missing = range.start - first
        let steps = missing / pause + (missing % pause == 0 ? 0 : 1)
        return steps <= count && first.adding(steps * pause) < range.end
    }
}

extension EventDuration {
    /// Seconds, days taken as 24 hours.
    var total: Int64 {
        Int64(days).multipliedReportingOverflow(by: 86_400).partialValue.addingReportingOverflow(seconds).partialValue
    }
}
