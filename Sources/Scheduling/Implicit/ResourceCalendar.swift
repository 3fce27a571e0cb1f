import BookingCore
import CalendarTime
import ICalendar

/// What a manager does in a resource's calendar goes through the same door as everything else: taking an event out of
/// it declines the booking.
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
        _ = try decline(booking, door: .caldav)
    }

    /// Takes the booking's time back, whatever its organizer wants, and writes the answer into the organizer's event.
    func decline(_ booking: Booking, door: Door) throws -> Booking {
        guard let resource = try transaction.resource(booking.resource) else { throw SchedulingError.notFound }
        if booking.state == .declined, booking.reasons == [.released] { return booking }
        let home = CollectionID.calendar(of: .resource(resource.id))
        try transaction.require([.resource(resource.id), .collection(home)])
        let desk = ResourceDesk(
            transaction: transaction, environment: environment, now: now, door: door, requester: principal.person.id)
        let declined = try desk.cancel(booking, as: .declined, reasons: [.released])
        if let copy = try transaction.object(uid: booking.uid, in: home) {
            try transaction.delete(copy.name, in: home)
            try tell(declined, resource: resource, view: try copy.parsed())
        }
        return declined
    }

    private func tell(_ booking: Booking, resource: Resource, view: CalendarObject) throws {
        let person = try booking.organizer.personID.flatMap { try transaction.person($0) }
        let round = OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: .caldav,
            requester: principal.person.id, organizer: booking.organizer,
            addresses: person?.addressSet ?? [booking.organizer.address],
            organizerID: person.map { .person($0.id) })
        let answers = ReplyAnswers(master: .declined)
        if let person, let held = try transaction.object(uid: booking.uid, ownedBy: .person(person.id)) {
            try transaction.require([.collection(held.collection)])
            let event = try held.parsed()
            let changed = ITIPBroker.setAnswers(
                answers, of: try resource.names(in: event, transaction), in: event,
                scheduleStatus: ScheduleStatus.success.code,
                context: try round.context(zone: resource.rules(in: environment.zones)))
            try transaction.put(
                try StoredObject(
                    changed, name: held.name, collection: held.collection, scheduleTag: held.scheduleTag,
                    zones: environment.zones, now: now))
        }
        let names = try resource.names(in: view, transaction)
        if let attendee = view.attendees.first(where: { $0.address.matches(names) })?.address {
            try ReplyDelivery(round: round, zone: resource.rules(in: environment.zones))
                .deliver(answers, of: attendee, to: view)
        }
    }
}
