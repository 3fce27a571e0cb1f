import BookingCore
import CalendarTime
import ICalendar
import Wording

/// Those who wait for a slot, in the order in which they came.
extension LifecycleTurn {
    /// How many are asked in one transaction; the rest in the next.
    private static let mostAsked = 100

    /// Gives what has become free to the first who still fits, beginning with `start`; who comes after them is looked at
    /// by the next transaction.
    func promote(from start: Booking, on resource: Resource) throws -> [LifecycleEvent] {
        let waiting = try transaction.waiting(on: resource.id).filter { $0.state == .waitlisted }
        guard let place = waiting.firstIndex(where: { $0.id == start.id }) else { return [] }
        var events: [LifecycleEvent] = []
        var asked = 0
        for (index, candidate) in waiting.enumerated() where index >= place {
            if asked == Self.mostAsked {
                try desk.wake(candidate)
                return events
            }
            asked += 1
            if candidate.isOver(at: now) {
                try leave(candidate, on: resource)
                events.append(LifecycleEvent(.leftWaitlist, of: candidate.id))
                continue
            }
            guard try promote(candidate, on: resource) else { continue }
            events.append(LifecycleEvent(.promoted, of: candidate.id))
            if index + 1 < waiting.count { try desk.wake(waiting[index + 1]) }
            return events
        }
        return events
    }

    /// Decides again; false: it does not fit yet.
    private func promote(_ previous: Booking, on resource: Resource) throws -> Bool {
        let judgement = try desk.judge(try inquiry(about: previous, on: resource))
        let decision = judgement.decision
        guard decision.isAccepted || decision.verdict == .pending else { return false }
        var booking = previous
        booking.state = decision.bookingState
        booking.instances = decision.instances
        booking.decidedThrough = decision.decidedThrough
        booking.reasons = decision.reasons
        booking.waitingSince = nil
        booking.stamp = now
        booking.updatedAt = now
        let saved = try desk.save(booking, replacing: previous)
        try desk.setCompanions(
            of: saved, on: resource, invited: try desk.invited(beside: previous, on: resource))
        try desk.record(decision, of: saved, judgement.request, in: judgement.context, kind: .promotion)
        try desk.audit(saved, as: .bookingPromoted)
        let language = try delivery.language(of: saved)
        let mapper = InvitationMapper(zones: environment.zones, now: now)
        let why = Wording.sentence(for: .slotFreed, resource: resource.names[language], language: language)
        try delivery.tell(
            saved, of: resource,
            comment: why + " " + mapper.comment(on: decision, of: resource, language: language))
        return true
    }

    /// The same request as before.
    private func inquiry(about booking: Booking, on resource: Resource) throws -> ResourceDesk.Inquiry {
        // Whom the rules for outsiders would not have let in was let in by a manager.
        let rule = resource.policy.externalOrganizers
        let isVouchedFor = rule == .decline || rule == .ignore
        return ResourceDesk.Inquiry(
            resource: resource, uid: booking.uid, organizer: booking.organizer,
            isInternal: booking.organizer.personID != nil || isVouchedFor, units: booking.units,
            attendeeCount: booking.attendeeCount, series: booking.series, title: booking.title,
            visibility: booking.visibility, sequence: booking.sequence, group: booking.group,
            requestedAs: booking.requestedAs, invited: try desk.invited(beside: booking, on: resource))
    }

    /// What was waited for is over; the reasons stay as they were.
    private func leave(_ previous: Booking, on resource: Resource) throws {
        var booking = previous
        booking.state = .declined
        booking.updatedAt = now
        let saved = try desk.save(booking, replacing: previous)
        try desk.audit(saved, as: .bookingExpired)
    }
}

extension Booking {
    /// Whether no instance ends after `now`.
    fileprivate func isOver(at now: Instant) -> Bool {
        !series.instances(from: now).contains { $0.range.end > now }
    }
}
