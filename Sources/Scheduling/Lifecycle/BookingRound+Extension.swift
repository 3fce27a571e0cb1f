import BookingCore
import CalendarTime
import ICalendar

/// A meeting goes on longer: the organizer's event says so, and every resource in it agrees or nothing is changed.
extension BookingRound {
    /// - Parameter recurrenceID: nil: the instance that is under way, else the next one.
    /// - Throws: ``RefusedRound`` where a resource cannot be had so long.
    func extend(
        _ id: BookingID, instance recurrenceID: Instant?, until end: Instant, in transaction: any BookingTransaction
    ) throws -> Outcomes {
        let base = try base(of: id, ifMatch: nil, in: transaction)
        let booking = base.booking
        guard booking.state == .confirmed || booking.state == .checkedIn, booking.companionOf == nil else {
            throw SchedulingError.wrongState(booking.state(at: now))
        }
        let instance = booking.instances.first { instance in
            instance.verdict == .accepted
                && recurrenceID.map { $0 == instance.recurrenceID } ?? (instance.takenRange.end > now)
        }
        guard let instance else { throw SchedulingError.invalidField(name: "instance", problem: .noSuchInstance) }
        guard instance.endedAt == nil, instance.range.end > now else { throw SchedulingError.wrongState(.ended) }
        guard end > instance.range.end else { throw SchedulingError.invalidField(name: "until", problem: .outOfRange) }
        var event = try Self.extending(
            base.object, instance: instance, until: end, zone: booking.series.zone, zones: environment.zones)
        event.touch(now)
        let before = try present(uid: booking.uid, of: booking.organizer, in: transaction)
        var outcome = try base.round.carryOut(from: base.object, to: event)
        for index in outcome.resources.indices {
            try Self.requireExtended(outcome.resources[index], instance.recurrenceID, until: end)
            outcome.resources[index].booking = try keepPresence(
                before, in: outcome.resources[index].booking, at: instance.recurrenceID, transaction)
        }
        try write(outcome.object, over: base, in: transaction)
        return outcome.resources
    }

    /// Who had come to which instance.
    private func present(
        uid: String, of organizer: BookingOrganizer, in transaction: any BookingTransaction
    ) throws -> [BookingID: [BookedInstance]] {
        var known: [BookingID: [BookedInstance]] = [:]
        for booking in try transaction.bookings(organizer: organizer.key, uid: uid) {
            known[booking.id] = booking.instances.filter { $0.checkedInAt != nil }
        }
        return known
    }

    /// Who is there stays there.
    private func keepPresence(
        _ before: [BookingID: [BookedInstance]], in booking: Booking, at recurrenceID: Instant,
        _ transaction: any BookingTransaction
    ) throws -> Booking {
        guard let arrival = before[booking.id]?.first(where: { $0.recurrenceID == recurrenceID })?.checkedInAt,
            let index = booking.instances.firstIndex(where: { $0.recurrenceID == recurrenceID }),
            booking.instances[index].checkedInAt == nil
        else { return booking }
        var present = booking
        present.instances[index].checkedInAt = arrival
        return try ResourceDesk(
            transaction: transaction, environment: environment, now: now, door: door, requester: principal.person.id
        ).save(present, replacing: booking)
    }

    /// A series may be accepted although this instance is not.
    private static func requireExtended(
        _ outcome: OrganizerRound.ResourceOutcome, _ recurrenceID: Instant, until end: Instant
    ) throws {
        guard var decision = outcome.decision else { return }
        let instance = outcome.booking.instances.first { $0.recurrenceID == recurrenceID }
        if let instance, instance.verdict == .accepted, instance.range.end == end { return }
        decision.verdict = .declined
        if case .declined(let reasons)? = instance?.verdict {
            decision.reasons = reasons
        } else if decision.reasons.isEmpty {
            // Only a manager could allow it, and nobody waits for that in a room.
            decision.reasons = [.notPermitted]
        }
        throw RefusedRound(items: [.init(resource: outcome.resource, booking: outcome.booking, decision: decision)])
    }

    /// The event with a later end of one instance: in the event itself where it does not repeat, else in an override.
    static func extending(
        _ event: CalendarObject, instance booked: BookedInstance, until end: Instant, zone: ZoneRules,
        zones: ZoneDatabase
    ) throws -> CalendarObject {
        let set = try event.recurrenceSet(zones: zones, defaultZone: zone)
        let found = set.instances(from: booked.range.start.adding(-1)).lazy.prefix(InstanceLimit.expanded)
            .first { $0.recurrenceID == booked.recurrenceID }
        guard !set.start.isDate, let found, let source = found.overrideTag.map({ event.main[$0] }) ?? event.master,
            let start = source.first("DTSTART")
        else { throw SchedulingError.invalidField(name: "until", problem: .notAllowed) }
        var component = source
        component.remove("DURATION")
        component.set(start.like("DTEND", at: end, as: set.start, zone: zone))
        var object = event
        let isOverride = set.overrides.contains { $0.tag == found.overrideTag && !$0.thisAndFuture }
        if found.overrideTag == nil, !set.isRecurring {
            object.master = component
        } else if let tag = found.overrideTag, isOverride {
            object.main[tag] = component
        } else {
            for name in ["RRULE", "RDATE", "EXDATE"] { component.remove(name) }
            let series = event.master?.first("DTSTART") ?? start
            component.set(series.like("RECURRENCE-ID", at: booked.recurrenceID, as: set.start, zone: zone))
            component.set(start.like("DTSTART", at: booked.range.start, as: set.start, zone: zone))
            object.main.append(component)
        }
        return object
    }
}

extension EventTime {
    fileprivate var isDate: Bool { if case .date = self { true } else { false } }
}
