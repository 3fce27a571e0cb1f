public import CalendarTime

/// What a message does to the recipient's object. The caller stores it; the broker keeps nothing.
public enum ITIPOutcome: Hashable, Sendable {
    /// There was no object; this is it.
    case created(CalendarObject)
    /// The object after the message.
    case updated(CalendarObject)
    /// Everything in the object is cancelled. Kept, it remembers the CANCEL; a caller that deletes it stores
    /// ``ITIPTombstone/init(cancelled:context:)`` instead.
    case cancelled(CalendarObject)
    /// A CANCEL for what is not here yet: store the tombstone and give it to `apply` with the next message of that UID.
    case remembered(ITIPTombstone)
    /// The object stays; these messages are to be sent (REFRESH, DECLINECOUNTER, the REQUEST that a REFRESH asks for).
    case answered([ITIPMessage])
    /// Nothing changes and nothing is answered.
    case ignored(IgnoredReason)
}

/// Why a message changes nothing.
public enum IgnoredReason: Hashable, Sendable {
    /// A later version is already here (RFC 5546 §2.1.5).
    case older
    /// This very version is already here.
    case repeated
    /// A later CANCEL came before it.
    case cancelledBefore
    /// The recipient is not among the attendees, or a reply comes from someone who was not invited. An uninvited guest
    /// ("party crasher", RFC 5546 §3.2.3) is never added: the organizer decides whom to invite.
    case notInvited
    /// The UID belongs to another organizer here.
    case otherOrganizer
    /// The recipient is not the organizer of the object that the message is about.
    case notOrganizer
    /// There is no object, or no such instance, that the message is about.
    case unknownObject
    /// Published events are for reading, nobody answers them (RFC 5546 §3.2.1).
    case published
    /// A DECLINECOUNTER: nothing was changed by the counter either.
    case declinedCounter
}

/// CANCELs of a UID that is not here, so that a REQUEST which arrives late revives nothing (RFC 5546 §2.1.5).
public struct ITIPTombstone: Hashable, Sendable, Codable {
    /// What was cancelled, and at which version.
    public struct Entry: Hashable, Sendable, Codable {
        /// The original start of the instance; nil: everything.
        public var recurrenceID: Instant?
        public var sequence: Int
        public var stamp: Instant
    }

    public var uid: String
    /// Normalized.
    public var organizer: String
    public var entries: [Entry]

    init(uid: String, organizer: String, entries: [Entry] = []) {
        self.uid = uid
        self.organizer = organizer
        self.entries = entries
    }

    /// What `object`, wholly or partly cancelled, has to be remembered by when it is deleted.
    public init(cancelled object: CalendarObject, context: ITIPContext) {
        self.init(uid: object.uid ?? "", organizer: object.organizer?.normalized ?? "")
        let times = ObjectTimes(object, context)
        for component in object.main where component.isCancelled {
            note(times.recurrenceID(of: component), VersionOrder(component))
        }
    }

    mutating func note(_ recurrenceID: Instant?, _ order: VersionOrder) {
        if let place = entries.firstIndex(where: { $0.recurrenceID == recurrenceID }) {
            let known = VersionOrder(sequence: entries[place].sequence, stamp: entries[place].stamp)
            guard known < order else { return }
            entries.remove(at: place)
        }
        entries.append(Entry(recurrenceID: recurrenceID, sequence: order.sequence, stamp: order.stamp))
    }

    /// The version at which exactly `recurrenceID` (nil: everything) was cancelled.
    func order(of recurrenceID: Instant?) -> VersionOrder? {
        entries.first { $0.recurrenceID == recurrenceID }.map { VersionOrder(sequence: $0.sequence, stamp: $0.stamp) }
    }
}
