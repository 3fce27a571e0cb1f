public import CalendarTime

extension CalendarComponent {
    /// DTSTAMP (RFC 5545 §3.8.7.2).
    public var stamp: Instant? {
        get { instant("DTSTAMP") }
        set { set("DTSTAMP", value: newValue?.icalendarUTC) }
    }

    /// A property that is always in UTC: DTSTAMP, CREATED, LAST-MODIFIED, COMPLETED.
    public func instant(_ name: String) -> Instant? {
        first(name).flatMap { Instant(icalendarUTC: $0.value.trimmingSpaces) }
    }

    /// The time in the first property of that name, its TZID read as `object` and `zones` say.
    ///
    /// - Returns: `nil` where there is no such property.
    public func eventTime(
        _ name: String, in object: CalendarObject, zones: ZoneDatabase
    ) throws(CalendarObjectError) -> EventTime? {
        guard let property = first(name) else { return nil }
        var resolver = ObjectZones(object, zones)
        return try resolver.time(property)
    }

    /// Sets a DATE or DATE-TIME property with the parameters that its kind of time needs; `nil` removes it.
    public mutating func set(_ name: String, time: EventTime?) {
        guard let time else { return remove(name) }
        set(CalendarProperty(name, time: time))
    }
}

extension CalendarProperty {
    /// A DATE or DATE-TIME property: VALUE=DATE for dates, TZID for zoned times.
    public init(_ name: String, time: EventTime, parameters: [CalendarParameter] = []) {
        switch time {
        case .date(let date):
            self.init(name, value: date.icalendar, parameters: [CalendarParameter("VALUE", "DATE")] + parameters)
        case .floating(let local):
            self.init(name, value: local.icalendar, parameters: parameters)
        case .utc(let instant):
            self.init(name, value: instant.icalendarUTC, parameters: parameters)
        case .zoned(let local, let zone) where zone.isUTC:
            self.init(name, value: local.icalendar + "Z", parameters: parameters)
        case .zoned(let local, let zone):
            let tzid = CalendarParameter("TZID", zone.identifier)
            self.init(name, value: local.icalendar, parameters: [tzid] + parameters)
        }
    }
}

extension ZoneRules {
    /// Whether times in this zone are written as UTC times.
    var isUTC: Bool { self == .utc || ["UTC", "Etc/UTC"].contains(identifier) && !isPrivate }
}
