import BookingCore
import CalendarTime
import Crypto
import ICalendar

/// Turns a booking request into a change of the organizer's event, and carries that out.
struct BookingRound {
    let environment: ServiceEnvironment
    let now: Instant
    let principal: Principal
    let door: Door
    /// Whether who asks may do so whoever they are, as a display at the door may for those inside.
    var isTrusted = false

    typealias Outcomes = [OrganizerRound.ResourceOutcome]

    func submit(_ draft: BookingDraft, in transaction: any BookingTransaction) throws -> Outcomes {
        let places = try draft.resources.map { try place($0, in: transaction) }
        let (organizer, person) = try organizer(
            draft.organizer, of: places.flatMap { try $0.resources(in: transaction) }, in: transaction)
        let uid = draft.uid ?? newUID()
        let object = try DraftObject(environment: environment, now: now).object(
            for: draft, uid: uid, organizer: organizer, places: places)
        // As for a calendar client: what it could not write back is not made here.
        try CalendarService.requireFewInstances(object, zones: environment.zones)
        if let person, try transaction.object(uid: uid, ownedBy: .person(person.id)) != nil {
            throw SchedulingError.alreadyExists
        }
        var round = round(for: organizer, person: person, in: transaction)
        round.group = places.count > 1 ? uid : nil
        let outcome = try round.carryOut(from: nil, to: object)
        if let person, let event = outcome.object {
            let calendar = CollectionID.calendar(of: .person(person.id))
            try transaction.require([.collection(calendar)])
            try store(event, as: Digest.etag(of: uid) + ".ics", in: calendar, transaction)
        } else if let event = outcome.object {
            try post(event, to: organizer, in: transaction)
        }
        return outcome.resources
    }

    /// A resource in service, or a group of rooms.
    func place(_ id: ResourceID, in transaction: any BookingTransaction) throws -> InvitedPlace {
        if let resource = try transaction.resource(id), !resource.disabled { return .resource(resource) }
        guard let group = try transaction.roomGroups().first(where: { $0.id == id.rawValue }) else {
            throw SchedulingError.unknownResource(id.rawValue)
        }
        return .group(group)
    }

    func change(
        _ id: BookingID, _ change: BookingChange, ifMatch: String?, in transaction: any BookingTransaction
    ) throws -> Outcomes {
        try BookingService.validate(change)
        try transaction.refuseCompanion(id, for: principal)
        let (known, _) = try reach(id, ifMatch: ifMatch, in: transaction)
        guard known.state.holdsTime || known.state == .waitlisted else { throw SchedulingError.wrongState(known.state) }
        let base = try base(of: id, ifMatch: ifMatch, in: transaction)
        var event = base.object
        try edit(&event, by: change, of: base, in: transaction)
        let outcome = try base.round.carryOut(from: base.object, to: event)
        if let instance = change.instance, change.changesTime || change.units != nil {
            try Self.refuse(outcome.resources, whereDeclinedAt: instance)
        }
        try write(outcome.object, over: base, in: transaction)
        guard let last = outcome.resources.last else {
            return [.init(resource: base.resource, booking: try reread(base.booking, in: transaction), decision: nil)]
        }
        // A group of rooms may choose the room that was just given back for it.
        return outcome.resources.dropLast().filter { $0.booking.id != last.booking.id } + [last]
    }

    /// Who changes one date asks for that one: a series that is accepted without it is no answer to that.
    private static func refuse(
        _ outcomes: [OrganizerRound.ResourceOutcome], whereDeclinedAt recurrenceID: Instant
    ) throws {
        let refused = outcomes.filter { item in
            item.booking.instances.contains { instance in
                guard case .declined = instance.verdict else { return false }
                return instance.recurrenceID == recurrenceID
            }
        }
        if !refused.isEmpty { throw RefusedRound(items: refused) }
    }

