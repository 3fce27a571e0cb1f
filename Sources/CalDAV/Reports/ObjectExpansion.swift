import CalendarTime
import ICalendar

/// An event, task or journal entry taken apart into its instances in a range, or without the overrides outside it (RFC 4791 §9.6.5, §9.6.6).
struct ObjectExpansion {
    private let object: CalendarObject
    private let occurrences: ObjectOccurrences

    init(_ object: CalendarObject, zones: ZoneDatabase, defaultZone: ZoneRules) {
        self.object = object
        occurrences = ObjectOccurrences(object, zones: zones, defaultZone: defaultZone)
    }

    /// One component for each instance, times in UTC, without rules and zones. What has no instances stays as it
    /// is.
    ///
    /// - Returns: nil where there are more than `limit`.
    func expanded(in range: TimeRange, limit: Int) -> CalendarObject? {
        guard let set = occurrences.set else { return object }
        let instances = occurrences.instances(touching: range, limit: limit + 1)
        guard instances.count <= limit else { return nil }
        var result = object
        let main = object.main
        result.calendar.components = instances.compactMap { instance in
            guard let place = occurrences.place(of: instance), main.indices.contains(place) else { return nil }
            return component(main[place], at: instance, of: set)
        }
        return result
    }

    private func component(
        _ source: CalendarComponent, at instance: Instance, of set: RecurrenceSet
    ) -> CalendarComponent {
        var component = source
        for name in ["RRULE", "RDATE", "EXDATE", "EXRULE", "DURATION"] { component.remove(name) }
        let start = source.startProperty
        let isDate = start.map { $0.value.utf8.count == 8 } ?? set.start.isDate
        component.set(start?.name ?? "DTSTART", time: time(instance.range.start, isDate: isDate))
        let end = source.name == "VTODO" ? "DUE" : "DTEND"
        if start?.name != end, source.first(end) != nil || source.first("DURATION") != nil {
            component.set(end, time: time(instance.range.end, isDate: isDate))
        }
        if set.isRecurring || source.first("RECURRENCE-ID") != nil {
            component.set("RECURRENCE-ID", time: time(instance.recurrenceID, isDate: set.start.isDate))
        }
        return component
    }

    private func time(_ instant: Instant, isDate: Bool) -> EventTime {
        isDate ? .date(occurrences.defaultZone.civil(at: instant).date) : .utc(instant)
    }

    /// The master with the overrides that touch the range, before or after they were moved.
    func limited(to range: TimeRange) -> CalendarObject {
        guard let set = occurrences.set else { return object }
        var result = object
        let touching = occurrences.components(touching: range)
        let length = set.first(1).first?.range.duration ?? 0
        result.main = object.main.enumerated().compactMap { place, component in
            guard let id = component.first("RECURRENCE-ID") else { return component }
            if touching.contains(place) || id[parameter: "RANGE"] != nil { return component }
            guard let original = occurrences.instant(of: id) else { return component }
            let before = TimeRange(start: original, end: original.adding(max(length, 0)))
            return ObjectOccurrences.touches(before, range) ? component : nil
        }
        return result
    }
}
