import BookingCore
import CalendarTime
import ICalendar

/// Brings an attendee's REPLY to the organizer: into their event and their inbox where they are here, else into the
/// outbox.
struct OrganizerDelivery {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let sender: Person

    func deliver(_ message: ITIPMessage) throws -> ScheduleStatus {
        switch try CalendarUser.find(message.recipient, in: transaction) {
        case .person(let organizer):
            return try deliver(message, to: organizer)
        case .outside:
            try transaction.append(
                OutboxEntry(
                    kind: .mail, recipient: message.recipient.normalized,
                    sender: sender.addresses.first ?? sender.id,
                    identity: Digest.etag(
                        of: "\(message.uid)/REPLY/\(sender.id)/\(message.sequence)/\(message.stamp.seconds)"),
                    body: message.object.serialized(), createdAt: now))
            return .sent
        case .resource, .group, .roomGroup, .nobody:
            return .invalidUser
        }
    }

    private func deliver(_ message: ITIPMessage, to organizer: Person) throws -> ScheduleStatus {
        let owner = PrincipalID.person(organizer.id)
        guard let held = try transaction.object(uid: message.uid, ownedBy: owner) else { return .invalidUser }
        try transaction.require([.collection(held.collection), .collection(.inbox(of: owner))])
        let zone = try transaction.site().flatMap { environment.zones.zone(named: $0.zone) } ?? .utc
        let event = try held.parsed()
        let result = try message.applied(
            to: event, recipient: organizer.addressSet,
            context: ITIPContext(now: now, zones: environment.zones, defaultZone: zone))
        guard case .updated(let object) = result else { return .delivered }
        // A reply changes no Schedule-Tag (RFC 6638 §3.2.10).
        try transaction.put(
            try StoredObject(
                object, name: held.name, collection: held.collection, scheduleTag: held.scheduleTag,
                zones: environment.zones, now: now))
        let inbox = CollectionID.inbox(of: owner)
        try transaction.put(
            try StoredObject(
                message.object, name: Digest.hex(environment.randomBytes(16)) + ".ics", collection: inbox,
                scheduleTag: nil, zones: environment.zones, now: now))
        return .delivered
    }
}
