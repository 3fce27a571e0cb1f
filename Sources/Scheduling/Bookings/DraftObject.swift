import BookingCore
import CalendarTime
import ICalendar

/// Writes a draft, or a change, as the organizer's calendar object: from there on every door goes the same way.
struct DraftObject {
    let environment: ServiceEnvironment
    let now: Instant

    /// The parameter of a resource's ATTENDEE that says how many of its units are asked for; missing: one.
    static let unitsParameter = "X-CRENEAU-UNITS"

    func object(
        for draft: BookingDraft, uid: String, organizer: BookingOrganizer, places: [InvitedPlace]
    ) throws -> CalendarObject {
        var event = CalendarComponent("VEVENT")
        event.uid = uid
        event.set("DTSTAMP", value: now.icalendarUTC)
        event.set("CREATED", value: now.icalendarUTC)
        event.set("LAST-MODIFIED", value: now.icalendarUTC)
        event.sequence = 0
        try requireLength(from: draft.start, to: draft.end)
        try setTimes(
            of: &event, start: draft.start, end: draft.end, recurrence: draft.recurrence, dates: draft.dates,
            excluded: draft.excluded)
        event.summary = draft.title
        event.descriptionText = draft.description
        let rooms = places.compactMap(\.knownName).joined(separator: ", ")
        event.location = draft.location ?? (rooms.isEmpty ? nil : rooms)
        Self.setVisibility(draft.visibility, of: &event)
        event.append(Self.organizerProperty(organizer))
        for place in places { event.append(place.attendee(units: draft.units)) }
        for address in draft.attendees { event.append(Self.attendee(address)) }
        let object = CalendarObject(components: zones(of: draft.start) + [event])
        try requireDate(in: object)
        return object
    }

    /// - Throws: where the end, that a person gave, is no later than the start (RFC 5545 §3.8.2.2), perhaps only because the
    ///   clock is put forward in between.
    func requireLength(from start: EventTime, to end: EventTime) throws(SchedulingError) {
        if start.instant(in: .utc) == end.instant(in: .utc) {
            throw .invalidField(name: "end", problem: .noLength)
        }
    }

    /// - Throws: where the event has no instance: nobody would know what was booked.
    func requireDate(in object: CalendarObject) throws {
        let set = try object.recurrenceSet(zones: environment.zones, defaultZone: .utc)
        guard set.first(1).isEmpty else { return }
        throw SchedulingError.invalidField(name: set.excluded.isEmpty ? "recurrence" : "excluded", problem: .noDate)
    }

    /// DTSTART, DTEND, RRULE, RDATE and EXDATE.
    func setTimes(
        of event: inout CalendarComponent, start: EventTime, end: EventTime, recurrence: [RecurrenceRule],
        dates: [EventTime], excluded: [EventTime]
    ) throws(SchedulingError) {
        guard start.hasSameForm(as: end) else { throw .invalidField(name: "end", problem: .mixedTimeForms) }
        for (name, times) in [("dates", dates), ("excluded", excluded)] {
            if let index = times.firstIndex(where: { !start.hasSameForm(as: $0) }) {
                throw .invalidField(name: "\(name)[\(index)]", problem: .mixedTimeForms)
            }
        }
        guard start.instant(in: .utc) <= end.instant(in: .utc) else {
            throw .invalidField(name: "end", problem: .endBeforeStart)
        }
        event.set(CalendarProperty("DTSTART", time: start))
        event.set(CalendarProperty("DTEND", time: end))
        for name in ["RRULE", "RDATE", "EXDATE", "DURATION"] { event.remove(name) }
        for rule in recurrence { event.append(CalendarProperty("RRULE", value: rule.icalendar)) }
        for date in dates { event.append(CalendarProperty("RDATE", time: date)) }
        for date in excluded { event.append(CalendarProperty("EXDATE", time: date)) }
    }

    static func setVisibility(_ visibility: BookingVisibility, of event: inout CalendarComponent) {
        switch visibility {
        case .public: event.remove("CLASS")
        case .private: event.classification = "PRIVATE"
        case .confidential: event.classification = "CONFIDENTIAL"
        }
    }

    static func organizerProperty(_ organizer: BookingOrganizer) -> CalendarProperty {
        var property = CalendarProperty("ORGANIZER", value: "mailto:" + organizer.address)
        if let name = organizer.name { property.parameters.append(CalendarParameter("CN", name)) }
        return property
    }

    static func attendee(_ resource: Resource, units: Int) -> CalendarProperty {
        var property = CalendarProperty(
            "ATTENDEE", value: "mailto:" + resource.address,
            parameters: [
                CalendarParameter("CN", resource.names.fr),
                CalendarParameter("CUTYPE", resource.kind == .room ? "ROOM" : "RESOURCE"),
                CalendarParameter("PARTSTAT", "NEEDS-ACTION"), CalendarParameter("ROLE", "NON-PARTICIPANT"),
            ])
        if units != 1 { property[parameter: unitsParameter] = String(units) }
        return property
    }

    static func attendee(_ address: String) -> CalendarProperty {
        CalendarProperty(
            "ATTENDEE", value: "mailto:" + address,
            parameters: [
                CalendarParameter("CUTYPE", "INDIVIDUAL"), CalendarParameter("PARTSTAT", "NEEDS-ACTION"),
                CalendarParameter("ROLE", "REQ-PARTICIPANT"), CalendarParameter("RSVP", "TRUE"),
            ])
    }

    /// The VTIMEZONE that the times of an event in `time`'s zone refer to.
    func zones(of time: EventTime) -> [CalendarComponent] {
        guard case .zoned(let civil, let zone) = time else { return [] }
        let start = zone.instant(of: civil)
        let year: Int64 = 366 * 86_400
        let covered = TimeRange(start: start.adding(-year), end: max(start, now).adding(10 * year))
        return [environment.definitions.definition(of: zone, covering: covered)]
    }
}

extension EventTime {
    /// Whether both are dates, or both are times of the same kind and zone.
    func hasSameForm(as other: EventTime) -> Bool {
        switch (self, other) {
        case (.date, .date), (.floating, .floating), (.utc, .utc): true
        case (.zoned(_, let one), .zoned(_, let two)): one.identifier == two.identifier
        default: false
        }
    }
}
