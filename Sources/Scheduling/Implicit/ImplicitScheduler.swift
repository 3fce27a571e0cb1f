import BookingCore
import CalendarTime
import ICalendar

/// Writes and removes the objects of people's calendars inside one transaction, with everything that scheduling makes
/// of it (RFC 6638 §3.2).
struct ImplicitScheduler {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let principal: Principal

    /// What the owner of a calendar is in one of its objects.
    enum Role: Hashable {
        case organizer, attendee
        /// Nothing is scheduled by the object.
        case none
    }

    func put(
        _ object: CalendarObject, text: String, name: String, in id: CollectionID,
        if preconditions: WritePreconditions
    ) throws -> PutResult {
        if let answered = try answer(object, name: name, in: id, if: preconditions) { return answered }
        let owner = try ownerOfWritable(id)
        guard let collection = try transaction.collection(id),
            collection.components.contains(object.componentName ?? "")
        else { throw SchedulingError.unsupportedComponent(object.componentName ?? "") }
        let existing = try transaction.object(name, in: id)
        try preconditions.check(existing)
        let old = try existing?.parsed()
        try checkUID(of: object, name: name, in: id, existing: existing, owner: owner)
        let role = try role(of: owner, in: object, before: old)
        let stored: CalendarObject
        switch role {
        case .organizer:
            var new = object
            if let old, preconditions.ifMatch == nil {
                new = ITIPBroker.mergingReplies(
                    from: old, into: new, writers: owner.addressSet, context: try round(for: owner).context())
            }
            stored = try round(for: owner).carryOut(from: old, to: new).object ?? new
        case .attendee:
            stored = try answer(from: old, to: object, owner: owner) ?? object
        case .none:
            stored = object
        }
        let isAsSent = stored == object
        let storedText = isAsSent ? text : stored.serialized()
        if let existing, existing.text == storedText || (!isAsSent && old.map(stored.saysTheSame) == true) {
            return PutResult(object: existing, created: false, storedAsSent: isAsSent)
        }
        let written = try transaction.put(
            try StoredObject(
                stored, text: storedText, name: name, collection: id,
                scheduleTag: role == .none ? nil : Digest.hex(environment.randomBytes(8)), zones: environment.zones,
                now: now))
        return PutResult(object: written, created: existing == nil, storedAsSent: isAsSent)
    }

    func delete(
        _ name: String, in id: CollectionID, if preconditions: WritePreconditions, scheduleReply: Bool
    ) throws {
        let collection = try CalendarService.writable(id, as: principal, in: transaction)
        guard let existing = try transaction.object(name, in: id) else { throw SchedulingError.notFound }
        try preconditions.check(existing)
        if case .resource = id.owner {
            try ResourceCalendar(transaction: transaction, environment: environment, now: now, principal: principal)
                .decline(existing)
            return
        }
        if collection.kind == .calendar, existing.component == "VEVENT" {
            let owner = try ownerOfWritable(id)
            let old = try existing.parsed()
            // What could not be stored any more, for an address that its owner has lost, can still be removed.
            let found: Role
            do { found = try role(of: owner, in: old, before: nil) } catch is SchedulingError { found = .none }
            switch found {
            case .organizer: _ = try round(for: owner).carryOut(from: old, to: nil)
            case .attendee where scheduleReply: _ = try answer(from: old, to: nil, owner: owner)
            case .attendee, .none: break
            }
        }
        try transaction.delete(name, in: id)
    }

    func transfer(
        _ name: String, from: CollectionID, to: CollectionID, newName: String, overwrite: Bool, moves: Bool
    ) throws -> Bool {
        let origin = try CalendarService.readable(from, as: principal, in: transaction)
        guard origin.kind == .calendar else { throw SchedulingError.readOnlyCollection }
        _ = try ownerOfWritable(to)
        guard let source = try transaction.object(name, in: from) else { throw SchedulingError.notFound }
        let target = try transaction.object(newName, in: to)
        if target != nil, !overwrite { throw SchedulingError.preconditionFailed }
        let isSame = from == to && name == newName
        if isSame { throw SchedulingError.forbidden }
        guard try transaction.collection(to)?.components.contains(source.component) == true else {
            throw SchedulingError.unsupportedComponent(source.component)
        }
        if let holder = try transaction.object(uid: source.uid, in: to), holder.name != newName,
            !(moves && from == to && holder.name == name)
        {
            throw SchedulingError.uidConflict(holder: to, name: holder.name)
        }
        let isScheduled = source.scheduleTag != nil
        if isScheduled, !moves || from.owner != to.owner {
            throw SchedulingError.schedulingUIDConflict(holder: from, name: name)
        }
        if target != nil {
            try delete(newName, in: to, if: WritePreconditions(), scheduleReply: true)
        }
        if moves {
            _ = try ownerOfWritable(from)
            try transaction.delete(name, in: from)
        }
        var copy = source
        copy.collection = to
        copy.name = newName
        copy.modifiedAt = now
        try transaction.put(copy)
        return target == nil
    }

