import BookingCore
import CalendarTime

/// How decisions are written down.
extension ResourceDesk {
    /// Keeps a decision with all that it rested on. To be called once for every decision, also for those that no event
    /// caused: approvals, promotions, extensions.
    ///
    /// - Parameter request: as it was decided.
    /// - Parameter context: as it was decided in, before the change.
    func record(
        _ decision: BookingDecision, of booking: Booking, _ request: BookingRequest, in context: EngineContext
    ) throws {
        let resource = context.resource
        let number = try transaction.changeNumber(of: resource.id)
        try transaction.append(
            DecisionRecord(
                booking: booking.id, resource: booking.resource, decidedAt: now, door: door, requester: requester,
                verdict: decision.verdict, reasons: decision.allReasons,
                scheduleVersions: context.allSchedules.mapValues(\.changeNumber), series: booking.series.encoded(),
                units: booking.units,
                resourceVersion: try transaction.version(of: resource.id, at: number)?.number ?? 0, facts: []))
    }
}

extension EngineContext {
    /// With those of its companions.
    var allSchedules: [ResourceID: ResourceSchedule] {
        companions.reduce(into: schedules) { all, companion in all.merge(companion.allSchedules) { $1 } }
    }
}
