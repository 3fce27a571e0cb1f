import BookingCore
import CalendarTime
import ICalendar

/// Keeps the copies of an event in step with the answers that stand in its organizer's (RFC 6638 §3.2.10): people's and
/// rooms' alike. Nothing is asked and nobody is told: no message, and no new Schedule-Tag.
struct AttendeeRefresh {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant

    /// More copies, or more octets in all of them, are not written for one answer: they follow with the next message, as
    /// others wait while they are written.
    static let mostCopies = 100
    static let mostOctets = 4 << 20

    private struct Copy {
        var owner: PrincipalID
        var stored: StoredObject
        /// The addresses whose answer is the owner's.
        var names: Set<String>
    }

    /// The copies that ``refresh(from:except:)`` may write, to be asked for at once with all else.
    func keys(of event: CalendarObject) throws -> Set<LockKey> {
        Set(try copies(of: event).map { LockKey.collection($0.stored.collection) })
    }

    /// Brings the answers of `event`, the organizer's object, into every copy that is here.
    ///
    /// - Parameter told: whose copy says it already.
    func refresh(from event: CalendarObject, except told: Set<PrincipalID>) throws {
        let copies = try copies(of: event).filter { !told.contains($0.owner) }
        guard !copies.isEmpty else { return }
        try transaction.require(Set(copies.map { LockKey.collection($0.stored.collection) }))
        let zone = try transaction.site().flatMap { environment.zones.zone(named: $0.zone) } ?? .utc
        for copy in copies {
            var own = zone
            if case .resource(let id) = copy.owner, let resource = try transaction.resource(id) {
                own = resource.rules(in: environment.zones)
            }
            let object = try copy.stored.parsed()
            guard object.organizer?.normalized == event.organizer?.normalized else { continue }
            let refreshed = ITIPBroker.refreshing(
                object, with: event, owner: copy.names,
                context: ITIPContext(now: now, zones: environment.zones, defaultZone: own))
            guard refreshed != object else { continue }
            try transaction.put(
                try StoredObject(
                    refreshed, name: copy.stored.name, collection: copy.stored.collection,
                    scheduleTag: copy.stored.scheduleTag, zones: environment.zones, now: now))
        }
    }

    private func copies(of event: CalendarObject) throws -> [Copy] {
        guard let uid = event.uid else { return [] }
        let attendees = event.attendees
        guard attendees.count <= 2 * Self.mostCopies else { return [] }
        var copies: [PrincipalID: Copy] = [:]
        for attendee in attendees {
            guard let (owner, names) = try owner(of: attendee, in: event) else { continue }
            if copies[owner] != nil {
                copies[owner]?.names.formUnion(names)
            } else if let stored = try stored(uid, of: owner) {
                copies[owner] = Copy(owner: owner, stored: stored, names: names)
            }
        }
        let octets = copies.values.reduce(0) { $0 + $1.stored.text.utf8.count }
        guard copies.count <= Self.mostCopies, octets <= Self.mostOctets else { return [] }
        return copies.values.sorted { $0.owner < $1.owner }
    }

    /// Whose copy an attendee's is: for a group of rooms that of the room that was chosen.
    private func owner(
        of attendee: Attendee, in event: CalendarObject
    ) throws -> (PrincipalID, Set<String>)? {
        let written: Set<String> = [attendee.address.normalized]
        switch try CalendarUser.find(attendee.address, in: transaction) {
        case .person(let person):
            if event.organizer?.matches(person.addressSet) == true { return nil }
            return (.person(person.id), person.addressSet.union(written))
        case .resource(let resource):
            return (.resource(resource.id), resource.addresses.union(written))
        case .roomGroup(let group):
            guard let organizer = event.organizer, let uid = event.uid,
                case .person(let person) = try CalendarUser.find(organizer, in: transaction)
            else { return nil }
            let booking = try transaction.bookings(organizer: person.organizer.key, uid: uid)
                .first { $0.requestedAs == group.address && $0.state != .cancelled }
            guard let booking, let room = try transaction.resource(booking.resource) else { return nil }
            return (.resource(room.id), room.addresses.union(written))
        case .group, .nobody, .outside:
            return nil
        }
    }

    private func stored(_ uid: String, of owner: PrincipalID) throws -> StoredObject? {
        if case .resource = owner { return try transaction.object(uid: uid, in: .calendar(of: owner)) }
        // An event of their own that happens to have the UID has no Schedule-Tag or another organizer.
        return try transaction.object(uid: uid, ownedBy: owner).flatMap { $0.scheduleTag == nil ? nil : $0 }
    }
}

extension CalendarObject {
    /// Who said what, by instance; equal where nobody's copy has to follow.
    var participation: [String: [String: ParticipationStatus]] {
        var result: [String: [String: ParticipationStatus]] = [:]
        for component in main {
            let id = component.first("RECURRENCE-ID")?.value ?? ""
            for attendee in component.attendees {
                result[id, default: [:]][attendee.address.normalized] = attendee.participationStatus
            }
        }
        return result
    }
}
