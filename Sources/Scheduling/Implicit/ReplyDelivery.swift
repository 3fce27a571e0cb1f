import CalendarTime
import ICalendar

/// Brings a resource's or a person's answer to the organizer: into their inbox where they are here, else into the
/// outbox.
struct ReplyDelivery {
    let round: OrganizerRound
    /// Where the resource reads dates and floating times; nil: the site's.
    var zone: ZoneRules?

    /// - Parameter stamp: of the decision: a reply is never older than it, so that replies of one second have an order.
    func deliver(
        _ answers: ReplyAnswers, of attendee: CalendarAddress, to object: CalendarObject, stamp: Instant? = nil
    ) throws {
        var context = try round.context(zone: zone)
        if let stamp { context.now = max(context.now, stamp) }
        let messages = ITIPBroker.reply(to: object, attendee: attendee, answers: answers, context: context)
        guard let first = messages.first else { return }
        guard let inbox = round.organizerID.map(CollectionID.inbox(of:)) else {
            for message in messages { try post(message) }
            return
        }
        // One decision is one item in the inbox: the reply for the series with those of the instances that differ.
        var whole = first.object
        whole.main = messages.flatMap(\.object.main)
        try round.putInboxItem(whole, in: inbox)
    }

    private func post(_ message: ITIPMessage) throws {
        try round.transaction.append(
            OutboxEntry(
                kind: .mail, recipient: message.recipient.normalized, sender: message.sender.normalized,
                identity: Digest.etag(
                    of: "\(message.uid)/REPLY/\(message.sender.normalized)/\(message.sequence)/\(message.stamp.seconds)"
                ),
                body: message.object.serialized(), createdAt: round.now))
    }
}

extension OrganizerRound {
    /// Adds a scheduling message to an inbox (RFC 6638 §2.2), under a name of its own.
    func putInboxItem(_ object: CalendarObject, in inbox: CollectionID) throws {
        try transaction.require([.collection(inbox)])
        try transaction.put(
            try StoredObject(
                object, name: Digest.hex(environment.randomBytes(16)) + ".ics", collection: inbox, scheduleTag: nil,
                zones: environment.zones, now: now))
    }
}
