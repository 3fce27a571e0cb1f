import CalendarTime
import ICalendar

/// When the components of one object take place (RFC 4791 §9.9).
struct ObjectOccurrences {
    /// Candidates that an expansion for one report may look at.
    private static let budget = 200_000

    let object: CalendarObject
    let zones: ZoneDatabase
    let defaultZone: ZoneRules
    /// Nil where the object is no event, or one that cannot be expanded.
    let set: RecurrenceSet?

    init(_ object: CalendarObject, zones: ZoneDatabase, defaultZone: ZoneRules) {
        self.object = object
        self.zones = zones
        self.defaultZone = defaultZone
        set =
            object.componentName == "VEVENT"
            ? try? object.recurrenceSet(zones: zones, defaultZone: defaultZone) : nil
    }

    /// The place in `main` of the component that shapes an instance.
    func place(of instance: Instance) -> Int? {
        instance.overrideTag ?? object.main.firstIndex { $0.first("RECURRENCE-ID") == nil }
    }

    /// The instances that touch `range`: those that overlap it, and those without length that lie in it.
    ///
    /// - Parameter limit: at most so many.
    func instances(touching range: TimeRange, limit: Int = .max) -> [Instance] {
        guard let set else { return [] }
        var found: [Instance] = []
        var iterator = set.instances(from: range.start.adding(-1), budget: Self.budget)
        while found.count < limit, let instance = iterator.next(), instance.range.start < range.end {
            if Self.touches(instance.range, range) { found.append(instance) }
        }
        return found
    }

    static func touches(_ own: TimeRange, _ range: TimeRange) -> Bool {
        own.isEmpty ? range.contains(own.start) : own.start < range.end && range.start < own.end
    }

    /// Places in `main` of the components that have an instance in `range`.
    func components(touching range: TimeRange) -> Set<Int> {
        guard object.componentName == "VEVENT" else {
            let main = object.main
            return Set(main.indices.filter { OtherComponentTime(self, main[$0]).touches(range) })
        }
        let all = object.main.count
        var found: Set<Int> = []
        guard let set else { return Set(object.main.indices) }
        var iterator = set.instances(from: range.start.adding(-1), budget: Self.budget)
        while found.count < all, let instance = iterator.next(), instance.range.start < range.end {
            if Self.touches(instance.range, range), let place = place(of: instance) { found.insert(place) }
        }
        return found
    }

    /// A DATE or DATE-TIME property as an instant.
    func instant(of property: CalendarProperty) -> Instant? {
        let component = CalendarComponent("VEVENT", properties: [property])
        return try? component.eventTime(property.name, in: object, zones: zones)?.instant(in: defaultZone)
    }

    /// Whether an alarm goes off in `range`, its repetitions included.
    func alarm(_ alarm: CalendarComponent, of place: Int, touches range: TimeRange) -> Bool {
        guard let trigger = alarm.first("TRIGGER") else { return false }
        let pause = alarm.first("DURATION").flatMap { EventDuration(icalendar: $0.value) }?.total ?? 0
        let count = min(max(alarm.first("REPEAT").flatMap { Int64($0.value) } ?? 0, 0), 1_000)
        let goesOff = { (first: Instant) in
            (0...count).contains {
                range.contains(first.adding(pause.multipliedReportingOverflow(by: $0).partialValue))
            }
        }
        guard let offset = EventDuration(icalendar: trigger.value)?.total else {
            return instant(of: trigger).map(goesOff) ?? false
        }
        let isAtEnd = trigger[parameter: "RELATED"]?.uppercased() == "END"
        let span = pause.multipliedReportingOverflow(by: count).partialValue
        guard let set else { return false }
        let from = range.start.adding(-offset).adding(-max(span, 0)).adding(-1)
        var iterator = set.instances(from: from, budget: Self.budget)
        while let instance = iterator.next(), instance.range.start.adding(offset) < range.end {
            guard self.place(of: instance) == place else { continue }
            if goesOff((isAtEnd ? instance.range.end : instance.range.start).adding(offset)) { return true }
        }
        return false
    }
}

extension EventDuration {
    /// Seconds, days taken as 24 hours.
    fileprivate var total: Int64 {
        Int64(days).multipliedReportingOverflow(by: 86_400).partialValue.addingReportingOverflow(seconds).partialValue
    }
}
