import BookingCore
import CalendarTime
import ICalendar

/// What becomes of an event when its organizer has left, inside one transaction.
struct Leaving {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let door: Door
    let requester: String?

    /// - Parameter person: the new organizer; nil: the event is cancelled, and its time released.
    func settle(_ id: BookingID, to person: Person?) throws -> [(booking: Booking, resource: Resource)] {
        if let person {
            return try EventTransfer(
                transaction: transaction, environment: environment, now: now, door: door, requester: requester,
                isLeaving: true
            ).transfer(id, to: person)
        }
        guard let booking = try transaction.booking(id) else { throw SchedulingError.notFound }
        let round = try AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: door, requester: requester
        ).round(for: booking)
        if let owner = round.organizerID, let held = try transaction.object(uid: booking.uid, ownedBy: owner) {
            try transaction.require([.collection(held.collection)])
            _ = try round.carryOut(from: try held.parsed(), to: nil)
            try transaction.delete(held.name, in: held.collection)
        }
        return try transaction.bookings(organizer: booking.organizer.key, uid: booking.uid)
            .filter { $0.companionOf == nil }
            .compactMap { known in
                guard let resource = try transaction.resource(known.resource) else { return nil }
                return (booking: try released(known, on: resource, round), resource: resource)
            }
    }

    /// A booking whose event was not there to be cancelled.
    private func released(_ booking: Booking, on resource: Resource, _ round: OrganizerRound) throws -> Booking {
        guard booking.state.holdsTime || booking.state == .waitlisted else { return booking }
        let home = CollectionID.calendar(of: .resource(resource.id))
        try transaction.require([.resource(resource.id), .collection(home)])
        if let copy = try transaction.object(uid: booking.uid, in: home) {
            try transaction.delete(copy.name, in: home)
        }
        return try round.desk.cancel(booking)
    }
}
