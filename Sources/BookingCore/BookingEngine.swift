public import CalendarTime

/// Decides requests. Pure: reads no clock and no store, so the same input always gives the same decision.
///
/// What the rules mean is said at each field of ``BookingPolicy``.
public enum BookingEngine {
    /// Decides each instance of `request` against the schedules as they stand.
    ///
    /// - Instances that ended before `now` are not decided; an update keeps them as they were.
    /// - An instance of an update that has the time of one of the previous version keeps its answer: it is not decided
    ///   again, keeps its slot whatever the rules say now, and does not count towards the thresholds. It is decided again
    ///   where more units are asked for, and, if it was refused, where fewer are; where people are now too many that
    ///   were not; and all is decided again where the previous version was refused as a whole. What somebody refused by
    ///   hand (`released`, `notApproved`) stays refused as long as its time is the same.
    /// - Conflicts of a series up to min(`maximumConflictInstances`, ⌊`conflictPercentageAllowed` · n / 100⌋) are declined
    ///   one by one, n being the instances decided now; above, everything that was decided now is declined, and what lies
    ///   past the window with it. Clashes past the window count too. At 100 percent the share is unlimited, also for
    ///   clashes that never end.
    /// - Rules that look at one instance alone (length, notice, closures, hours, people, hours per week) decline it alone
    ///   and are no conflicts. Where the organizer may ask outside the rules, they decline nothing, and a manager decides.
    /// - Where a manager decides, what is given now is tentative: all of it, but for what did not move.
    /// - A request from outside that is to be ignored has the verdict `ignored`: nothing is said and nothing changes.
    ///
    /// - Parameter now: the instant from which the window and the notice are measured.
    public static func decide(_ request: BookingRequest, in context: EngineContext, now: Instant) -> BookingDecision {
        switch deliberation(on: request, in: context, now: now) {
        case .success(var deliberation): deliberation.decide()
        case .failure(let decision): decision
        }
    }

    enum Opening {
        case success(Deliberation)
        /// There is nothing to deliberate.
        case failure(BookingDecision)
    }

    static func deliberation(on request: BookingRequest, in context: EngineContext, now: Instant) -> Opening {
        let previous = request.previous.flatMap { previous in
            previous.state.holdsTime && previous.resource == request.resource ? previous : nil
        }
        do throws(InstanceSelection.LimitPassed) {
            let selection = try InstanceSelection(
                request.series, previous: previous, policy: context.resource.policy, now: now)
            return .success(Deliberation(request, in: context, selection, previous: previous, now: now))
        } catch {
            return .failure(BookingDecision(verdict: .declined, instances: [], reasons: [.beyondLimits(error.limit)]))
        }
    }
}
