public import CalendarTime

/// The zones that the TZIDs of one object mean. Remembers each, as a VTIMEZONE is costly to read.
struct ObjectZones {
    private let object: CalendarObject
    private let database: ZoneDatabase
    private var known: [String: ZoneRules] = [:]

    init(_ object: CalendarObject, _ database: ZoneDatabase) {
        self.object = object
        self.database = database
    }

    mutating func zone(named tzid: String) throws(CalendarObjectError) -> ZoneRules {
        if let zone = known[tzid] { return zone }
        guard let zone = object.zone(named: tzid, zones: database) else { throw .unknownZone(tzid) }
        known[tzid] = zone
        return zone
    }

    /// One DATE or DATE-TIME with the TZID of its property. UTC and dates have no use for a TZID.
    mutating func time(
        _ text: some StringProtocol, of property: CalendarProperty
    ) throws(CalendarObjectError) -> EventTime {
        guard let time = TimeText(text) else {
            throw .invalidValue(property: property.name, value: String(text))
        }
        switch time {
        case .date(let date): return .date(date)
        case .utc(let instant): return .utc(instant)
        case .local(let local):
            guard let tzid = property[parameter: "TZID"], !tzid.isEmpty else { return .floating(local) }
            return .zoned(local, try zone(named: tzid))
        }
    }

    mutating func time(_ property: CalendarProperty) throws(CalendarObjectError) -> EventTime {
        try time(property.value.trimmingSpaces, of: property)
    }

    /// The values of EXDATE, one or many.
    mutating func times(_ property: CalendarProperty) throws(CalendarObjectError) -> [EventTime] {
        var times: [EventTime] = []
        for text in property.value.split(separator: ",") { times.append(try time(text, of: property)) }
        return times
    }

    /// The values of RDATE: times or periods (RFC 5545 §3.8.5.2).
    mutating func dates(_ property: CalendarProperty) throws(CalendarObjectError) -> [RecurrenceDate] {
        var dates: [RecurrenceDate] = []
        for text in property.value.split(separator: ",") {
            let parts = text.split(separator: "/", maxSplits: 1)
            guard parts.count == 2 else {
                dates.append(.time(try time(text, of: property)))
                continue
            }
            let start = try time(parts[0], of: property)
            if let duration = EventDuration(icalendar: parts[1]) {
                dates.append(.periodDuration(start: start, duration))
            } else {
                dates.append(.period(start: start, end: try time(parts[1], of: property)))
            }
        }
        return dates
    }
}

extension CalendarObject {
    /// The zone that a TZID of this object means: an IANA name is read from tzdata even where the object defines it; any
    /// other name from its VTIMEZONE, private to the object; without one, from the names that vendors use.
    public func zone(named tzid: String, zones: ZoneDatabase) -> ZoneRules? {
        if let zone = zones.exactZone(named: tzid) { return zone }
        let definition = calendar.components.first { component in
            component.name == "VTIMEZONE" && component.first("TZID")?.text == tzid
        }
        if let definition, let zone = ZoneRules(definition) { return zone }
        return zones.zone(named: tzid)
    }

    /// Checks what needs zones: every TZID is known, nothing ends before it starts.
    public func validate(zones: ZoneDatabase) throws(CalendarObjectError) {
        var resolver = ObjectZones(self, zones)
        for component in main {
            try validateZones(of: component, &resolver)
            guard component.name == "VEVENT" || component.name == "VTODO", let start = component.first("DTSTART"),
                let end = component.first("DTEND") ?? component.first("DUE")
            else { continue }
            let from = try resolver.time(start)
            let to = try resolver.time(end)
            guard from.isDate == to.isDate else { throw .mixedValueTypes(property: end.name) }
            guard to.instant(in: .utc) >= from.instant(in: .utc) else {
                throw .endBeforeStart(recurrenceID: component.first("RECURRENCE-ID")?.value)
            }
        }
    }

    private func validateZones(
        of component: CalendarComponent, _ resolver: inout ObjectZones
    ) throws(CalendarObjectError) {
        for property in component.properties {
            guard let tzid = property[parameter: "TZID"], !tzid.isEmpty else { continue }
            _ = try resolver.zone(named: tzid)
        }
        for inner in component.components { try validateZones(of: inner, &resolver) }
    }
}
