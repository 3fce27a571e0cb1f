import BookingCore
import CalendarTime
import ICalendar
import Wording

/// An event passes to another organizer, inside one transaction: it moves into their calendar, its resources keep their
/// time and take them for its organizer, and everybody who is invited is told. The organizer before stays invited where
/// they were; else the event leaves their calendar.
struct EventTransfer {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let door: Door
    let requester: String?
    /// The organizer before has left: they are invited no more, and nobody tells them.
    var isLeaving = false

    private var desk: ResourceDesk {
        ResourceDesk(transaction: transaction, environment: environment, now: now, door: door, requester: requester)
    }

    private var delivery: AnswerDelivery {
        AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: door, requester: requester)
    }

    /// What passes on.
    private struct Passing {
        var from: BookingOrganizer
        var to: Person
        var bookings: [(booking: Booking, resource: Resource)]
        /// The organizer's own event; nil for one who is elsewhere.
        var held: StoredObject?
        /// Where it is stored afterwards, by what name.
        var collection: CollectionID
        var name: String
        /// As it was and as it is now.
        var old: CalendarObject
        var event: CalendarObject

        var oldAddresses: Set<String>
    }

    /// - Returns: every booking of the event as it is now.
    func transfer(_ id: BookingID, to person: Person) throws -> [(booking: Booking, resource: Resource)] {
        guard let booking = try transaction.booking(id) else { throw SchedulingError.notFound }
        if let main = booking.companionOf { return try transfer(main, to: person) }
        let bookings = try transaction.bookings(organizer: booking.organizer.key, uid: booking.uid)
            .filter { $0.companionOf == nil }
            .compactMap { booking in try transaction.resource(booking.resource).map { (booking, $0) } }
        if booking.organizer.personID == person.id { return bookings }
        guard booking.state.holdsTime || booking.state == .waitlisted, booking.state(at: now) != .ended else {
            throw SchedulingError.wrongState(booking.state(at: now))
        }
        let passing = try prepare(booking, bookings, to: person)
        try moveEvent(passing)
        let saved = try passing.bookings.map { try take($0.booking, on: $0.resource, passing) }
        try tellPeople(passing)
        return saved
    }

    private func prepare(
        _ booking: Booking, _ bookings: [(Booking, Resource)], to person: Person
    ) throws -> Passing {
        let owner = PrincipalID.person(person.id)
        let former = try booking.organizer.personID.flatMap { try transaction.person($0) }
        let addresses = former?.addressSet ?? [booking.organizer.address]
        let held = try former.flatMap { try transaction.object(uid: booking.uid, ownedBy: .person($0.id)) }
        let known = try transaction.object(uid: booking.uid, ownedBy: owner)
        if let known, try known.parsed().organizer?.matches(addresses) != true { throw SchedulingError.alreadyExists }
        let collection = known?.collection ?? .calendar(of: owner)
        var keys: Set<LockKey> = [.collection(collection), .collection(.inbox(of: owner))]
        if let held { keys.insert(.collection(held.collection)) }
        if let former { keys.insert(.collection(.inbox(of: .person(former.id)))) }
        for (_, resource) in bookings {
            keys.insert(.collection(.calendar(of: .resource(resource.id))))
            for other in try ResourceDesk.surroundings(of: resource, in: transaction) {
                keys.insert(.resource(other.id))
                keys.insert(.collection(.calendar(of: .resource(other.id))))
            }
        }
        try transaction.require(keys)
        guard try transaction.collection(collection) != nil else { throw SchedulingError.unknownPerson(person.id) }
        let home = CollectionID.calendar(of: .resource(booking.resource))
        guard var old = try (held ?? transaction.object(uid: booking.uid, in: home))?.parsed() else {
            throw SchedulingError.notFound
        }
        if held == nil { old.restoreTransparency(of: booking.series, zones: environment.zones) }
        let event = renamed(old, from: addresses, to: person)
        return Passing(
            from: booking.organizer, to: person, bookings: bookings.map { (booking: $0.0, resource: $0.1) },
            held: held, collection: collection, name: known?.name ?? Digest.etag(of: booking.uid) + ".ics", old: old,
            event: event, oldAddresses: addresses)
    }

    /// The event in the new organizer's name, as a new version.
    private func renamed(_ event: CalendarObject, from addresses: Set<String>, to person: Person) -> CalendarObject {
        var object = event
        let raised = event.sequence + 1
        object.updateMain { component in
            component.set(DraftObject.organizerProperty(person.organizer))
            component.updateAttendee(person.addressSet) { attendee in
                attendee[parameter: "PARTSTAT"] = ParticipationStatus.accepted.text
                attendee[parameter: "RSVP"] = nil
            }
            if isLeaving { component.removeAttendee(addresses) }
            component.sequence = raised
        }
        object.touch(now)
        return object
    }

    private func moveEvent(_ passing: Passing) throws {
        try transaction.put(
            try StoredObject(
                passing.event, name: passing.name, collection: passing.collection,
                scheduleTag: Digest.hex(environment.randomBytes(8)), zones: environment.zones, now: now))
        let staysInvited = passing.event.attendees.contains { $0.address.matches(passing.oldAddresses) }
        guard let held = passing.held, !staysInvited else { return }
        try transaction.delete(held.name, in: held.collection)
        guard !isLeaving, let former = passing.from.personID else { return }
        var note = passing.old
        note.method = "CANCEL"
        let round = try round(passing)
        let language = try round.language()
        let places = Set(passing.bookings.map { $0.resource.names[language] }).sorted().joined(separator: ", ")
        let comment = Wording.sentence(for: .handedOver(to: passing.to.name), resource: places, language: language)
        note.updateMain { component in
            component.status = "CANCELLED"
            component.setText("COMMENT", comment)
        }
        note.touch(now)
        try round.putInboxItem(note, in: .inbox(of: .person(former)))
    }

    /// The resource knows its new organizer; nothing is decided again.
    private func take(
        _ previous: Booking, on resource: Resource, _ passing: Passing
    ) throws -> (booking: Booking, resource: Resource) {
        var booking = previous
        booking.organizer = passing.to.organizer
        booking.sequence = passing.event.sequence
        booking.stamp = now
        booking.updatedAt = now
        let saved = try desk.save(booking, replacing: previous)
        try transaction.record(
            AuditRecord(
                at: now, actor: requester, door: door, action: .bookingTransferred, resource: resource.id,
                booking: saved.id, person: passing.to.id))
        let home = CollectionID.calendar(of: .resource(resource.id))
        guard let copy = try transaction.object(uid: saved.uid, in: home) else { return (saved, resource) }
        var view = try copy.parsed()
        view.restoreTransparency(of: saved.series, zones: environment.zones)
        let names = try saved.names(of: resource, in: view, transaction)
        let mapper = InvitationMapper(zones: environment.zones, now: now)
        let attendee = view.attendees.first { $0.address.matches(names) }?.address
        if passing.from.personID == nil, let attendee {
            // Their own calendar still shows the room as theirs.
            let answers = ReplyAnswers(master: .declined, comment: try comment(passing, resource, for: previous))
            try ReplyDelivery(round: try delivery.round(for: previous), zone: resource.rules(in: environment.zones))
                .deliver(answers, of: attendee, to: view)
        }
        view = renamed(view, from: passing.oldAddresses, to: passing.to)
        guard let answers = mapper.answers(of: saved, comment: try comment(passing, resource, for: saved)) else {
            return (saved, resource)
        }
        let round = round(passing)
        try round.storeCopy(
            of: view, answers: answers, names: names, stored: copy, booking: saved, resource: resource)
        try round.storeCompanionCopies(of: view, booking: saved, answers: answers, names: names)
        if let attendee {
            try ReplyDelivery(round: round, zone: resource.rules(in: environment.zones))
                .deliver(answers, of: attendee, to: view, stamp: saved.stamp)
        }
        return (saved, resource)
    }

    private func comment(_ passing: Passing, _ resource: Resource, for booking: Booking) throws -> String {
        let language = try delivery.language(of: booking)
        return Wording.sentence(
            for: .transferred(from: passing.from.name ?? passing.from.address, to: passing.to.name),
            resource: resource.names[language], language: language)
    }

    /// Everybody who is invited gets the event in its new organizer's name: to them the one stands for the other.
    private func tellPeople(_ passing: Passing) throws {
        let round = round(passing)
        let context = try round.context()
        let change: OrganizerChange
        do {
            change = try ITIPBroker.organizerMessages(
                from: nil, to: passing.event, organizer: passing.to.addressSet, context: context)
        } catch {
            throw SchedulingError(error)
        }
        let requests = try change.messages.filter { $0.method == .request }.map { request in
            var message = request
            message.earlier = passing.event
            return (message: message, user: try CalendarUser.find(message.recipient, in: transaction))
        }
        var keys: Set<LockKey> = []
        for case (let message, .person(let person)) in requests {
            let owner = PrincipalID.person(person.id)
            keys.formUnion([.collection(.calendar(of: owner)), .collection(.inbox(of: owner))])
            if let held = try transaction.object(uid: message.uid, ownedBy: owner) {
                keys.insert(.collection(held.collection))
            }
        }
        try transaction.require(keys)
        for (message, user) in requests {
            switch user {
            case .person(let person) where !person.isDisabled && person.id != passing.to.id:
                _ = try AttendeeDelivery(round: round).deliver(message, to: person)
            case .outside:
                try round.post(message)
            case .person, .resource, .group, .roomGroup, .nobody:
                continue
            }
        }
    }

    private func round(_ passing: Passing) -> OrganizerRound {
        OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: door, requester: requester,
            organizer: passing.to.organizer, addresses: passing.to.addressSet.union(passing.oldAddresses),
            organizerID: .person(passing.to.id))
    }
}
