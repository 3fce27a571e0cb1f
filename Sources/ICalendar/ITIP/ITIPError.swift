public import CalendarTime

/// Why a change or a message cannot be scheduled at all. Nothing may be stored when one is thrown.
public enum ITIPError: Error, Hashable, Sendable {
    /// The components name different organizers (RFC 6638 §3.2.4.2, `same-organizer-in-all-components`).
    case differentOrganizers(CalendarAddress, CalendarAddress)
    /// The stored object belongs to another organizer, or the change takes the organizer away from invited people.
    case organizerChanged(from: CalendarAddress, to: CalendarAddress?)
    /// The object's organizer is not the person who writes it.
    case notOrganizer(CalendarAddress)
    /// The person who writes the object is none of its attendees, or took themselves out of it.
    case notAttendee
    /// A scheduling object keeps its UID (RFC 4791 §5.3.2).
    case uidChanged
    /// The attendee changed what only the organizer may (RFC 6638 §3.2.2.1,
    /// `allowed-attendee-scheduling-object-change`).
    ///
    /// - Parameters:
    ///   - property: the first property that differs; a component's name where a whole component was added or removed.
    ///   - recurrenceID: the original start of the instance, nil for the series or a single event.
    case attendeeChangeNotAllowed(property: String, recurrenceID: Instant?)
    /// The message has no METHOD, or one of another component than ours.
    case unknownMethod(String?)
    /// The message lacks this property, or has it in a form that cannot be read.
    case malformedMessage(property: String)
}

extension ITIPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .differentOrganizers(let one, let other):
            "components name different organizers: \(one.raw) and \(other.raw)"
        case .organizerChanged(let from, let to):
            "the organizer \(from.raw) cannot be replaced by \(to?.raw ?? "nobody")"
        case .notOrganizer(let organizer): "only \(organizer.raw) may change this event as its organizer"
        case .notAttendee: "the writer is no attendee of this event"
        case .uidChanged: "the UID of a scheduling object cannot change"
        case .attendeeChangeNotAllowed(let property, let recurrenceID):
            "an attendee may not change \(property)" + (recurrenceID.map { " of the instance \($0.rfc3339)" } ?? "")
        case .unknownMethod(let method): "unknown METHOD \(method ?? "(none)")"
        case .malformedMessage(let property): "the message has no usable \(property)"
        }
    }
}
