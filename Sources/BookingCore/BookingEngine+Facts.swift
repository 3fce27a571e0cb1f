public import CalendarTime

extension BookingEngine {
    /// Decides as ``decide(_:in:now:)`` does, and says what it looked at, so that the decision can be repeated later.
    public static func decideRecording(
        _ request: BookingRequest, in context: EngineContext, now: Instant
    ) -> (decision: BookingDecision, facts: DecisionFacts) {
        (decide(request, in: context, now: now), DecisionFacts(of: request))
    }

    /// What ``decide(_:in:now:)`` looks at; costs as much as the decision itself.
    public static func facts(for request: BookingRequest, in context: EngineContext, now: Instant) -> DecisionFacts {
        decideRecording(request, in: context, now: now).facts
    }
}
