import BookingCore
import CalendarTime
import ICalendar

extension BookingRound {
    /// The event with one date of it changed: another time, another title, more units; the others stay.
    ///
    /// - Throws: where there is no such date, or a field is named that all dates have in common.
    func changing(
        instanceAt recurrenceID: Instant, of event: CalendarObject, by change: BookingChange, of base: OrganizedEvent
    ) throws -> CalendarObject {
        try change.requireFieldsOfOneDate()
        let context = ITIPContext(now: now, zones: environment.zones, defaultZone: base.booking.series.zone)
        var newStart: EventTime?
        let changed = try event.changing(instanceAt: recurrenceID, context: context) { instance in
            if change.changesTime { newStart = try move(&instance, by: change, in: event) }
            if let title = change.title { instance.summary = title }
            if let text = change.description { instance.descriptionText = text }
            if let place = change.location { instance.location = place }
            if let units = change.units {
                instance.updateAttendee(base.names) { $0[parameter: DraftObject.unitsParameter] = String(units) }
            }
        }
        guard var changed else { throw SchedulingError.invalidField(name: "instance", problem: .noSuchInstance) }
        if let newStart { define(newStart, in: &changed) }
        return changed
    }

    /// - Returns: the new start.
    private func move(
        _ instance: inout CalendarComponent, by change: BookingChange, in event: CalendarObject
    ) throws -> EventTime {
        let zones = environment.zones
        let draft = DraftObject(environment: environment, now: now)
        guard let oldStart = try instance.eventTime("DTSTART", in: event, zones: zones) else {
            throw SchedulingError.invalidField(name: "start", problem: .missing)
        }
        let start = change.start ?? oldStart
        guard start.isDate == oldStart.isDate else {
            throw SchedulingError.invalidField(name: "start", problem: .mixedTimeForms)
        }
        var alone = instance
        alone.remove("RECURRENCE-ID")
        let end = try change.end.map(start.spelling) ?? Self.end(of: alone, start: start, in: event, zones: zones)
        if change.end != nil { try draft.requireLength(from: start, to: end) }
        try draft.setTimes(of: &instance, start: start, end: end, recurrence: [], dates: [], excluded: [])
        return start
    }
}

extension BookingChange {
    /// What a series has as a whole is not changed for one date of it.
    fileprivate func requireFieldsOfOneDate() throws(SchedulingError) {
        let others: [(String, Bool)] = [
            ("recurrence", recurrence != nil), ("dates", dates != nil), ("excluded", excluded != nil),
            ("attendees", attendees != nil), ("visibility", visibility != nil), ("resource", resource != nil),
        ]
        if let (name, _) = others.first(where: \.1) { throw .invalidField(name: name, problem: .notAllowed) }
    }
}
