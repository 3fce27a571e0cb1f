import BookingCore
import CalendarTime
import ICalendar
import Wording

/// Who comes and who leaves before the end, inside one transaction.
struct Presence {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let door: Door
    /// The person who says so; nil: whoever holds the link.
    let requester: String?

    private var desk: ResourceDesk {
        ResourceDesk(transaction: transaction, environment: environment, now: now, door: door, requester: requester)
    }

    /// Checks in to an instance.
    ///
    /// - Parameter recurrenceID: nil: the one that one may check in to now.
    /// - Throws: ``SchedulingError/outsideCheckIn(from:to:zone:)``, ``SchedulingError/wrongState(_:)``.
    func checkIn(_ id: BookingID, instance recurrenceID: Instant?) throws -> (Booking, Resource) {
        let (previous, resource) = try held(id)
        let index = try index(of: recurrenceID, in: previous, orClosest: resource.policy.checkIn)
        let instance = previous.instances[index]
        if instance.checkedInAt != nil { return (previous, resource) }
        guard instance.endedAt == nil else { throw SchedulingError.wrongState(.ended) }
        let window = previous.checkInWindow(of: instance, resource.policy.checkIn)
        guard window.start <= now, now <= window.end else {
            throw SchedulingError.outsideCheckIn(
                from: window.start, to: window.end, zone: resource.rules(in: environment.zones))
        }
        var booking = previous
        booking.instances[index].checkedInAt = now
        booking.updatedAt = now
        let saved = try desk.save(booking, replacing: previous)
        try desk.audit(saved, as: .bookingCheckedIn)
        return (saved, resource)
    }

    /// Ends an instance that is under way: the rest is free.
    ///
    /// - Parameter recurrenceID: nil: the one that is under way.
    func end(_ id: BookingID, instance recurrenceID: Instant?) throws -> (Booking, Resource) {
        let (previous, resource) = try held(id)
        let index = try index(of: recurrenceID, in: previous) { $0.takenRange.contains(now) }
        guard previous.instances[index].takenRange.contains(now) else {
            throw SchedulingError.wrongState(previous.state(at: now))
        }
        var booking = previous
        booking.instances[index].endedAt = now
        let goesOn =
            booking.decidedThrough != nil
            || booking.instances.contains { $0.verdict == .accepted && $0.takenRange.end > now }
        booking.state = goesOn ? .confirmed : .ended
        booking.stamp = now
        booking.updatedAt = now
        let saved = try desk.save(booking, replacing: previous)
        try desk.audit(saved, as: .bookingEnded)
        let delivery = AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: door, requester: requester)
        let language = try delivery.language(of: saved)
        let moment = TimeRange(start: previous.instances[index].range.start, end: now)
        try delivery.tell(
            saved, of: resource,
            comment: Wording.sentence(
                for: .endedEarly(
                    at: Wording.range(moment, language: language, zone: resource.rules(in: environment.zones))),
                resource: resource.names[language], language: language))
        return (saved, resource)
    }

    /// The booking under its key; what is refused, cancelled or only asked for has nobody in it.
    private func held(_ id: BookingID) throws -> (Booking, Resource) {
        guard let known = try transaction.booking(id), known.companionOf == nil,
            let resource = try transaction.resource(known.resource)
        else { throw SchedulingError.notFound }
        try transaction.require([.resource(resource.id)])
        let booking = try transaction.booking(id) ?? known
        guard booking.state == .confirmed || booking.state == .checkedIn else {
            throw SchedulingError.wrongState(booking.state(at: now))
        }
        return (booking, resource)
    }

    private func index(
        of recurrenceID: Instant?, in booking: Booking, orFirst isMeant: (BookedInstance) -> Bool
    ) throws -> Int {
        if let recurrenceID {
            guard let index = booking.instances.firstIndex(where: { $0.recurrenceID == recurrenceID }) else {
                throw SchedulingError.invalidField(name: "instance", problem: .noSuchInstance)
            }
            guard booking.instances[index].verdict == .accepted else {
                let isReleased = booking.instances[index].verdict == .declined([.released])
                throw SchedulingError.wrongState(isReleased ? .released : .declined)
            }
            return index
        }
        let index = booking.instances.firstIndex { $0.verdict == .accepted && isMeant($0) }
        guard let index else { throw SchedulingError.wrongState(booking.state(at: now)) }
        return index
    }

    /// The instance whose time to check in is now, else the next one, else the last.
    private func index(
        of recurrenceID: Instant?, in booking: Booking, orClosest rule: CheckInRule
    ) throws -> Int {
        if recurrenceID != nil { return try index(of: recurrenceID, in: booking) { _ in false } }
        if let open = booking.instances.firstIndex(where: { instance in
            let window = booking.checkInWindow(of: instance, rule)
            return instance.verdict == .accepted && window.start <= now && now <= window.end
        }) {
            return open
        }
        if let next = booking.instances.firstIndex(where: { $0.verdict == .accepted && $0.range.start > now }) {
            return next
        }
        guard let last = booking.instances.lastIndex(where: { $0.verdict == .accepted }) else {
            throw SchedulingError.wrongState(booking.state(at: now))
        }
        return last
    }
}

extension Presence {
    /// Whether the principal may say who is there: the organizer, those who answer for the resource, who is invited, and
    /// the display at the door. Missing and forbidden look the same.
    static func allows(
        _ principal: Principal, _ booking: Booking, on resource: Resource, in snapshot: any BookingSnapshot
    ) throws -> Bool {
        if principal.scopes?.contains(.display) == true { return true }
        guard principal.allows(.writeBookings) else { return false }
        if AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal) { return true }
        var event: StoredObject?
        if let organizer = booking.organizer.personID {
            event = try snapshot.object(uid: booking.uid, ownedBy: .person(organizer))
        }
        let shown = try event ?? snapshot.object(uid: booking.uid, in: .calendar(of: .resource(resource.id)))
        return try shown?.parsed().attendees.contains { $0.address.matches(principal.person.addressSet) } ?? false
    }
}
