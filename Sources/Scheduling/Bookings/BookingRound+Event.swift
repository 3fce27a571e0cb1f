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
        /// Every address by which the event names the resource.
        var names: Set<String>

        /// Whether the event stands and falls with this booking.
        var isWholeEvent: Bool {
            booking.group != nil
                || object.attendees.allSatisfy { attendee in
                    attendee.address.matches(names) || attendee.address.matches(round.addresses)
                }
        }
    }

    /// The booking with its resource, where the principal may change it.
    func reach(
        _ id: BookingID, ifMatch: String?, in transaction: any BookingTransaction
    ) throws -> (Booking, Resource) {
        guard let booking = try transaction.booking(id), let resource = try transaction.resource(booking.resource),
            isTrusted || AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal)
        else { throw SchedulingError.notFound }
        try transaction.requireWithinRetention(booking, environment, now: now)
        if let ifMatch, ifMatch != "*" {
            let current = try BookingView.make(
                of: booking, on: resource, for: principal, in: transaction, zones: environment.zones)
            guard ifMatch == current.etag else { throw SchedulingError.preconditionFailed }
        }
        return (booking, resource)
    }

    func base(of id: BookingID, ifMatch: String?, in transaction: any BookingTransaction) throws -> OrganizedEvent {
        let (booking, resource) = try reach(id, ifMatch: ifMatch, in: transaction)
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
        return OrganizedEvent(
            booking: booking, resource: resource, object: object, stored: event, round: round,
            names: try booking.names(of: resource, in: object, transaction))
    }

    func write(_ event: CalendarObject?, over base: OrganizedEvent, in transaction: any BookingTransaction) throws {
        guard let stored = base.stored else {
            if let event, base.booking.organizer.personID == nil {
                try post(event, to: base.booking.organizer, in: transaction)
            }
            return
        }
        if let event {
            try store(event, as: stored.name, in: stored.collection, transaction)
        } else {
            try transaction.delete(stored.name, in: stored.collection)
        }
    }

    func edit(
        _ event: inout CalendarObject, by change: BookingChange, of base: OrganizedEvent,
        in transaction: any BookingTransaction
    ) throws {
        if let instance = change.instance {
            event = try changing(instanceAt: instance, of: event, by: change, of: base)
            return event.touch(now)
        }
        if change.changesTime { try move(&event, by: change) }
        event.updateMain { component in
            if let title = change.title { component.summary = title }
            if let text = change.description { component.descriptionText = text }
            if let place = change.location { component.location = place }
            if let visibility = change.visibility { DraftObject.setVisibility(visibility, of: &component) }
            if let units = change.units {
                component.updateAttendee(base.names) {
                    $0[parameter: DraftObject.unitsParameter] = String(units)
                }
            }
        }
        if let id = change.resource, id != base.resource.id {
            try move(&event, to: try place(id, in: transaction), of: base, units: change.units, in: transaction)
        }
        if let people = change.attendees { try invite(people, in: &event, transaction) }
        event.touch(now)
    }

    /// Invites another resource, or any of a group of rooms, in the place of the booking's.
    private func move(
        _ event: inout CalendarObject, to place: InvitedPlace, of base: OrganizedEvent, units: Int?,
        in transaction: any BookingTransaction
    ) throws {
        // As for a new booking: on somebody else's behalf only where one manages.
        guard
            try AccessRights.owns(base.booking, principal)
                || place.resources(in: transaction).allSatisfy({ AccessRights.manages($0, principal) })
        else { throw SchedulingError.forbidden }
        let names: Set<String>
        switch place {
        case .resource(let target): names = try target.names(in: event, transaction)
        case .group(let group):
            // It is one of the group's rooms already.
            if base.booking.requestedAs == group.address { return }
            names = [group.address]
        }
        if !names.isDisjoint(with: event.attendees.map(\.address.normalized)) {
            throw SchedulingError.invalidField(name: "resource", problem: .duplicate)
        }
        let attendee = place.attendee(units: units ?? base.booking.units)
        event.updateMain { component in
            component.removeAttendee(base.names)
            component.append(attendee)
            switch place {
            case .resource(let target):
                if component.location == base.resource.names.fr { component.location = target.names.fr }
            case .group: component.location = LocationText(component.location).without(base.resource.names.all)
            }
        }
    }

    private func move(_ event: inout CalendarObject, by change: BookingChange) throws {
        guard var master = event.master else {
            throw SchedulingError.invalidField(name: "start", problem: .notAllowed)
        }
        let zones = environment.zones
        let draft = DraftObject(environment: environment, now: now)
        guard let oldStart = try master.eventTime("DTSTART", in: event, zones: zones) else {
            throw SchedulingError.invalidField(name: "start", problem: .missing)
        }
        let start = change.start ?? oldStart
        let end = try change.end ?? Self.end(of: master, start: start, in: event, zones: zones)
        if change.end != nil { try draft.requireLength(from: start, to: end) }
        let rules = try change.recurrence ?? master.all("RRULE").map { try RecurrenceRule(parsing: $0.value) }
        // Dates that stand by themselves go along with the start.
        func along(_ times: [EventTime]) -> [EventTime] {
            times.compactMap { $0.moved(from: oldStart, to: start) }
        }
        var series = event
        series.main = [master]
        let old = try series.recurrenceSet(zones: zones, defaultZone: .utc)
        let dates = old.dates.map(\.start)
        try draft.setTimes(
            of: &master, start: start, end: end, recurrence: rules,
            dates: change.dates.map { $0.map(start.spelling) } ?? along(dates),
            excluded: change.excluded.map { $0.map(start.spelling) } ?? along(old.excluded))
        // The instances are others now, and what was said of single ones has no place any more.
        event.main = [master]
        try draft.requireDate(in: event)
        try CalendarService.requireFewInstances(event, zones: zones)
        define(start, in: &event)
    }

    /// Adds the VTIMEZONE that a time refers to, where there is none of its name.
    func define(_ time: EventTime, in event: inout CalendarObject) {
        let used = Set(
            event.calendar.components.filter { $0.name == "VTIMEZONE" }.compactMap { $0.first("TZID")?.text })
        for zone in DraftObject(environment: environment, now: now).zones(of: time)
        where !used.contains(zone.first("TZID")?.text ?? "") {
            event.calendar.components.insert(zone, at: 0)
        }
    }

    /// The end that keeps the event's length behind a new start.
    static func end(
        of master: CalendarComponent, start: EventTime, in event: CalendarObject, zones: ZoneDatabase
    ) throws -> EventTime {
        var series = event
        series.main = [master]
        var set = try series.recurrenceSet(zones: zones, defaultZone: .utc)
        (set.rules, set.dates, set.excluded) = ([], [], [])
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
        // Who meets changes, where they meet does not.
        let known = try directory.people(among: event.attendees.map(\.address))
        event.updateMain { component in
            component.removeAttendee(Set(known).subtracting(wanted))
            for address in people where !known.contains(address.lowercased()) {
                component.append(DraftObject.attendee(address.lowercased()))
            }
        }
    }

    /// Takes one instance out of the event (EXDATE), for everybody. An exception for this and all later instances that
    /// begins with it begins with the next one then.
    ///
    /// - Returns: nil where no instance is left.
    static func excluding(
        _ recurrenceID: Instant, from event: CalendarObject, of booking: Booking, zones: ZoneDatabase
    ) throws -> CalendarObject? {
        let zone = booking.series.zone
        let set = try event.recurrenceSet(zones: zones, defaultZone: zone)
        let override = set.overrides.first { $0.recurrenceID.instant(in: zone) == recurrenceID }
        guard var master = event.master, let start = master.first("DTSTART"),
            override != nil || set.hasInstance(at: recurrenceID),
            !set.excluded.contains(where: { $0.instant(in: zone) == recurrenceID })
        else { throw SchedulingError.invalidField(name: "instance", problem: .noSuchInstance) }
        master.append(start.like("EXDATE", at: recurrenceID, as: set.start, zone: zone))
        var kept = event.overrides
        if let override {
            let removed = event.main[override.tag]
            kept.removeAll { $0 == removed }
            let next = set.instances().prefix(InstanceLimit.expanded).first {
                $0.overrideTag == override.tag && $0.recurrenceID > recurrenceID
            }
            if override.thisAndFuture, let next {
                var later = removed
                var id = start.like("RECURRENCE-ID", at: next.recurrenceID, as: set.start, zone: zone)
                id[parameter: "RANGE"] = "THISANDFUTURE"
                later.set(id)
                if let own = later.first("DTSTART") {
                    later.set(own.like("DTSTART", at: next.range.start, as: override.start, zone: zone))
                }
                if let own = later.first("DTEND") {
                    later.set(own.like("DTEND", at: next.range.end, as: override.start, zone: zone))
                }
                kept.append(later)
            }
        }
        var object = event
        object.main = [master] + kept
        let left = try object.recurrenceSet(zones: zones, defaultZone: zone).first(1)
        return left.isEmpty ? nil : object
    }
}

