import CalendarTime
import ICalendar

/// Decides whether one calendar object meets a filter (RFC 4791 §9.7).
struct FilterEvaluation {
    let object: CalendarObject
    let times: ObjectOccurrences

    init(_ object: CalendarObject, zones: ZoneDatabase, defaultZone: ZoneRules) {
        self.object = object
        times = ObjectOccurrences(object, zones: zones, defaultZone: defaultZone)
    }

    func matches(_ filter: CalendarFilter) -> Bool {
        let root = filter.root
        guard !root.isNotDefined else { return false }
        return matchesProperties(root, object.calendar) && root.components.allSatisfy { matchesTop($0) }
    }

    /// A filter on VEVENT, VTODO, …: some component of that name meets all of it.
    private func matchesTop(_ filter: ComponentFilter) -> Bool {
        if filter.name == "VTIMEZONE" { return matches(filter, among: object.calendar.components) }
        let main = object.main
        let places = main.indices.filter { main[$0].name == filter.name }
        if filter.isNotDefined { return places.isEmpty }
        var candidates = Set(places)
        if let range = filter.timeRange?.range {
            candidates.formIntersection(times.components(touching: range))
        }
        return places.contains { place in
            candidates.contains(place) && matchesProperties(filter, main[place])
                && filter.components.allSatisfy { matchesInner($0, of: main[place], at: place) }
        }
    }

    /// A filter on what is inside a component; alarms have a time of their own.
    private func matchesInner(_ filter: ComponentFilter, of parent: CalendarComponent, at place: Int) -> Bool {
        guard let range = filter.timeRange?.range, filter.name == "VALARM" else {
            return matches(filter, among: parent.components)
        }
        return parent.components(named: "VALARM").contains { alarm in
            matchesProperties(filter, alarm) && times.alarm(alarm, of: place, touches: range)
        }
    }

    private func matches(_ filter: ComponentFilter, among components: [CalendarComponent]) -> Bool {
        let named = components.filter { $0.name == filter.name }
        if filter.isNotDefined { return named.isEmpty }
        return named.contains { component in
            matchesProperties(filter, component)
                && filter.components.allSatisfy { matches($0, among: component.components) }
        }
    }

    private func matchesProperties(_ filter: ComponentFilter, _ component: CalendarComponent) -> Bool {
        filter.properties.allSatisfy { matches($0, component) }
    }

    private func matches(_ filter: PropertyFilter, _ component: CalendarComponent) -> Bool {
        let properties = component.all(filter.name)
        if filter.isNotDefined { return properties.isEmpty }
        return properties.contains { property in
            if let range = filter.timeRange?.range {
                guard let instant = times.instant(of: property), range.contains(instant) else { return false }
            }
            if let match = filter.textMatch, !match.matches(property.text) { return false }
            return filter.parameters.allSatisfy { matches($0, property) }
        }
    }

    private func matches(_ filter: ParameterFilter, _ property: CalendarProperty) -> Bool {
        let values = property.parameters.filter { $0.name == filter.name }.flatMap(\.values)
        let isDefined = property.parameters.contains { $0.name == filter.name }
        if filter.isNotDefined { return !isDefined }
        guard isDefined else { return false }
        guard let match = filter.textMatch else { return true }
        return match.isNegated ? values.allSatisfy(match.matches) : values.contains(where: match.matches)
    }
}
