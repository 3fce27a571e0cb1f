/// METHOD of a scheduling message (RFC 5546 §1.4).
public enum ITIPMethod: String, Hashable, Sendable, CaseIterable {
    case publish = "PUBLISH"
    case request = "REQUEST"
    case reply = "REPLY"
    case add = "ADD"
    case cancel = "CANCEL"
    case refresh = "REFRESH"
    case counter = "COUNTER"
    case declineCounter = "DECLINECOUNTER"

    /// Whether the organizer sends it; the others come from an attendee.
    public var isFromOrganizer: Bool {
        switch self {
        case .publish, .request, .add, .cancel, .declineCounter: true
        case .reply, .refresh, .counter: false
        }
    }
}
