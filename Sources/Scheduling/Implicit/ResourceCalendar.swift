import BookingCore
import CalendarTime
import ICalendar
import Wording

/// What a manager does in a resource's calendar goes through the same door as everything else: the resource's PARTSTAT
/// is their answer, and taking an event out declines the booking.
struct ResourceCalendar {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let principal: Principal

    /// Declines the booking that the member shows, and tells its organizer.
    func decline(_ member: StoredObject) throws {
        guard case .resource(let id) = member.collection.owner,
            let booking = try transaction.booking(resource: id, uid: member.uid)
        else {
            try transaction.delete(member.name, in: member.collection)
            return
        }
        try transaction.refuseCompanion(booking.id, for: principal)
        if PastRetention(environment, now: now)?.covers(booking) != true { _ = try decline(booking, door: .caldav) }
        if try transaction.object(member.name, in: member.collection) != nil {
            try transaction.delete(member.name, in: member.collection)
        }
    }

    /// Takes the booking's time back, whatever its organizer wants, and writes the answer into the organizer's event.
    ///
    /// - Parameter keepsCopy: false: the resource's calendar shows it no more.
    func decline(
        _ booking: Booking, door: Door, comment: String? = nil, keepsCopy: Bool = false
    ) throws -> Booking {
        guard let resource = try transaction.resource(booking.resource) else { throw SchedulingError.notFound }
        let isRefused = booking.reasons == [.released] || booking.reasons == [.notApproved]
        if booking.state == .declined, isRefused { return booking }
        try transaction.require([.resource(resource.id), .collection(.calendar(of: .resource(resource.id)))])
        let desk = desk(door)
        let declined: Booking
        // What waits is refused; where some dates were accepted before, all of them are taken back.
        if booking.state == .tentative, !booking.instances.contains(where: { $0.verdict == .accepted }) {
            declined = try desk.refuse(
                booking, on: resource, reasons: [.notApproved], comment: comment, as: .bookingNotApproved)
        } else {
            var commented = booking
            commented.managerComment = comment
            declined = try desk.cancel(commented, as: .declined, reasons: [.released])
        }
        try tell(declined, of: resource, door: door, comment: comment, keepsCopy: keepsCopy)
        if booking.state == .tentative {
            let delivery = AnswerDelivery(
                transaction: transaction, environment: environment, now: now, door: door,
                requester: principal.person.id)
            try GroupRefusal(desk: desk, delivery: delivery).refuseOthers(askedWith: declined, of: resource)
        }
        return declined
    }

    /// Takes single instances back, and names them to the organizer.
    func decline(_ previous: Booking, instances recurrenceIDs: [Instant], comment: String?) throws {
        guard let resource = try transaction.resource(previous.resource),
            Set(recurrenceIDs).isSubset(of: previous.instances.map(\.recurrenceID))
        else { throw SchedulingError.invalidField(name: "instance", problem: .noSuchInstance) }
        let refused = previous.instances.indices.filter { index in
            let instance = previous.instances[index]
            return recurrenceIDs.contains(instance.recurrenceID) && instance.takesTime && instance.range.end > now
        }
        guard let first = refused.first else { return }
        let desk = desk(.caldav)
        let reason: Reason = previous.instances[first].verdict == .tentative ? .notApproved : .released
        var booking = previous
        for index in refused {
            let isAsked = previous.instances[index].verdict == .tentative
            booking.instances[index].verdict = .declined([isAsked ? .notApproved : .released])
        }
        if booking.decidedThrough == nil, !booking.instances.contains(where: \.takesTime) {
            booking.state = .declined
            booking.reasons = [reason]
        }
        booking.managerComment = comment
        booking.stamp = now
        booking.updatedAt = now
        let context = try desk.context(of: previous, on: resource)
        let saved = try desk.save(booking, replacing: previous)
        let isDeclined = saved.state == .declined
        try desk.note(
            BookingDecision(
                verdict: isDeclined ? .declined : .partiallyAccepted, instances: saved.instances,
                reasons: saved.reasons, decidedThrough: saved.decidedThrough),
            of: saved, replacing: previous, in: context, as: .bookingDeclined, .manager)
        try tell(
            saved, of: resource, door: .caldav, refused: refused.map { previous.instances[$0].range },
            comment: comment, keepsCopy: true)
    }

    private func desk(_ door: Door) -> ResourceDesk {
        ResourceDesk(
            transaction: transaction, environment: environment, now: now, door: door, requester: principal.person.id)
    }

    /// - Parameter refused: single dates; empty: the whole.
    private func tell(
        _ booking: Booking, of resource: Resource, door: Door, refused: [TimeRange] = [], comment: String?,
        keepsCopy: Bool
    ) throws {
        let delivery = AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: door,
            requester: principal.person.id)
        let language = try delivery.language(of: booking)
        let zone = resource.rules(in: environment.zones)
        var notes: [LifecycleNote] = []
        if !refused.isEmpty {
            let dates = Wording.ranges(refused, language: language, zone: zone)
            notes = [.datesRefused(dates: dates, count: refused.count)]
        } else if booking.reasons == [.released] {
            notes = [.takenBack]
        }
        var sentences = notes.map {
            Wording.sentence(for: $0, resource: resource.names[language], language: language)
        }
        if notes.isEmpty {
            sentences = booking.reasons.map { Wording.sentence(for: $0, language: language, zone: zone) }
        }
        if let comment, !comment.isEmpty {
            sentences.append(
                Wording.sentence(
                    for: .managerComment(comment), resource: resource.names[language], language: language))
        }
        try delivery.tell(
            booking, of: resource, comment: sentences.isEmpty ? nil : sentences.joined(separator: " "),
            keepsCopy: keepsCopy)
    }
}
