import CalendarTime

/// Reads the times of one object's properties, with the object's own zones (ARCHITECTURE.md, decision 6).
struct ObjectTimes {
    let object: CalendarObject
    let context: ITIPContext
    /// The overrides by their original start. Of two with the same one the later in the file stands.
    private(set) var overrides: [Instant: CalendarComponent] = [:]
    /// The original starts of the overrides for THISANDFUTURE, in order.
    private(set) var futures: [Instant] = []
    private var zones: [String: ZoneRules] = [:]

    init(_ object: CalendarObject, _ context: ITIPContext) {
        self.object = object
        self.context = context
        for tzid in Set(object.main.flatMap(\.properties).compactMap({ $0[parameter: "TZID"] })) {
            zones[tzid] = object.zone(named: tzid, zones: context.zones)
        }
        for component in object.overrides {
            if let recurrenceID = recurrenceID(of: component) { overrides[recurrenceID] = component }
        }
        futures = overrides.filter { $0.value.isThisAndFuture }.keys.sorted()
    }

    /// The zone of a TZID parameter; the default zone where nobody knows it.
    func zone(of property: CalendarProperty) -> ZoneRules {
        property[parameter: "TZID"].flatMap { zones[$0] } ?? context.defaultZone
    }

    /// A value with the form that `property` gives it: DATE, UTC, TZID or floating.
    func time(_ text: String, of property: CalendarProperty) -> EventTime? {
        let text = text.trimmingSpaces
        if let date = CivilDate(icalendar: text) { return .date(date) }
        if let instant = Instant(icalendarUTC: text) { return .utc(instant) }
        guard let civil = CivilDateTime(icalendar: text) else { return nil }
        return property[parameter: "TZID"] == nil ? .floating(civil) : .zoned(civil, zone(of: property))
    }

    func instant(_ name: String, of component: CalendarComponent) -> Instant? {
        guard let property = component.first(name) else { return nil }
        return time(property.value, of: property)?.instant(in: context.defaultZone)
    }

    /// The original start of an override; nil for a master, and for an override whose RECURRENCE-ID cannot be read.
    func recurrenceID(of component: CalendarComponent) -> Instant? {
        instant("RECURRENCE-ID", of: component)
    }

    /// The end by DTEND, DUE or DURATION, or by the default length: a day for a date, else nothing (RFC 5545 §3.6.1).
    func end(of component: CalendarComponent) -> Instant? {
        if let end = instant("DTEND", of: component) ?? instant("DUE", of: component) { return end }
        guard let property = component.first("DTSTART"), let start = time(property.value, of: property) else {
            return nil
        }
        let length = component.first("DURATION").flatMap { EventDuration(icalendar: $0.value) }
        let duration = length ?? EventDuration(days: start.isDate ? 1 : 0)
        let zone = start.zone(default: context.defaultZone)
        let civil = start.civil
        let shifted = CivilDateTime(secondsSinceEpoch: civil.secondsSinceEpoch &+ Int64(duration.days) &* 86_400)
        return zone.instant(of: shifted).adding(duration.seconds)
    }

    /// The values of every EXDATE or RDATE as instants; of a period its start.
    func instants(_ name: String, of component: CalendarComponent) -> Set<Instant> {
        var result: Set<Instant> = []
        for property in component.all(name) {
            for value in property.value.split(separator: ",") {
                let start = value.prefix { $0 != "/" }
                if let time = time(String(start), of: property) { result.insert(time.instant(in: context.defaultZone)) }
            }
        }
        return result
    }

    /// Whether the series of the master has an instance that starts at `recurrenceID`, EXDATEs and overrides aside.
    func hasInstance(at recurrenceID: Instant) -> Bool {
        guard var master = object.master else { return false }
        master.remove("EXDATE")
        if instant("DTSTART", of: master) == recurrenceID { return true }
        guard master.first("RRULE") != nil || master.first("RDATE") != nil else { return false }
        var series = object
        series.main = [master]
        guard let set = try? series.recurrenceSet(zones: context.zones, defaultZone: context.defaultZone) else {
            return false
        }
        for instance in set.instances(from: recurrenceID.adding(-1)) where instance.recurrenceID >= recurrenceID {
            return instance.recurrenceID == recurrenceID
        }
        return false
    }
}

/// How a property writes a time, so that another time can be written alike.
struct TimeForm {
    private enum Kind {
        case date, utc
        case local(tzid: String?)
    }

    private let kind: Kind
    private let zone: ZoneRules

    init(of property: CalendarProperty, in times: ObjectTimes) {
        zone = times.zone(of: property)
        let value = property.value.trimmingSpaces
        if value.utf8.count == 8 {
            kind = .date
        } else if value.utf8.last == UInt8(ascii: "Z") {
            kind = .utc
        } else {
            kind = .local(tzid: property[parameter: "TZID"])
        }
    }

    /// The form of the component's DTSTART; UTC where there is none.
    init(of component: CalendarComponent, in times: ObjectTimes) {
        self.init(of: component.first("DTSTART") ?? CalendarProperty("DTSTART", value: "Z"), in: times)
    }

    func property(_ name: String, _ instant: Instant) -> CalendarProperty {
        switch kind {
        case .date:
            CalendarProperty(
                name, value: zone.civil(at: instant).date.icalendar, parameters: [CalendarParameter("VALUE", "DATE")])
        case .utc: CalendarProperty(name, value: instant.icalendarUTC)
        case .local(let tzid):
            CalendarProperty(
                name, value: zone.civil(at: instant).icalendar,
                parameters: tzid.map { [CalendarParameter("TZID", $0)] } ?? [])
        }
    }
}