    /// The person whose calendar this is, if the principal may write there.
    private func ownerOfWritable(_ id: CollectionID) throws -> Person {
        let isKnownHome = try AccessRights.rights(of: principal, on: id.owner, in: transaction).contains(.read)
        if isKnownHome, try transaction.collection(id) == nil { throw SchedulingError.parentMissing }
        let collection = try CalendarService.writable(id, as: principal, in: transaction)
        guard collection.kind == .calendar, case .person(let personID) = id.owner,
            let owner = try transaction.person(personID)
        else { throw SchedulingError.readOnlyCollection }
        return owner
    }

    private func checkUID(
        of object: CalendarObject, name: String, in id: CollectionID, existing: StoredObject?, owner: Person
    ) throws {
        let uid = object.uid ?? ""
        if let existing, existing.uid != uid { throw SchedulingError.uidConflict(holder: id, name: name) }
        if let holder = try transaction.object(uid: uid, in: id), holder.name != name {
            throw SchedulingError.uidConflict(holder: id, name: holder.name)
        }
        if existing == nil, object.organizer != nil,
            let holder = try transaction.object(uid: uid, ownedBy: .person(owner.id)), holder.scheduleTag != nil
        {
            throw SchedulingError.schedulingUIDConflict(holder: holder.collection, name: holder.name)
        }
    }

    private func role(of owner: Person, in object: CalendarObject, before old: CalendarObject?) throws -> Role {
        guard object.componentName == "VEVENT" else { return .none }
        if let organizer = object.organizer ?? old?.organizer {
            if organizer.matches(owner.addressSet) || isSelf(organizer, owner) {
                return object.attendees.isEmpty && old?.attendees.isEmpty != false ? .none : .organizer
            }
            if object.attendees.contains(where: { $0.address.matches(owner.addressSet) || isSelf($0.address, owner) }) {
                if old?.organizer?.matches(owner.addressSet) == true { throw SchedulingError.organizerChanged }
                return .attendee
            }
            // Who was invited may answer or delete, and not take themselves off the list.
            if old?.attendees.contains(where: { $0.address.matches(owner.addressSet) || isSelf($0.address, owner) })
                == true
            {
                throw SchedulingError.attendeeChangeNotAllowed("ATTENDEE")
            }
            // Somebody else's event: an invitation that reached the owner by a list is kept; a colleague's name on an
            // event that they know nothing of is not.
            if case .person = try CalendarUser.find(organizer, in: transaction) {
                throw SchedulingError.organizerChanged
            }
            if old?.organizer?.matches(owner.addressSet) == true { throw SchedulingError.organizerChanged }
        }
        return .none
    }

    /// A principal URL instead of a mail address.
    private func isSelf(_ address: CalendarAddress, _ owner: Person) -> Bool {
        guard address.uri.contains("/principals/"),
            case .person(let found)? = try? CalendarUser.find(address, in: transaction)
        else { return false }
        return found.id == owner.id
    }

    /// The owner's answer as an attendee is brought to the organizer.
    private func answer(from old: CalendarObject?, to new: CalendarObject?, owner: Person) throws -> CalendarObject? {
        let context = try round(for: owner).context()
        let change: AttendeeChange
        do {
            change = try ITIPBroker.attendeeReply(
                from: old, to: new, attendee: owner.addressSet, context: context)
        } catch {
            throw SchedulingError(error)
        }
        var object = change.object
        for message in change.messages {
            let status = try OrganizerDelivery(
                transaction: transaction, environment: environment, now: now, sender: owner
            ).deliver(message)
            object?.updateMain { component in
                guard var organizer = component.first("ORGANIZER") else { return }
                organizer[parameter: "SCHEDULE-STATUS"] = status.code
                component.set(organizer)
            }
        }
        return object
    }

    private func round(for owner: Person) -> OrganizerRound {
        OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: .caldav,
            requester: principal.person.id, organizer: owner.organizer, addresses: owner.addressSet,
            organizerID: .person(owner.id))
    }
}
