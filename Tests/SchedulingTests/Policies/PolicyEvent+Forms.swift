import BookingCore
import CalendarTime
import Scheduling

/// The event as the doors take it.
extension PolicyEvent {
    var uid: String { name + "@ville.example" }

    private func zone(_ town: PolicyTown) throws(PolicyFault) -> ZoneRules {
        guard let zone = TestTown.zones.zone(named: zone) else { throw PolicyFault("there is no zone \(self.zone)") }
        return zone
    }

    private func requireTime() throws(PolicyFault) -> PolicyTime {
        guard let time else { throw PolicyFault("\(name) has no time") }
        return time
    }

    func eventTime(_ civil: CivilDateTime, _ town: PolicyTown) throws(PolicyFault) -> EventTime {
        try requireTime().isAllDay ? .date(civil.date) : .zoned(civil, try zone(town))
    }

    /// The rule with its end: UNTIL is the last second of that date (RFC 5545 §3.3.10).
    func ruleText(_ town: PolicyTown) throws(PolicyFault) -> String? {
        guard let rule, let until else { return rule }
        if try requireTime().isAllDay { return rule + ";UNTIL=" + until.icalendar }
        let end = CivilDateTime(secondsSinceEpoch: CivilDateTime(startOf: until).secondsSinceEpoch + 86_399)
        return rule + ";UNTIL=" + (try zone(town)).instant(of: end).icalendarUTC
    }

    func draft(_ town: PolicyTown, organizer: String?) throws -> BookingDraft {
        let time = try requireTime()
        if !exceptions.isEmpty || isFree { throw PolicyFault("JSON cannot say this") }
        var draft = BookingDraft(
            resources: try rooms.map { try town.resourceID($0) }, title: title,
            start: try eventTime(time.start, town), end: try eventTime(time.end, town))
        draft.recurrence = try ruleText(town).map { [try RecurrenceRule(parsing: $0)] } ?? []
        draft.excluded = try excluded.map { try eventTime(start(on: $0), town) }
        draft.units = units
        draft.description = description
        draft.attendees = people.map(\.address)
        draft.visibility = try draftVisibility()
        draft.organizer = organizer
        draft.uid = uid
        return draft
    }

    func change(_ parts: Set<Part>, _ town: PolicyTown) throws -> BookingChange {
        if !exceptions.isEmpty || parts.contains(.other) { throw PolicyFault("JSON cannot say this") }
        var change = BookingChange()
        let time = try requireTime()
        if parts.contains(.time) {
            change.start = try eventTime(time.start, town)
            change.end = try eventTime(time.end, town)
        }
        if parts.contains(.recurrence) {
            change.recurrence = try ruleText(town).map { [try RecurrenceRule(parsing: $0)] } ?? []
        }
        if parts.contains(.excluded) { change.excluded = try excluded.map { try eventTime(start(on: $0), town) } }
        if parts.contains(.units) { change.units = units }
        if parts.contains(.people) { change.attendees = people.map(\.address) }
        if parts.contains(.title) { change.title = title }
        if parts.contains(.visibility) { change.visibility = try draftVisibility() }
        if parts.contains(.rooms), let room = rooms.first { change.resource = try town.resourceID(room) }
        return change
    }

    private func draftVisibility() throws(PolicyFault) -> BookingVisibility {
        guard let visibility = BookingVisibility(rawValue: visibility ?? "public") else {
            throw PolicyFault("JSON knows no class \(visibility ?? "")")
        }
        return visibility
    }

    private func start(on date: CivilDate) throws(PolicyFault) -> CivilDateTime {
        let start = try requireTime().start
        return CivilDateTime(
            secondsSinceEpoch: CivilDateTime(startOf: date).secondsSinceEpoch
                + start.secondsSinceEpoch - CivilDateTime(startOf: start.date).secondsSinceEpoch)
    }

    /// The VEVENTs, master first.
    func calendarLines(_ town: PolicyTown) throws -> [String] {
        let time = try requireTime()
        var lines = try head(time, town)
        if let rule = try ruleText(town) { lines.append("RRULE:" + rule) }
        for date in excluded { lines.append("EXDATE" + value(try start(on: date))) }
        lines += body(people, town) + ["END:VEVENT"]
        for exception in exceptions {
            let id = try start(on: exception.date)
            let range = exception.andLater ? ";RANGE=THISANDFUTURE" : ""
            let length = time.end.secondsSinceEpoch - time.start.secondsSinceEpoch
            var own = time
            (own.start, own.end) = (id, CivilDateTime(secondsSinceEpoch: id.secondsSinceEpoch + length))
            lines += try head(exception.time ?? own, town)
            lines.append("RECURRENCE-ID" + range + value(id))
            if exception.time == nil, exception.people == nil { lines.append("STATUS:CANCELLED") }
            lines += body(exception.people ?? people, town) + ["END:VEVENT"]
        }
        return lines
    }

    private func head(_ time: PolicyTime, _ town: PolicyTown) throws -> [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:" + town.clock.now.icalendarUTC, "SEQUENCE:\(sequence)",
            "SUMMARY:" + title, "DTSTART" + value(time.start), "DTEND" + value(time.end),
        ]
        if let visibility { lines.append("CLASS:" + visibility.uppercased()) }
        if let description { lines.append("DESCRIPTION:" + description) }
        if isFree { lines.append("TRANSP:TRANSPARENT") }
        return lines
    }

    private func body(_ people: [Guest], _ town: PolicyTown) -> [String] {
        let organizer = town.address(of: organizer)
        let units = units == 1 ? "" : ";X-CRENEAU-UNITS=\(units)"
        return ["ORGANIZER:mailto:" + organizer, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:" + organizer]
            + rooms.map { "ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION\(units):mailto:\(town.address(of: $0))" }
            + people.map { "ATTENDEE\($0.parameters):mailto:\($0.address)" }
    }

    private func value(_ civil: CivilDateTime) -> String {
        time?.isAllDay == true
            ? ";VALUE=DATE:" + civil.date.icalendar : ";TZID=\(zone):" + civil.icalendar
    }
}
