public import CalendarTime

/// One scheduling message from one calendar user to another (RFC 5546).
public struct ITIPMessage: Hashable, Sendable {
    public var method: ITIPMethod
    /// With METHOD.
    public var object: CalendarObject
    public var organizer: CalendarAddress
    public var sender: CalendarAddress
    public var recipient: CalendarAddress
    public var uid: String
    /// The highest SEQUENCE of the components.
    public var sequence: Int
    /// The latest DTSTAMP of the components.
    public var stamp: Instant
    /// Whether it asks for a new answer, or takes away what was answered: not a mere change of text.
    public var significant: Bool
    /// SCHEDULE-FORCE-SEND of the client made this message (RFC 6638 §7.2).
    public var scheduleForceSend: Bool
    /// Of a REQUEST: the organizer's event as it stood before; nil for a new one, and where nobody here knows.
    public var earlier: CalendarObject?

    init(
        method: ITIPMethod, object: CalendarObject, organizer: CalendarAddress, sender: CalendarAddress,
        recipient: CalendarAddress, significant: Bool, scheduleForceSend: Bool = false
    ) {
        self.method = method
        self.object = object
        self.organizer = organizer
        self.sender = sender
        self.recipient = recipient
        uid = object.uid ?? ""
        sequence = object.sequence
        stamp = object.main.map(\.schedulingStamp).max() ?? .distantPast
        self.significant = significant
        self.scheduleForceSend = scheduleForceSend
    }

    /// Reads a message that came from outside.
    ///
    /// ORGANIZER may be missing in a REPLY, as Exchange writes it; then it is the recipient. The sender of a REPLY,
    /// REFRESH or COUNTER is its ATTENDEE.
    ///
    /// - Parameter recipient: the calendar user the transport brought it to.
    public init(receiving object: CalendarObject, for recipient: CalendarAddress) throws(ITIPError) {
        guard let method = object.method.flatMap(ITIPMethod.init(rawValue:)) else {
            throw .unknownMethod(object.method)
        }
        guard object.uid?.isEmpty == false else { throw .malformedMessage(property: "UID") }
        guard Set(object.main.map(\.uid)).count == 1 else { throw .malformedMessage(property: "UID") }
        let organizer: CalendarAddress
        let sender: CalendarAddress
        if method.isFromOrganizer {
            guard let named = object.organizer else { throw .malformedMessage(property: "ORGANIZER") }
            organizer = named
            sender = named
        } else {
            guard let attendee = object.attendees.first else { throw .malformedMessage(property: "ATTENDEE") }
            organizer = object.organizer ?? recipient
            sender = attendee.address
        }
        self.init(
            method: method, object: object, organizer: organizer, sender: sender, recipient: recipient,
            significant: method != .publish && method != .declineCounter)
    }
}
