import CalendarTime

extension ITIPBroker {
    /// What `message` makes of the recipient's object.
    ///
    /// REQUEST, ADD and CANCEL act on an attendee's copy, REPLY, REFRESH and COUNTER on the organizer's object. With
    /// ``ITIPOrdering/byMessage`` the result depends on the set of messages only, not on the order they arrive in (RFC
    /// 5546 §2.1.5); a CANCEL wins against a REQUEST of the same version.
    ///
    /// - Parameter object: what the recipient has under the message's UID; a wholly cancelled one counts as remembered.
    /// - Parameter recipient: the recipient's normalized addresses.
    /// - Parameter tombstone: what an earlier CANCEL left, see ``ITIPOutcome/remembered(_:)``.
    public static func apply(
        _ message: ITIPMessage, to object: CalendarObject?, recipient: Set<String>,
        ordering: ITIPOrdering = .byMessage, tombstone: ITIPTombstone? = nil, context: ITIPContext
    ) throws(ITIPError) -> ITIPOutcome {
        try checkSameOrganizer(in: message.object)
        for component in message.object.main where component.first("RECURRENCE-ID") != nil {
            guard ObjectTimes(message.object, context).recurrenceID(of: component) != nil else {
                throw .malformedMessage(property: "RECURRENCE-ID")
            }
        }
        switch message.method {
        case .publish: return .ignored(.published)
        case .declineCounter: return .ignored(.declinedCounter)
        case .request, .add, .cancel:
            if let organizer = object?.organizer, !context.isSamePerson(organizer, message.organizer) {
                return .ignored(.otherOrganizer)
            }
            if let tombstone, tombstone.organizer != message.organizer.normalized {
                guard context.isSamePerson(CalendarAddress(tombstone.organizer), message.organizer) else {
                    return .ignored(.otherOrganizer)
                }
            }
            let copy = AttendeeCopy(
                object: object, message: message, recipient: recipient, ordering: ordering, tombstone: tombstone,
                context: context)
            return switch message.method {
            case .add: copy.add()
            case .cancel: copy.cancel()
            default: copy.request()
            }
        case .reply, .refresh, .counter:
            guard let object, object.organizer != nil else { return .ignored(.unknownObject) }
            guard object.organizer?.matches(recipient) == true else { return .ignored(.notOrganizer) }
            var inbox = OrganizerInbox(object: object, message: message, ordering: ordering, context: context)
            return switch message.method {
            case .refresh: inbox.refresh()
            case .counter: inbox.counter()
            default: inbox.reply()
            }
        }
    }
}
