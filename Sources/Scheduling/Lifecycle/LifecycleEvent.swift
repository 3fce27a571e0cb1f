public import BookingCore

/// What the server did by itself.
public struct LifecycleEvent: Sendable {
    public enum Kind: Sendable {
        /// A request was not answered in time.
        case expired
        /// Nobody checked in to so many instances.
        case released(instances: Int)
        /// The booking window reached dates of a series without end.
        case extended
        /// Whoever waited has the slot.
        case promoted
        /// What was waited for is over.
        case leftWaitlist
        /// It could not be done now and is tried again later.
        case failed(any Error)
    }

    public var booking: BookingID
    public var kind: Kind

    public init(_ kind: Kind, of booking: BookingID) {
        self.booking = booking
        self.kind = kind
    }
}
