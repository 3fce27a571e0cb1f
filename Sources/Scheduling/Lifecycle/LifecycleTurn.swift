import BookingCore
import CalendarTime
import ICalendar
import Wording

/// What is due of one booking, inside one transaction.
struct LifecycleTurn {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant

    var desk: ResourceDesk {
        ResourceDesk(transaction: transaction, environment: environment, now: now, door: .server, requester: nil)
    }

    var delivery: AnswerDelivery {
        AnswerDelivery(transaction: transaction, environment: environment, now: now, door: .server, requester: nil)
    }

    /// Nothing where the booking is not due any more.
    func run(_ id: BookingID) throws -> [LifecycleEvent] {
        guard let known = try transaction.booking(id), let resource = try transaction.resource(known.resource) else {
            return []
        }
        try transaction.require(
            Set(try ResourceDesk.surroundings(of: resource, in: transaction).map { LockKey.resource($0.id) }))
        guard let booking = try transaction.booking(id), let deadline = booking.deadline, deadline <= now else {
            return []
        }
        var events: [LifecycleEvent] = []
        switch booking.state {
        case .tentative: events = try expire(booking, on: resource)
        case .confirmed, .checkedIn: events = try release(booking, on: resource)
        case .waitlisted: events = try promote(from: booking, on: resource)
        case .ended, .declined, .cancelled, .released: break
        }
        if try transaction.booking(id)?.decidedThrough != nil {
            events += try desk.rollWindow(of: resource, except: nil).map { LifecycleEvent(.extended, of: $0.id) }
        }
        try settle(id, on: resource)
        return events
    }

    /// The next moment; never one that has been, so that nothing is looked at again and again in vain.
    private func settle(_ id: BookingID, on resource: Resource) throws {
        guard var booking = try transaction.booking(id), let deadline = booking.deadline, deadline <= now else {
            return
        }
        // A series is confirmed again when the instance is over that somebody has checked in to.
        booking = try desk.save(booking, replacing: booking)
        guard let next = booking.deadline, next <= now else { return }
        booking.deadline = now.adding(LifecycleService.retryDelay)
        try transaction.save(booking)
    }

    private func expire(_ booking: Booking, on resource: Resource) throws -> [LifecycleEvent] {
        guard let limit = booking.approvalDeadline(resource.policy), limit <= now else { return [] }
        let refused = try desk.refuse(
            booking, on: resource, reasons: [.approvalExpired], comment: nil, as: .bookingExpired)
        try delivery.tell(refused, of: resource, comment: try sentence(for: .approvalExpired, refused, resource))
        try GroupRefusal(desk: desk, delivery: delivery).refuseOthers(askedWith: refused, of: resource)
        return [LifecycleEvent(.expired, of: booking.id)]
    }

    /// Takes the time back of instances to which nobody checked in.
    private func release(_ previous: Booking, on resource: Resource) throws -> [LifecycleEvent] {
        let due = previous.instancesToRelease(resource.policy, now: now).filter { $0.closing <= now }
        guard !due.isEmpty else { return [] }
        let missed = Set(due.map(\.recurrenceID))
        var booking = previous
        for index in booking.instances.indices where missed.contains(booking.instances[index].recurrenceID) {
            booking.instances[index].verdict = .declined([.released])
        }
        let keeps = booking.decidedThrough != nil || booking.instances.contains { $0.verdict == .accepted }
        if !keeps {
            booking.state = .released
            booking.reasons = [.released]
        }
        booking.stamp = now
        booking.updatedAt = now
        let context = try desk.context(of: previous, on: resource)
        let saved = try desk.save(booking, replacing: previous)
        let decision = BookingDecision(
            verdict: keeps ? .partiallyAccepted : .declined, instances: saved.instances, reasons: saved.reasons,
            decidedThrough: saved.decidedThrough)
        try desk.note(decision, of: saved, replacing: previous, in: context, as: .bookingReleased, .server)
        let language = try delivery.language(of: saved)
        let sentences = saved.instances.filter { missed.contains($0.recurrenceID) }.map { instance in
            Wording.sentence(
                for: .noShow(
                    range: Wording.range(
                        instance.range, language: language, zone: resource.rules(in: environment.zones))),
                resource: resource.names[language], language: language)
        }
        try delivery.tell(saved, of: resource, comment: sentences.joined(separator: " "))
        return [LifecycleEvent(.released(instances: missed.count), of: booking.id)]
    }

    func sentence(for reason: Reason, _ booking: Booking, _ resource: Resource) throws -> String {
        Wording.sentence(
            for: reason, language: try delivery.language(of: booking), zone: resource.rules(in: environment.zones))
    }
}

extension ResourceDesk {
    /// Declines what is undecided of a request; what had been accepted before stays.
    func refuse(
        _ previous: Booking, on resource: Resource, reasons: [Reason], comment: String?, as action: AuditRecord.Action
    ) throws -> Booking {
        var booking = previous
        for index in booking.instances.indices where booking.instances[index].verdict == .tentative {
            booking.instances[index].verdict = .declined(reasons)
        }
        let keeps = booking.instances.contains { $0.verdict == .accepted }
        booking.state = keeps ? .confirmed : .declined
        if !keeps {
            booking.decidedThrough = nil
            booking.reasons = reasons
        }
        booking.managerComment = comment
        booking.stamp = now
        booking.updatedAt = now
        let context = try context(of: previous, on: resource)
        let saved = try save(booking, replacing: previous)
        let decision = BookingDecision(
            verdict: keeps ? .partiallyAccepted : .declined, instances: saved.instances, reasons: saved.reasons,
            decidedThrough: saved.decidedThrough)
        try note(
            decision, of: saved, replacing: previous, in: context, as: action,
            action == .bookingExpired ? .server : .manager)
        return saved
    }
}
