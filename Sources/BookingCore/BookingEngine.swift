public import CalendarTime

/// Decides requests. Pure: reads no clock and no store, so the same input always gives the same decision.
public enum BookingEngine {
    /// Decides each instance of `request` against the schedules as they stand.
    public static func decide(_ request: BookingRequest, in context: EngineContext, now: Instant) -> BookingDecision {
        preconditionFailure()
    }
}
