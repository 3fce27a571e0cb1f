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

    /// The components that people are invited by (RFC 6638 §3.1); nobody answers to a journal.
    private static let scheduled: Set<String> = ["VEVENT", "VTODO"]

    func put(
        _ object: CalendarObject, text: String, name: String, in id: CollectionID,
        if preconditions: WritePreconditions
    ) throws -> PutResult {
        try ResourceURN.learn(ResourceURN.texts(in: object), in: transaction)
        if let answered = try answer(object, name: name, in: id, if: preconditions) { return answered }
        if case .resource(let own) = id.owner, id == .calendar(of: id.owner),
            try AccessRights.rights(of: principal, on: id.owner, in: transaction).contains(.write),
            let resource = try transaction.resource(own)
        {
            return try book(object, on: resource, name: name, in: id, if: preconditions)
        }
        let owner = try ownerOfWritable(id)
        guard let collection = try transaction.collection(id),
            collection.components.contains(object.componentName ?? "")
        else { throw SchedulingError.unsupportedComponent(object.componentName ?? "") }
        let existing = try transaction.object(name, in: id)
        try preconditions.check(existing)
        let old = try existing?.parsed()
        try checkUID(of: object, name: name, in: id, existing: existing, owner: owner)
        let names = try owner.names(in: [object, old], transaction)
        let role = try role(of: names, in: object, before: old)
        let stored: CalendarObject
        switch role {
        case .organizer:
            var new = try GroupExpansion(directory: transaction, addresses: names)
                .expanded(object, after: old, isStale: preconditions.ifMatch == nil)
            if let old, preconditions.ifMatch == nil {
                new = ITIPBroker.mergingReplies(
                    from: old, into: new, writers: names, context: try round(for: owner, names).context())
            }
            stored = try round(for: owner, names).carryOut(from: old, to: new).object ?? new
        case .attendee:
            if old == nil { try checkInvited(names, to: object) }
            let answered = try answer(from: old, to: object, owner: owner, names) ?? object
            stored = try old == nil ? upToDate(answered, owner: owner, names) : answered
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
        // What is taken out of an inbox is read, and not answered.
        if case .resource = id.owner, collection.kind == .calendar {
            try ResourceCalendar(transaction: transaction, environment: environment, now: now, principal: principal)
                .decline(existing)
            return
        }
        if collection.kind == .calendar, Self.scheduled.contains(existing.component) {
            let owner = try ownerOfWritable(id)
            let old = try existing.parsed()
            // What could not be stored any more, for an address that its owner has lost, can still be removed.
            let names = try owner.names(in: [old], transaction)
            let found: Role
            do { found = try role(of: names, in: old, before: nil) } catch is SchedulingError { found = .none }
            switch found {
            case .organizer: _ = try round(for: owner, names).carryOut(from: old, to: nil)
            case .attendee where scheduleReply: _ = try answer(from: old, to: nil, owner: owner, names)
            case .attendee, .none: break
            }
        }
        try transaction.delete(name, in: id)
    }

    func transfer(
        _ name: String, from: CollectionID, to: CollectionID, newName: String, overwrite: Bool, moves: Bool,
        if preconditions: WritePreconditions
    ) throws -> PutResult {
        let origin = try CalendarService.readable(from, as: principal, in: transaction)
        guard origin.kind == .calendar else { throw SchedulingError.readOnly }
        _ = try ownerOfWritable(to)
        guard let found = try transaction.object(name, in: from) else { throw SchedulingError.notFound }
        // Nobody copies what they may not see.
        let source = try Veil(of: from, for: principal, in: transaction).shown(found)
        try preconditions.check(source)
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
        let isScheduled = found.scheduleTag != nil
        if isScheduled, !moves || from.owner != to.owner {
            throw SchedulingError.schedulingUIDConflict(holder: from, name: name)
        }
        let properties = source.etag == found.etag ? try transaction.deadProperties(of: name, in: from) : []
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
        // A client's own change (RFC 6638 §3.2.10).
        if isScheduled { copy.scheduleTag = Digest.hex(environment.randomBytes(8)) }
        let stored = try transaction.put(copy)
        // They go with the object (RFC 4918 §9.8.2, §9.9.1).
        if !properties.isEmpty { try transaction.save(properties, of: newName, in: to) }
        return PutResult(object: stored, created: target == nil, storedAsSent: true)
    }

    /// The person whose calendar this is, if the principal may write there.
    private func ownerOfWritable(_ id: CollectionID) throws -> Person {
        let isKnownHome = try AccessRights.rights(of: principal, on: id.owner, in: transaction).contains(.read)
        if isKnownHome, try transaction.collection(id) == nil { throw SchedulingError.parentMissing }
        let collection = try CalendarService.writable(id, as: principal, in: transaction)
        guard collection.kind == .calendar, case .person(let personID) = id.owner,
            let owner = try transaction.person(personID)
        else { throw SchedulingError.readOnly }
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

    /// - Parameter names: every address by which the objects name the calendar's owner.
    private func role(of names: Set<String>, in object: CalendarObject, before old: CalendarObject?) throws -> Role {
        guard Self.scheduled.contains(object.componentName ?? "") else { return .none }
        guard let organizer = object.organizer ?? old?.organizer else { return .none }
        func invites(_ object: CalendarObject) -> Bool { object.attendees.contains { $0.address.matches(names) } }
        if organizer.matches(names) {
            return object.attendees.isEmpty && old?.attendees.isEmpty != false ? .none : .organizer
        }
        let wasOrganizer = old?.organizer?.matches(names) == true
        if invites(object) {
            if wasOrganizer { throw SchedulingError.organizerChanged }
            return .attendee
        }
        // Who was invited may answer or delete, and not take themselves off the list.
        if old.map(invites) == true { throw SchedulingError.attendeeChangeNotAllowed("ATTENDEE") }
        // Somebody else's event: an invitation that reached the owner by a list is kept; a colleague's name on an
        // event that they know nothing of is not.
        switch try CalendarUser.find(organizer, in: transaction) {
        case .person, .resource, .roomGroup, .group: throw SchedulingError.organizerChanged
        case .nobody, .outside: break
        }
        if wasOrganizer { throw SchedulingError.organizerChanged }
        return .none
    }

    /// A new invitation in the name of somebody here, who invited to no such thing, is forged. What is over may be kept
    /// from elsewhere as it is.
    private func checkInvited(_ names: Set<String>, to object: CalendarObject) throws {
        guard let organizer = object.organizer, let uid = object.uid,
            object.main.contains(where: { $0.first("ORGANIZER")?.scheduleAgent == .server })
        else { return }
        switch try CalendarUser.find(organizer, in: transaction) {
        case .person(let person):
            if let held = try transaction.object(uid: uid, ownedBy: .person(person.id)) {
                try transaction.require([.collection(held.collection)])
                if try held.parsed().attendees.contains(where: { $0.address.matches(names) }) { return }
            }
        case .resource, .roomGroup, .group: break
        case .nobody, .outside: return
        }
        let zone = try transaction.site().flatMap { environment.zones.zone(named: $0.zone) } ?? .utc
        let series = try? object.recurrenceSet(zones: environment.zones, defaultZone: zone)
        if let series, InvitationMapper(zones: environment.zones, now: now).isWhollyPast(series) { return }
        throw SchedulingError.attendeeChangeNotAllowed("ORGANIZER")
    }

    /// A copy that comes back after its deletion, from a program that knew it before, says what everybody has answered since
    /// (RFC 6638 §3.2.10).
    private func upToDate(_ copy: CalendarObject, owner: Person, _ names: Set<String>) throws -> CalendarObject {
        guard let organizer = copy.organizer, let uid = copy.uid,
            case .person(let person) = try CalendarUser.find(organizer, in: transaction),
            let event = try transaction.object(uid: uid, ownedBy: .person(person.id))?.parsed(),
            event.organizer?.normalized == organizer.normalized
        else { return copy }
        let context = try round(for: owner, names).context()
        return ITIPBroker.returning(copy, with: event, owner: names, context: context)
    }

    /// The owner's answer as an attendee is brought to the organizer.
    private func answer(
        from old: CalendarObject?, to new: CalendarObject?, owner: Person, _ names: Set<String>
    ) throws -> CalendarObject? {
        let context = try round(for: owner, names).context()
        let change: AttendeeChange
        do {
            change = try ITIPBroker.attendeeReply(from: old, to: new, attendee: names, context: context)
        } catch {
            throw SchedulingError(error)
        }
        guard !change.messages.isEmpty else { return change.object }
        let status = try OrganizerDelivery(
            transaction: transaction, environment: environment, now: now, sender: owner
        ).deliver(change.messages)
        var object = change.object
        object?.updateMain { component in
            guard var organizer = component.first("ORGANIZER") else { return }
            organizer[parameter: "SCHEDULE-STATUS"] = status.code
            component.set(organizer)
        }
        return object
    }

    /// - Parameter names: every address by which the object names the owner.
    func round(for owner: Person, _ names: Set<String>) -> OrganizerRound {
        OrganizerRound(
            transaction: transaction, environment: environment, now: now, door: .caldav,
            requester: principal.person.id, organizer: owner.organizer, addresses: names,
            organizerID: .person(owner.id))
    }
}
