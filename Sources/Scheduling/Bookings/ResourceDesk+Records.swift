import BookingCore
import CalendarTime

/// How decisions are written down.
extension ResourceDesk {
    /// Keeps a decision with all that it rested on. To be called once for every decision, also for those that no event
    /// caused: approvals, promotions, extensions.
    ///
    /// - Parameters:
    ///   - request: as it was decided.
    ///   - context: as it was decided in, before the change.
    ///   - facts: nil: found by looking again, where an engine decided.
    func record(
        _ decision: BookingDecision, of booking: Booking, _ request: BookingRequest, in context: EngineContext,
        kind: DecisionBasis.Kind = .request, facts: DecisionFacts? = nil, alternatives: [Alternative] = []
    ) throws {
        let resource = context.resource
        let number = try transaction.changeNumber(of: resource.id)
        let known = facts ?? kind.facts(for: request, in: context, now: now)
        try transaction.append(
            DecisionRecord(
                booking: booking.id, resource: booking.resource, decidedAt: now, door: door, requester: requester,
                verdict: decision.verdict, reasons: decision.allReasons,
                scheduleVersions: context.allSchedules.mapValues(\.changeNumber), series: booking.series.encoded(),
                units: booking.units,
                resourceVersion: try transaction.version(of: resource.id, at: number)?.number ?? 0,
                facts: try DecisionBasis(kind, facts: known, decision: decision, alternatives: alternatives)
                    .encoded()))
    }
}

extension DecisionBasis.Kind {
    /// What the engine looked at for a decision of this kind; nil where a human or the clock decided.
    fileprivate func facts(for request: BookingRequest, in context: EngineContext, now: Instant) -> DecisionFacts? {
        switch self {
        case .request, .promotion, .standing: BookingEngine.facts(for: request, in: context, now: now)
        case .approval, .windowExtension, .manager, .server: nil
        }
    }
}

extension EngineContext {
    /// With those of its companions.
    var allSchedules: [ResourceID: ResourceSchedule] {
        companions.reduce(into: schedules) { all, companion in all.merge(companion.allSchedules) { $1 } }
    }
}
