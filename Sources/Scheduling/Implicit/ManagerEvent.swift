import BookingCore
import CalendarTime
import ICalendar

/// What a manager writes into a resource's calendar is their own booking: the event is theirs, in their calendar, invites
/// the resource, and the engine decides as for everybody (PROTOCOLS, Rooms).
extension ImplicitScheduler {
    /// A new event in the resource's calendar, where its copy then has the name that the client gave.
    ///
    /// The resource may decline, as for any invitation: the copy says so.
    func book(
        _ object: CalendarObject, on resource: Resource, name: String, in id: CollectionID,
        if preconditions: WritePreconditions
    ) throws -> PutResult {
        _ = try CalendarService.writable(id, as: principal, in: transaction)
        // What goes with a room is changed with the room.
        guard try transaction.object(name, in: id) == nil else { throw SchedulingError.readOnly }
        try preconditions.check(nil)
        guard object.componentName == "VEVENT" else {
            throw SchedulingError.unsupportedComponent(object.componentName ?? "")
        }
        let person = principal.person
        let calendar = CollectionID.calendar(of: .person(person.id))
        try transaction.require([.collection(id), .collection(calendar), .resource(resource.id)])
        let uid = object.uid ?? ""
        if let holder = try transaction.object(uid: uid, in: id) {
            throw SchedulingError.uidConflict(holder: id, name: holder.name)
        }
        if let holder = try transaction.object(uid: uid, ownedBy: .person(person.id)) {
            throw SchedulingError.schedulingUIDConflict(holder: holder.collection, name: holder.name)
        }
        let event = try inviting(resource, to: object)
        var round = round(for: person, try person.names(in: [event], transaction))
        round.copyNames = [resource.id: name]
        guard let stored = try round.carryOut(from: nil, to: event).object,
            let copy = try transaction.object(name, in: id)
        else { throw SchedulingError.readOnly }
        try store(stored, as: Digest.etag(of: uid) + ".ics", in: calendar)
        return PutResult(object: copy, created: true, storedAsSent: false)
    }

    /// What a manager sends of their own event, with the organizer and the resource that the copy names: a client that
    /// made the event knows of neither.
    func completed(
        _ object: CalendarObject, like member: StoredObject, of resource: Resource
    ) throws -> CalendarObject {
        let copy = try member.parsed()
        let names = try resource.names(in: copy, transaction)
        let organizer = copy.main.lazy.compactMap { $0.first("ORGANIZER") }.first
        let master = copy.master ?? copy.main.first
        var completed = object
        completed.updateMain { component in
            if component.organizer?.matches(names) ?? true, let organizer { component.set(organizer) }
            guard component.attendee(names) == nil else { return }
            let id = component.first("RECURRENCE-ID")?.value
            let same = copy.main.first { $0.first("RECURRENCE-ID")?.value == id } ?? master
            if let attendee = same?.attendee(names) { component.append(attendee.property) }
        }
        return completed
    }

    /// A change that the manager makes in the resource's copy of an event of their own.
    ///
    /// - Parameter member: the copy as it stands.
    func change(
        _ object: CalendarObject, of member: StoredObject, on resource: Resource
    ) throws -> PutResult {
        let person = principal.person
        guard let held = try transaction.object(uid: member.uid, ownedBy: .person(person.id)) else {
            throw SchedulingError.readOnly
        }
        try transaction.require([.collection(held.collection)])
        let event = try held.parsed()
        var copy = try member.parsed()
        if let booking = try transaction.booking(resource: resource.id, uid: member.uid) {
            copy.restoreTransparency(of: booking.series, zones: environment.zones)
        }
        let names = try resource.names(in: copy, transaction)
        var sent = object
        sent.takeTransparency(of: copy)
        let changed = CopyChange(from: copy, to: sent, keeping: names).applied(to: event)
        let own = try person.names(in: [changed, event], transaction)
        guard let stored = try round(for: person, own).carryOut(from: event, to: changed).object,
            let now = try transaction.object(member.name, in: member.collection)
        else { throw SchedulingError.readOnly }
        try store(stored, as: held.name, in: held.collection)
        return PutResult(object: now, created: false, storedAsSent: false)
    }

