public import CalendarTime

extension CalendarObject {
    /// A VTIMEZONE that gives the offsets of `zone` in `range`, and after it as far as the zone's present rule is known.
    ///
    /// The text depends on the zone's rules only, as long as the window lies under one rule, so that a feed whose window
    /// moves keeps its bytes.
    public static func vtimezone(for zone: ZoneRules, covering range: TimeRange) -> CalendarComponent {
        TimezoneWriter(zone, covering: range).component()
    }

    /// Adds a VTIMEZONE for every TZID that is used and not yet defined, before the other components.
    ///
    /// Names that `zones` does not know stay undefined.
    public mutating func addTimezones(zones: ZoneDatabase, covering range: TimeRange) {
        var defined: Set<String> = []
        for component in calendar.components(named: "VTIMEZONE") {
            if let name = component.first("TZID")?.text { defined.insert(name) }
        }
        var names: [String] = []
        for component in main { Self.collectNames(component, &names) }
        var added: [CalendarComponent] = []
        for name in names where defined.insert(name).inserted {
            guard let zone = zones.zone(named: name) else { continue }
            var definition = Self.vtimezone(for: zone, covering: range)
            definition.setText("TZID", name)
            added.append(definition)
        }
        calendar.components.insert(contentsOf: added, at: 0)
    }

    private static func collectNames(_ component: CalendarComponent, _ names: inout [String]) {
        for property in component.properties {
            if let name = property[parameter: "TZID"], !name.isEmpty { names.append(name) }
        }
        for inner in component.components { collectNames(inner, &names) }
    }
}
