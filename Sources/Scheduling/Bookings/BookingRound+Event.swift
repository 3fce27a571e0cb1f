import BookingCore
import CalendarTime
import ICalendar

/// The event behind a booking, and how a request changes it.
extension BookingRound {
    struct OrganizedEvent {
        var booking: Booking
        var resource: Resource
        /// The organizer's event, or for an organizer elsewhere the resource's copy of it.
        var object: CalendarObject
        /// Nil: the organizer is elsewhere.
        var stored: StoredObject?
        var round: OrganizerRound

        var names: Set<String> { resource.addresses }

        /// Whether the event stands and falls with this booking.
        var isWholeEvent: Bool {
            booking.group != nil
                || object.attendees.allSatisfy { attendee in
                    attendee.address.matches(names) || attendee.address.matches(round.addresses)
                }
        }
    }

    func base(of id: BookingID, ifMatch: String?, in transaction: any BookingTransaction) throws -> OrganizedEvent {
        guard let booking = try transaction.booking(id), let resource = try transaction.resource(booking.resource),
            AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal)
        else { throw SchedulingError.notFound }
        if let ifMatch, ifMatch != "*", ifMatch != BookingView.etag(of: booking) {
            throw SchedulingError.preconditionFailed
        }
        let home = CollectionID.calendar(of: .resource(resource.id))
        let person = try booking.organizer.personID.flatMap { try transaction.person($0) }
        let event = try person.flatMap { try transaction.object(uid: booking.uid, ownedBy: .person($0.id)) }
        var keys: Set<LockKey> = [.resource(resource.id), .collection(home)]
        if let event { keys.insert(.collection(event.collection)) }
        try transaction.require(keys)
        var object = try event?.parsed()
        if object == nil {
            object = try transaction.object(uid: booking.uid, in: home)?.parsed()
            object?.restoreTransparency(of: booking.series, zones: environment.zones)
        }
        guard let object else { throw SchedulingError.notFound }
        var round = round(for: booking.organizer, person: person, in: transaction)
        round.group = booking.group
        return OrganizedEvent(booking: booking, resource: resource, object: object, stored: event, round: round)
    }

    func write(_ event: CalendarObject?, over base: OrganizedEvent, in transaction: any BookingTransaction) throws {
        guard let stored = base.stored else { return }
        if let event {
            try store(event, as: stored.name, in: stored.collection, transaction)
        } else {
            try transaction.delete(stored.name, in: stored.collection)
        }
    }

    func edit(
        _ event: inout CalendarObject, by change: BookingChange, of base: OrganizedEvent, in transaction: any BookingTransaction
    ) throws {
        if change.changesTime { try move(&event, by: change) }
        event.updateMain { component in
            if let title = change.title { component.summary = title }
            if let text = change.description { component.descriptionText = text }
            if let place = change.location { component.location = place }
            if let visibility = change.visibility { DraftObject.setVisibility(visibility, of: &component) }
            if let units = change.units {
                component.updateAttendee(base.names) {
                    $0[parameter: DraftObject.unitsParameter] = units == 1 ? nil : String(units)
                }
            }
        }
        if let id = change.resource, id != base.resource.id {
            guard let target = try transaction.resource(id), !target.disabled else {
                throw SchedulingError.unknownResource(id.rawValue)
            }
            let units = change.units ?? base.booking.units
            event.updateMain { component in
                component.removeAttendee(base.names)
                component.append(DraftObject.attendee(target, units: units))
                if component.location == base.resource.names.fr { component.location = target.names.fr }
            }
        }
        if let people = change.attendees { try invite(people, in: &event, transaction) }
        event.touch(now)
    }

    private func move(_ event: inout CalendarObject, by change: BookingChange) throws {
        guard var master = event.master else {
            throw SchedulingError.invalidField(name: "start", problem: .notAllowed)
        }
        let zones = environment.zones
        let draft = DraftObject(zones: zones, now: now)
        guard let oldStart = try master.eventTime("DTSTART", in: event, zones: zones) else {
            throw SchedulingError.invalidField(name: "start", problem: .missing)
        }
        let start = change.start ?? oldStart
        let end = try change.end ?? Self.end(of: master, start: start, in: event, zones: zones)
        let rules = try change.recurrence ?? master.all("RRULE").map { try RecurrenceRule(parsing: $0.value) }
        try draft.setTimes(
            of: &master, start: start, end: end, recurrence: rules, dates: change.dates ?? [],
            excluded: change.excluded ?? [])
        // The instances are others now, and what was said of single ones has no place any more.
        event.main = [master]
        let used = Set(event.calendar.components.filter { $0.name == "VTIMEZONE" }.compactMap { $0.first("TZID")?.text })
        for zone in DraftObject.zones(of: start, now: now) where !used.contains(zone.first("TZID")?.text ?? "") {
            event.calendar.components.insert(zone, at: 0)
        }
    }

    /// The end that keeps the event's length behind a new start.
    private static func end(
        of master: CalendarComponent, start: EventTime, in event: CalendarObject, zones: ZoneDatabase
    ) throws -> EventTime {
        let set = try event.recurrenceSet(zones: zones, defaultZone: .utc)
        guard let first = set.first(1).first else { return start }
        let seconds = first.range.duration
        switch start {
        case .date(let date): return .date(date.adding(days: Int(max(1, seconds / 86_400))))
        case .utc(let instant): return .utc(instant.adding(seconds))
        case .floating(let civil): return .floating(civil.adding(seconds))
        case .zoned(let civil, let zone): return .zoned(zone.civil(at: zone.instant(of: civil).adding(seconds)), zone)
        }
    }

    private func invite(
        _ people: [String], in event: inout CalendarObject, _ directory: any BookingSnapshot
    ) throws {
        let wanted = Set(people.map { $0.lowercased() })
        let known = try event.attendees.filter { attendee in
            if case .resource = try CalendarUser.find(attendee.address, in: directory) { return false }
            return true
        }.map(\.address.normalized)
        event.updateMain { component in
            component.removeAttendee(Set(known).subtracting(wanted))
            for address in people where !known.contains(address.lowercased()) {
                component.append(DraftObject.attendee(address.lowercased()))
            }
        }
    }

    /// Takes one instance out of the event (EXDATE), for everybody.
    static func exclude(
        _ recurrenceID: Instant, from event: inout CalendarObject?, of booking: Booking, zones: ZoneDatabase
    ) throws {
        guard var object = event, var master = object.master,
            let start = try master.eventTime("DTSTART", in: object, zones: zones),
            booking.instances.contains(where: { $0.recurrenceID == recurrenceID }) || booking.decidedThrough != nil
        else { throw SchedulingError.invalidField(name: "instance", problem: .notAllowed) }
        let zone = booking.series.zone
        let time: EventTime =
            switch start {
            case .date: .date(zone.civil(at: recurrenceID).date)
            case .floating: .floating(zone.civil(at: recurrenceID))
            case .utc: .utc(recurrenceID)
            case .zoned(_, let own): .zoned(own.civil(at: recurrenceID), own)
            }
        master.append(CalendarProperty("EXDATE", time: time))
        let kept = try object.overrides.filter { override in
            try override.eventTime("RECURRENCE-ID", in: object, zones: zones)?.instant(in: zone) != recurrenceID
        }
        object.main = [master] + kept
        event = object
    }
}

extension CalendarObject {
    /// DTSTAMP and LAST-MODIFIED of a change made here.
    mutating func touch(_ now: Instant) {
        updateMain { component in
            component.stamp = now
            component.set("LAST-MODIFIED", value: now.icalendarUTC)
        }
    }
}

extension CivilDateTime {
    func adding(_ seconds: Int64) -> CivilDateTime {
        CivilDateTime(secondsSinceEpoch: secondsSinceEpoch + seconds)
    }
}
