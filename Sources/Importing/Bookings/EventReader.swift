import CalendarTime
import ICalendar

/// What one event, or one series with its changed dates, says in the words of the API.
///
/// A changed date of a series becomes a booking of its own; the series leaves it out.
struct EventReader {
    let object: CalendarObject
    let zones: ZoneDatabase
    let line: Int

    func bookings() -> [Result<ImportedBooking, ImportFault>] {
        let overrides = object.overrides
        var found: [Result<ImportedBooking, ImportFault>] = []
        if let master = object.master, !master.isCancelled, !master.transparent {
            found.append(
                Result { () throws(ImportFault) in
                    var booking = try booking(master)
                    for each in overrides { booking.excluded += try texts("RECURRENCE-ID", of: each).map(\.text) }
                    return booking
                })
        }
        for each in overrides where !each.isCancelled && !each.transparent {
            found.append(
                Result { () throws(ImportFault) in
                    var booking = try booking(each)
                    let date = each.first("RECURRENCE-ID")?.value ?? ""
                    booking.uid = booking.uid.map { "\($0)/\(date)" }
                    return booking
                })
        }
        return found
    }

    private func booking(_ event: CalendarComponent) throws(ImportFault) -> ImportedBooking {
        var booking = ImportedBooking(line: line)
        booking.title = event.summary ?? ""
        booking.description = event.descriptionText
        booking.uid = event.uid
        booking.organizer = event.organizer?.normalized
        booking.isPrivate = event.classification.map { $0 != "PUBLIC" } ?? false
        booking.resources = event.all("ATTENDEE").map { CalendarAddress($0).normalized }
        booking.place = event.location
        try readTimes(of: event, into: &booking)
        return booking
    }

    private func readTimes(of event: CalendarComponent, into booking: inout ImportedBooking) throws(ImportFault) {
        guard let start = try time("DTSTART", of: event) else { throw fault("DTSTART", "the event has no start") }
        let isSeries = event.first("RRULE") != nil || event.first("RDATE") != nil
        let written = try text(start, "DTSTART", isSeries: isSeries)
        booking.start = written.text
        booking.timeZone = written.zone
        booking.end = try text(try end(of: event, start: start), "DTEND", isSeries: isSeries).text
        booking.recurrence = event.all("RRULE").map(\.value)
        booking.dates = try texts("RDATE", of: event).map(\.text)
        booking.excluded = try texts("EXDATE", of: event).map(\.text)
    }

    private func end(of event: CalendarComponent, start: EventTime) throws(ImportFault) -> EventTime {
        if let end = try time("DTEND", of: event) { return end }
        if let property = event.first("DURATION") {
            guard let duration = EventDuration(icalendar: property.value) else {
                throw fault("DURATION", "this is no length of time")
            }
            return Self.adding(duration, to: start)
        }
        guard case .date(let date) = start else { throw fault("DTEND", "the event has no end and takes no time") }
        return .date(CivilDate(daysSinceEpoch: date.daysSinceEpoch + 1))
    }

    /// Days by the calendar, seconds by the clock (RFC 5545 §3.3.6).
    private static func adding(_ duration: EventDuration, to start: EventTime) -> EventTime {
        let (days, seconds) = (Int64(duration.days) * 86_400, duration.seconds)
        switch start {
        case .date(let date): return .date(CivilDate(daysSinceEpoch: date.daysSinceEpoch + duration.days))
        case .floating(let civil):
            return .floating(CivilDateTime(secondsSinceEpoch: civil.secondsSinceEpoch + days + seconds))
        case .utc(let instant): return .utc(instant.adding(days + seconds))
        case .zoned(let civil, let zone):
            let moved = CivilDateTime(secondsSinceEpoch: civil.secondsSinceEpoch + days)
            return .zoned(zone.civil(at: zone.instant(of: moved).adding(seconds)), zone)
        }
    }

    private func time(_ name: String, of event: CalendarComponent) throws(ImportFault) -> EventTime? {
        do {
            return try event.eventTime(name, in: object, zones: zones)
        } catch {
            throw fault(name, "\(error)")
        }
    }

    /// Every time of the properties of that name.
    private func texts(
        _ name: String, of event: CalendarComponent
    ) throws(ImportFault) -> [(text: String, zone: String?)] {
        var found: [(text: String, zone: String?)] = []
        for property in event.all(name) {
            for value in property.value.split(separator: ",") {
                guard !value.contains("/") else { throw fault(name, "a date with a length of its own is not imported") }
                let one = CalendarProperty(name, value: String(value), parameters: property.parameters)
                let alone = CalendarComponent("VEVENT", properties: [one])
                if let time = try time(name, of: alone) { found.append(try text(time, name, isSeries: true)) }
            }
        }
        return found
    }

    private func text(
        _ time: EventTime, _ name: String, isSeries: Bool
    ) throws(ImportFault) -> (text: String, zone: String?) {
        switch time {
        case .date(let date): return (date.iso8601, nil)
        case .floating(let civil): return (Self.local(civil), nil)
        case .utc(let instant): return (instant.rfc3339, "UTC")
        case .zoned(let civil, let zone):
            if zones.zone(named: zone.identifier) == zone { return (Self.local(civil), zone.identifier) }
            guard !isSeries else {
                throw fault(name, "the time zone \(zone.identifier) is the file's own; a series in it is not imported")
            }
            return (zone.instant(of: civil).rfc3339, nil)
        }
    }

    private static func local(_ civil: CivilDateTime) -> String {
        let parts = [civil.hour, civil.minute, civil.second].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return civil.date.iso8601 + "T" + parts.joined(separator: ":")
    }

    private func fault(_ field: String, _ sentence: String) -> ImportFault {
        ImportFault(line: line, field: field, sentence)
    }
}
