import BookingCore
import CalendarTime
import ICalendar
import Wording

/// Brings what a resource has decided by itself, or by a manager's word, to the organizer: into their event, into their
/// inbox or the outbox, and into the resource's copy. Every change that no change of the event caused is told like this
/// (BEHAVIOUR, Lifecycle of a booking).
struct AnswerDelivery {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let door: Door
    /// The person who caused it; nil: time alone.
    let requester: String?

    /// Writes the answers that the booking stands for now.
    ///
    /// - Parameter comment: why, in the organizer's language (``language(of:)``).
    /// - Parameter keepsCopy: false: the resource's calendar shows it no more.
    func tell(_ booking: Booking, of resource: Resource, comment: String?, keepsCopy: Bool = true) throws {
        guard booking.companionOf == nil else { return }
        let mapper = InvitationMapper(zones: environment.zones, now: now)
        guard let answers = mapper.answers(of: booking, comment: comment) else { return }
        let home = CollectionID.calendar(of: .resource(resource.id))
        try transaction.require(try keys(for: booking, of: resource))
        let round = try round(for: booking)
        try write(answers, of: booking, resource: resource, round: round)
        guard let copy = try transaction.object(uid: booking.uid, in: home) else { return }
        var view = try copy.parsed()
        view.restoreTransparency(of: booking.series, zones: environment.zones)
        let names = try booking.names(of: resource, in: view, transaction)
        if keepsCopy {
            try round.storeCopy(
                of: view, answers: answers, names: names, stored: copy, booking: booking, resource: resource)
            try round.storeCompanionCopies(of: view, booking: booking, answers: answers, names: names)
        } else {
            try transaction.delete(copy.name, in: home)
        }
        if let attendee = view.attendees.first(where: { $0.address.matches(names) })?.address {
            try ReplyDelivery(round: round, zone: resource.rules(in: environment.zones))
                .deliver(answers, of: attendee, to: view, stamp: booking.stamp)
        }
    }

    /// Everything that is written to tell about the booking, and to take its request out of the managers' inboxes: to be
    /// asked for at once, since each further question runs the transaction again.
    func keys(for booking: Booking, of resource: Resource) throws -> Set<LockKey> {
        var keys: Set<LockKey> = [.resource(resource.id), .collection(.calendar(of: .resource(resource.id)))]
        for companion in resource.includedCompanions {
            keys.insert(.resource(companion))
            keys.insert(.collection(.calendar(of: .resource(companion))))
        }
        if let id = booking.organizer.personID {
            let owner = PrincipalID.person(id)
            keys.insert(.collection(.inbox(of: owner)))
            if let held = try transaction.object(uid: booking.uid, ownedBy: owner) {
                keys.insert(.collection(held.collection))
                keys.formUnion(try others.keys(of: try held.parsed()))
            }
        }
        if try transaction.booking(booking.id)?.state == .tentative || booking.state == .tentative {
            keys.formUnion(try ApprovalInbox.inboxes(for: resource, in: transaction).map(LockKey.collection))
        }
        return keys
    }

    /// The organizer's language, else the site's.
    func language(of booking: Booking) throws -> Language { try round(for: booking).language() }

    /// A round in the organizer's name in which the organizer asked for nothing.
    func round(for booking: Booking) throws -> OrganizerRound {
        let person = try booking.organizer.personID.flatMap { try transaction.person($0) }
        return OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: door, requester: requester,
            organizer: booking.organizer, addresses: person?.addressSet ?? [booking.organizer.address],
            organizerID: person.map { .person($0.id) })
    }

    private var others: AttendeeRefresh {
        AttendeeRefresh(transaction: transaction, environment: environment, now: now)
    }

    /// The answers in the organizer's own event, where that is here, and from there in the other attendees' copies.
    private func write(
        _ answers: ReplyAnswers, of booking: Booking, resource: Resource, round: OrganizerRound
    ) throws {
        guard let owner = round.organizerID, let held = try transaction.object(uid: booking.uid, ownedBy: owner) else {
            return
        }
        try transaction.require([.collection(held.collection)])
        let event = try held.parsed()
        let changed = ITIPBroker.setAnswers(
            answers, of: try booking.names(of: resource, in: event, transaction), in: event,
            scheduleStatus: ScheduleStatus.success.code,
            context: try round.context(zone: resource.rules(in: environment.zones)))
        guard changed != event else { return }
        // An answer changes no Schedule-Tag (RFC 6638 §3.2.10).
        try transaction.put(
            try StoredObject(
                changed, name: held.name, collection: held.collection, scheduleTag: held.scheduleTag,
                zones: environment.zones, now: now))
        try others.refresh(from: changed, except: [.resource(resource.id)])
    }
}