    func cancel(
        _ id: BookingID, instance recurrenceID: Instant?, ifMatch: String?, in transaction: any BookingTransaction
    ) throws -> Booking {
        try transaction.refuseCompanion(id, for: principal)
        let (known, _) = try reach(id, ifMatch: ifMatch, in: transaction)
        if known.state == .cancelled { return known }
        var base = try base(of: id, ifMatch: ifMatch, in: transaction)
        base.round.isStrict = false
        guard AccessRights.owns(base.booking, principal) else {
            guard recurrenceID == nil else {
                throw SchedulingError.invalidField(name: "instance", problem: .notAllowed)
            }
            guard base.booking.state.holdsTime else { return base.booking }
            return try ResourceCalendar(
                transaction: transaction, environment: environment, now: now, principal: principal
            ).decline(base.booking, door: door)
        }
        var event: CalendarObject? = base.object
        if let recurrenceID {
            event = try Self.excluding(recurrenceID, from: base.object, of: base.booking, zones: environment.zones)
        } else if base.isWholeEvent {
            event = nil
        } else {
            event?.updateMain { $0.removeAttendee(base.names) }
        }
        event?.touch(now)
        let outcome = try base.round.carryOut(from: base.object, to: event)
        try write(outcome.object, over: base, in: transaction)
        return try reread(base.booking, in: transaction)
    }

    private func reread(_ booking: Booking, in transaction: any BookingTransaction) throws -> Booking {
        guard let booking = try transaction.booking(booking.id) else { throw SchedulingError.notFound }
        return booking
    }

    func round(
        for organizer: BookingOrganizer, person: Person?, in transaction: any BookingTransaction
    ) -> OrganizerRound {
        OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: door,
            requester: principal.person.id, organizer: organizer,
            addresses: person?.addressSet ?? [organizer.address], organizerID: person.map { .person($0.id) },
            isStrict: true, isVouchedFor: true)
    }

    func store(
        _ event: CalendarObject, as name: String, in collection: CollectionID, _ transaction: any BookingTransaction
    ) throws {
        try transaction.put(
            try StoredObject(
                event, name: name, collection: collection, scheduleTag: Digest.hex(environment.randomBytes(8)),
                zones: environment.zones, now: now))
    }

    /// The organizer elsewhere gets their event as an invitation that is theirs to keep.
    func post(
        _ event: CalendarObject, to organizer: BookingOrganizer, in transaction: any BookingTransaction
    ) throws {
        var message = event
        message.method = "PUBLISH"
        try transaction.append(
            OutboxEntry(
                kind: .mail, recipient: organizer.address, sender: organizer.address,
                identity: Digest.etag(of: (event.uid ?? "") + "/PUBLISH/\(now.seconds)"), body: message.serialized(),
                createdAt: now))
    }

    private func organizer(
        _ wanted: String?, of resources: [Resource], in directory: any BookingSnapshot
    ) throws -> (BookingOrganizer, Person?) {
        guard let wanted, wanted != principal.person.id else { return (principal.person.organizer, principal.person) }
        let address = wanted.lowercased()
        let found = try directory.person(wanted) ?? person(address: address, in: directory)
        if let found, found.id == principal.person.id { return (found.organizer, found) }
        guard resources.allSatisfy({ AccessRights.manages($0, principal) }) else { throw SchedulingError.forbidden }
        if let found { return (found.organizer, found) }
        guard address.contains("@") else { throw SchedulingError.unknownPerson(wanted) }
        try BookingService.validate(address: address, name: "organizer")
        switch try CalendarUser.find(CalendarAddress("mailto:" + address), in: directory) {
        // Who manages the resource vouches for somebody outside.
        case .outside: return (BookingOrganizer(personID: nil, address: address), nil)
        case .nobody, .person: throw SchedulingError.unknownPerson(wanted)
        case .resource, .roomGroup, .group:
            throw SchedulingError.invalidField(name: "organizer", problem: .notAllowed)
        }
    }

    private func person(address: String, in directory: any BookingSnapshot) throws -> Person? {
        guard case .person(let id)? = try directory.principal(address: address) else { return nil }
        return try directory.person(id)
    }

    private func newUID() -> String {
        Digest.hex(environment.randomBytes(16)) + "@creneau"
    }
}