/// How far series are expanded where only a part of them is asked for.
enum InstanceLimit {
    static let expanded = 3_000
}

extension CalendarProperty {
    /// A property for another instant in the form of this one, whose value is `time`.
    func like(_ name: String, at instant: Instant, as time: EventTime, zone: ZoneRules) -> CalendarProperty {
        var property = CalendarProperty(name, time: time.like(instant, zone: zone))
        if let tzid = self[parameter: "TZID"], property[parameter: "TZID"] != nil { property[parameter: "TZID"] = tzid }
        return property
    }
}

extension EventTime {
    /// The same time in the form of this one, as RDATE and EXDATE are written; a date among times stays one.
    func spelling(_ other: EventTime) -> EventTime {
        switch (self, other) {
        case (.utc, .zoned), (.zoned, .utc), (.zoned, .zoned): like(other.instant(in: .utc), zone: .utc)
        default: other
        }
    }

    /// `instant` in the same form as this time.
    func like(_ instant: Instant, zone: ZoneRules) -> EventTime {
        switch self {
        case .date: .date(zone.civil(at: instant).date)
        case .floating: .floating(zone.civil(at: instant))
        case .utc: .utc(instant)
        case .zoned(_, let own): .zoned(own.civil(at: instant), own)
        }
    }

    /// The time as far from `new` as it is from `old`, on the wall clock, in the form of `new`; nil where the one is a
    /// date and the other a time.
    func moved(from old: EventTime, to new: EventTime) -> EventTime? {
        let zone = ZoneRules.utc
        guard isDate == new.isDate, old.isDate == new.isDate else { return nil }
        func civil(_ time: EventTime) -> Int64 {
            switch time {
            case .date(let date): CivilDateTime(startOf: date).secondsSinceEpoch
            case .floating(let civil): civil.secondsSinceEpoch
            case .utc(let instant): instant.seconds
            case .zoned(let civil, _): civil.secondsSinceEpoch
            }
        }
        if self == new { return new }
        let civilDateTime = CivilDateTime(secondsSinceEpoch: civil(new) + civil(self.read(like: old)) - civil(old))
        switch new {
        case .date: return .date(civilDateTime.date)
        case .floating: return .floating(civilDateTime)
        case .utc: return .utc(zone.instant(of: civilDateTime))
        case .zoned(_, let own): return .zoned(civilDateTime, own)
        }
    }

    /// The same time in the form of `other`, where both have a place on the time line.
    private func read(like other: EventTime) -> EventTime {
        switch (self, other) {
        case (.utc, .zoned), (.zoned, .utc), (.zoned, .zoned): other.like(instant(in: .utc), zone: .utc)
        default: self
        }
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
