public import CalendarTime

/// Decides requests. Pure: reads no clock and no store, so the same input always gives the same decision.
///
/// What the rules mean is said at each field of ``BookingPolicy``.
public enum BookingEngine {
    /// Decides each instance of `request` against the schedules as they stand.
    ///
    /// - Instances that ended before `now` are not decided; an update keeps them as they were.
    /// - An instance of an update that has the time, units and verdict of the previous version is not decided again: it
    ///   keeps its slot whatever the rules say now, and does not count towards the thresholds. If the previous version
    ///   was refused as a whole, everything is decided anew.
    /// - Conflicts of a series up to min(`maximumConflictInstances`, ⌊`conflictPercentageAllowed` · n / 100⌋) are declined
    ///   one by one, n being the instances decided now; above, everything that was decided now is declined. Clashes
    ///   past the window count too. At 100 percent the share is unlimited, also for clashes that never end.
    /// - Rules that look at one instance alone (length, notice, closures, hours) decline it alone and are no conflicts.
    ///
    /// - Parameter now: the instant from which the window and the notice are measured.
    public static func decide(_ request: BookingRequest, in context: EngineContext, now: Instant) -> BookingDecision {
        do throws(InstanceSelection.LimitPassed) {
            let previous = request.previous.flatMap { previous in
                previous.state.holdsTime && previous.resource == request.resource ? previous : nil
            }
            let selection = try InstanceSelection(
                request.series, previous: previous, policy: context.resource.policy, now: now)
            var deliberation = Deliberation(request, in: context, selection, previous: previous, now: now)
            return deliberation.decide()
        } catch {
            return BookingDecision(verdict: .declined, instances: [], reasons: [.beyondLimits(error.limit)])
        }
    }
}
