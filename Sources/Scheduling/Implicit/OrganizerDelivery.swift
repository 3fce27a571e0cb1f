import BookingCore
import CalendarTime
import ICalendar

/// Brings an attendee's REPLYs to the organizer: into their event and their inbox where they are here, and from there into
/// the other attendees' copies; else into the outbox.
struct OrganizerDelivery {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let sender: Person

    /// - Parameter messages: all that one change of the attendee's copy says; at least one.
    func deliver(_ messages: [ITIPMessage]) throws -> ScheduleStatus {
        guard let first = messages.first else { return .delivered }
        switch try CalendarUser.find(first.recipient, in: transaction) {
        case .person(let organizer):
            return try deliver(messages, to: organizer)
        case .outside:
            for message in messages {
                try transaction.append(
                    OutboxEntry(
                        kind: .mail, recipient: message.recipient.normalized,
                        sender: sender.addresses.first ?? sender.id,
                        identity: Digest.etag(
                            of: "\(message.uid)/REPLY/\(sender.id)/\(message.sequence)/\(message.stamp.seconds)"),
                        body: message.object.serialized(), createdAt: now))
            }
            return .sent
        case .resource, .group, .roomGroup, .nobody:
            return .invalidUser
        }
    }

    private func deliver(_ messages: [ITIPMessage], to organizer: Person) throws -> ScheduleStatus {
        let owner = PrincipalID.person(organizer.id)
        guard let held = try transaction.object(uid: messages[0].uid, ownedBy: owner) else { return .invalidUser }
        let inbox = CollectionID.inbox(of: owner)
        let others = AttendeeRefresh(transaction: transaction, environment: environment, now: now)
        let before = try held.parsed()
        try transaction.require(
            try others.keys(of: before).union([.collection(held.collection), .collection(inbox)]))
        let zone = try transaction.site().flatMap { environment.zones.zone(named: $0.zone) } ?? .utc
        let context = ITIPContext(now: now, zones: environment.zones, defaultZone: zone)
        let names = try organizer.names(in: [before], transaction)
        var event = before
        var status: ScheduleStatus?
        for message in messages {
            switch try message.applied(to: event, recipient: names, context: context) {
            case .updated(let object): event = object
            case .ignored(.notInvited), .ignored(.notOrganizer), .ignored(.unknownObject):
                // The organizer's event has no place for the answer: it reaches nobody.
                status = status ?? .noAuthority
                continue
            default: continue
            }
            status = .delivered
            try transaction.put(
                try StoredObject(
                    message.object, name: Digest.hex(environment.randomBytes(16)) + ".ics", collection: inbox,
                    scheduleTag: nil, zones: environment.zones, now: now))
        }
        guard event != before else { return status ?? .delivered }
        // A reply changes no Schedule-Tag (RFC 6638 §3.2.10).
        try transaction.put(
            try StoredObject(
                event, name: held.name, collection: held.collection, scheduleTag: held.scheduleTag,
                zones: environment.zones, now: now))
        try others.refresh(from: event, except: [.person(sender.id)])
        return .delivered
    }
}
