import CalendarTime

extension BookingEngine {
    /// What a companion's booking has, now that the booking which it goes with has `instances`.
    ///
    /// The same, with the same answers. Only what the resource kept from a time when the companion did not go with it can
    /// be taken there by somebody else: then the companion alone declines it. Who only waits for a manager there is in nobody's
    /// way: the decision about the booking itself looked at that, and what of a series without end is still to come may be seen
    /// here and was younger there.
    ///
    /// - Parameters:
    ///   - context: the companion's.
    ///   - booking: the id that its booking has or will have.
    public static func companionInstances(
        of instances: [BookedInstance], for context: EngineContext, booking: BookingID
    ) -> [BookedInstance] {
        let held = instances.filter(\.takesTime)
        guard !held.isEmpty, !context.resource.policy.notesConflicts else { return instances }
        var place = CompanionTime(
            booking, in: context, window: window(of: held.map(\.range)), .confirmedOnly, before: nil)
        var standing: Set<TimeRange> = []
        for instance in context.standing?.instances ?? [] where instance.takesTime {
            standing.insert(instance.range)
        }
        return instances.map { instance in
            guard instance.takesTime else { return instance }
            var instance = instance
            // A request that a manager is to see may have the time of somebody else until then.
            let waits = instance.verdict == .tentative
            if !waits, !standing.contains(instance.range), let reason = place.conflict(in: instance.takenRange) {
                instance.verdict = .declined([reason])
            } else {
                place.take(instance.takenRange)
            }
            return instance
        }
    }
}
