public import CalendarTime

extension CalendarObject {
    /// The recurrence set of the event in this object: its master, or its detached overrides alone.
    ///
    /// A cancelled or transparent event or instance takes no time. Without DTEND and DURATION an event on a date lasts that
    /// day, one at a time has no length (RFC 5545 §3.6.1). The tag of an override is its place in ``main``.
    ///
    /// - Parameter defaultZone: where dates and floating times are read.
    public func recurrenceSet(
        zones: ZoneDatabase, defaultZone: ZoneRules
    ) throws(CalendarObjectError) -> RecurrenceSet {
        for component in main where component.name != "VEVENT" { throw .unsupportedComponent(component.name) }
        return try occurrenceSet(zones: zones, defaultZone: defaultZone)
    }

    /// The same for events, tasks and journal entries, as time ranges and `expand` see them (RFC 4791 §9.9, §9.6.5).
    ///
    /// A task lasts from DTSTART until DUE or for its DURATION; one with DUE alone is a point there, and its rule counts from
    /// it; without an end it has no length, also on a date. A journal entry on a date lasts that day. Only events take time.
    ///
    /// - Throws: ``CalendarObjectError/missingStart`` for a task or entry with none of these.
    public func occurrenceSet(
        zones: ZoneDatabase, defaultZone: ZoneRules
    ) throws(CalendarObjectError) -> RecurrenceSet {
        let main = main
        var reader = ComponentReader(zones: ObjectZones(self, zones), defaultZone: defaultZone)
        var set: RecurrenceSet?
        var overrides: [RecurrenceOverride] = []
        for (index, component) in main.enumerated() {
            guard ["VEVENT", "VTODO", "VJOURNAL"].contains(component.name) else {
                throw .unsupportedComponent(component.name)
            }
            if let id = component.first("RECURRENCE-ID") {
                overrides.append(try reader.override(component, id, tag: index))
            } else {
                guard set == nil else { throw .severalMasters(uid: component.uid ?? "") }
                set = try reader.master(component)
            }
        }
        var seen: Set<Instant> = []
        for override in overrides where !seen.insert(override.recurrenceID.instant(in: defaultZone)).inserted {
            throw .duplicateRecurrenceID(main[override.tag].first("RECURRENCE-ID")?.value ?? "")
        }
        if var set {
            set.overrides = overrides
            return set
        }
        guard let first = overrides.first else { throw .noComponent }
        return RecurrenceSet(
            start: first.start, length: first.length, overrides: overrides, blocks: first.blocks, zone: defaultZone,
            hasMaster: false)
    }
}

extension CalendarComponent {
    /// What its instances are counted from: DTSTART, or the DUE of a task without one.
    public var startProperty: CalendarProperty? {
        first("DTSTART") ?? (name == "VTODO" ? first("DUE") : nil)
    }
}

/// Reads the components of one object into recurrence values.
private struct ComponentReader {
    var zones: ObjectZones
    let defaultZone: ZoneRules

    mutating func master(_ event: CalendarComponent) throws(CalendarObjectError) -> RecurrenceSet {
        guard let startProperty = event.startProperty else { throw .missingStart }
        guard event.first("EXRULE") == nil else { throw .exceptionRule }
        let start = try zones.time(startProperty)
        var set = RecurrenceSet(
            start: start, length: try length(of: event, from: start), blocks: blocks(event), zone: defaultZone)
        for property in event.properties {
            switch property.name {
            case "RRULE": set.rules.append(try rule(property))
            case "RDATE": set.dates += try zones.dates(property)
            case "EXDATE": set.excluded += try zones.times(property)
            default: break
            }
        }
        return set
    }

    /// An override without DTSTART, as a CANCEL may be, starts where its instance does.
    mutating func override(
        _ event: CalendarComponent, _ id: CalendarProperty, tag: Int
    ) throws(CalendarObjectError) -> RecurrenceOverride {
        let recurrenceID = try zones.time(id)
        let start: EventTime
        if let property = event.startProperty { start = try zones.time(property) } else { start = recurrenceID }
        return RecurrenceOverride(
            recurrenceID: recurrenceID, thisAndFuture: id[parameter: "RANGE"]?.uppercased() == "THISANDFUTURE",
            start: start, length: try length(of: event, from: start), blocks: blocks(event), tag: tag)
    }

    private func blocks(_ event: CalendarComponent) -> Bool {
        event.name == "VEVENT" && !event.isCancelled && !event.transparent
    }

    private func rule(_ property: CalendarProperty) throws(CalendarObjectError) -> RecurrenceRule {
        do {
            return try RecurrenceRule(parsing: property.value.trimmingSpaces)
        } catch {
            throw .invalidRule(value: property.value, reason: error.sentence)
        }
    }

    private mutating func length(
        of event: CalendarComponent, from start: EventTime
    ) throws(CalendarObjectError) -> EventLength {
        let id = event.first("RECURRENCE-ID")?.value
        let none = EventLength.duration(EventDuration())
        if event.name == "VJOURNAL" { return start.isDate ? .duration(EventDuration(days: 1)) : none }
        if event.name == "VTODO", event.first("DTSTART") == nil { return none }
        if let property = event.first(event.name == "VTODO" ? "DUE" : "DTEND") {
            let end = try zones.time(property)
            guard end.isDate == start.isDate else { throw .mixedValueTypes(property: property.name) }
            guard end.instant(in: defaultZone) >= start.instant(in: defaultZone) else {
                throw .endBeforeStart(recurrenceID: id)
            }
            return .end(end)
        }
        if let property = event.first("DURATION") {
            guard let duration = EventDuration(icalendar: property.value.trimmingSpaces) else {
                throw .invalidValue(property: "DURATION", value: property.value)
            }
            guard duration.days >= 0, duration.seconds >= 0 else { throw .endBeforeStart(recurrenceID: id) }
            return .duration(duration)
        }
        return start.isDate && event.name == "VEVENT" ? .duration(EventDuration(days: 1)) : none
    }
}
