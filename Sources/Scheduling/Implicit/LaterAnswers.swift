import BookingCore
import CalendarTime
import ICalendar

/// Tells the organizer of a series without end that dates which the booking window has reached could not be had
/// (QUALITY I3): in their event, in their inbox or by the outbox, and in the resource's copy.
struct LaterAnswers {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant

    func tell(_ booking: Booking, of resource: Resource) throws {
        let zone = resource.rules(in: environment.zones)
        guard let answers = InvitationMapper(zones: environment.zones, now: now).answers(of: booking) else { return }
        let home = CollectionID.calendar(of: .resource(resource.id))
        try transaction.require([.collection(home)])
        let person = try booking.organizer.personID.flatMap { try transaction.person($0) }
        let round = OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: .caldav, requester: nil,
            organizer: booking.organizer, addresses: person?.addressSet ?? [booking.organizer.address],
            organizerID: person.map { .person($0.id) })
        if let person, let held = try transaction.object(uid: booking.uid, ownedBy: .person(person.id)) {
            try transaction.require([.collection(held.collection)])
            let event = try held.parsed()
            let changed = ITIPBroker.setAnswers(
                answers, of: try resource.names(in: event, transaction), in: event,
                scheduleStatus: ScheduleStatus.success.code, context: try round.context(zone: zone))
            try transaction.put(
                try StoredObject(
                    changed, name: held.name, collection: held.collection, scheduleTag: held.scheduleTag,
                    zones: environment.zones, now: now))
        }
        guard let copy = try transaction.object(uid: booking.uid, in: home) else { return }
        var view = try copy.parsed()
        view.restoreTransparency(of: booking.series, zones: environment.zones)
        let names = try resource.names(in: view, transaction)
        try round.storeCopy(
            of: view, answers: answers, names: names, stored: copy, booking: booking, resource: resource)
        if let attendee = view.attendees.first(where: { $0.address.matches(names) })?.address {
            try ReplyDelivery(round: round, zone: zone).deliver(answers, of: attendee, to: view)
        }
    }
}
