public import CalendarTime

extension BookingEngine {
    public static func approve(_ booking: Booking, in context: EngineContext, now: Instant) -> BookingDecision {
        BookingDecision(verdict: .declined, instances: booking.instances)
    }

    public static func displaced(
        by booking: Booking, among holds: [Booking], in context: EngineContext, now: Instant
    ) -> [Booking] { [] }

    public static func companionInstances(
        of instances: [BookedInstance], for context: EngineContext, booking: BookingID
    ) -> [BookedInstance] { instances }
}

extension BookingRequest {
    /// The approval that the booking keeps in this version.
    public var keptApproval: Instant? { previous?.approvedAt }
}