    /// The event in the manager's name, with the resource among its attendees.
    private func inviting(_ resource: Resource, to object: CalendarObject) throws -> CalendarObject {
        let names = try resource.names(in: object, transaction)
        let own = try principal.person.names(in: [object], transaction)
        for component in object.main {
            guard let organizer = component.organizer, !organizer.matches(own), !organizer.matches(names) else {
                continue
            }
            // A calendar client may write the calendar's owner there; nobody else's name is taken.
            guard case .resource(let found) = try CalendarUser.find(organizer, in: transaction), found.id == resource.id
            else { throw SchedulingError.organizerChanged }
        }
        var event = object
        event.updateMain { component in
            component.set(DraftObject.organizerProperty(principal.person.organizer))
            if component.attendee(names) == nil { component.append(DraftObject.attendee(resource, units: 1)) }
        }
        return event
    }

    private func store(_ event: CalendarObject, as name: String, in collection: CollectionID) throws {
        try transaction.put(
            try StoredObject(
                event, name: name, collection: collection, scheduleTag: Digest.hex(environment.randomBytes(8)),
                zones: environment.zones, now: now))
    }
}

/// What somebody changed in a resource's copy of an event, which may show less than the event says.
struct CopyChange {
    private let before: [String: CalendarComponent]
    private let sent: CalendarObject
    private let names: Set<String>

    /// - Parameter names: the resource's, which stays invited.
    init(from copy: CalendarObject, to sent: CalendarObject, keeping names: Set<String>) {
        before = Dictionary(copy.main.map { (Self.key($0), $0) }, uniquingKeysWith: { $1 })
        self.sent = sent
        self.names = names
    }

    private static let untouched: Set<String> = [
        "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "ORGANIZER", "ATTENDEE", "REQUEST-STATUS",
    ]
    private static let recurring: Set<String> = ["RRULE", "RDATE", "EXDATE", "EXRULE"]

    private static func key(_ component: CalendarComponent) -> String { component.first("RECURRENCE-ID")?.value ?? "" }

    /// The event with the same changes: properties that differ between the copy and what was sent, components that came or
    /// went.
    func applied(to event: CalendarObject) -> CalendarObject {
        var result = event
        let stored = Dictionary(event.main.map { (Self.key($0), $0) }, uniquingKeysWith: { $1 })
        let kept = Set(sent.main.map(Self.key))
        var components: [CalendarComponent] = event.main.filter { component in
            let key = Self.key(component)
            return !kept.contains(key) && before[key] == nil
        }
        for component in sent.main {
            let key = Self.key(component)
            let base = stored[key] ?? event.master.map(Self.instance) ?? component
            let known = before[key] ?? before[""].map(Self.instance) ?? base
            components.append(merged(base, from: known, to: component))
        }
        result.main = components
        let zones = Set(result.calendar.components(named: "VTIMEZONE").compactMap { $0.first("TZID")?.value })
        for zone in sent.calendar.components(named: "VTIMEZONE") {
            guard let id = zone.first("TZID")?.value, !zones.contains(id) else { continue }
            result.calendar.components.insert(zone, at: 0)
        }
        return result
    }

    /// What an override starts from.
    private static func instance(_ master: CalendarComponent) -> CalendarComponent {
        var instance = master
        for name in recurring { instance.remove(name) }
        return instance
    }

    private func merged(
        _ base: CalendarComponent, from known: CalendarComponent, to sent: CalendarComponent
    ) -> CalendarComponent {
        var result = base
        let written = Set((known.properties + sent.properties).map(\.name)).subtracting(Self.untouched)
        for name in written.sorted() where known.all(name) != sent.all(name) {
            result.remove(name)
            for property in sent.all(name) { result.append(property) }
        }
        let (here, there) = (addresses(of: known), addresses(of: sent))
        result.removeAttendee(here.subtracting(there).subtracting(names))
        for attendee in sent.attendees where !here.contains(attendee.address.normalized) {
            guard result.attendee([attendee.address.normalized]) == nil else { continue }
            result.append(attendee.property)
        }
        return result
    }

    private func addresses(of component: CalendarComponent) -> Set<String> {
        Set(component.attendees.map(\.address.normalized))
    }
}
