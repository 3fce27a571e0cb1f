public import CalendarTime

extension BookingEngine {
    /// Decides the instances of an open series that the booking window has reached since.
    ///
    /// Each is answered for itself: the series was accepted, so that no threshold is looked at again. Older open
    /// series have their time before this one, younger ones after it; extend them in the order of
    /// ``ResourceSchedule/openSeries``, applying each answer to the schedule before the next, and before anybody else
    /// is decided on the resource.
    ///
    /// - Returns: every instance, those of before as they are, and the new `decidedThrough`; nil where nothing is due.
    public static func extend(_ booking: Booking, in context: EngineContext, now: Instant) -> BookingDecision? {
        let policy = context.resource.policy
        let horizon = InstanceSelection.limit(policy, now: now)
        guard let from = booking.decidedThrough, booking.state.holdsTime, from < horizon else { return nil }
        let request = BookingRequest(
            booking: booking.id, resource: booking.resource, organizer: booking.organizer, isInternal: true,
            units: booking.units, attendeeCount: booking.attendeeCount, series: booking.series)
        let own = OpenSeries(
            booking: booking.id, series: booking.series, from: from, units: booking.units, createdAt: booking.createdAt)
        var occupancy = Occupancy(
            request, in: context, window: TimeRange(start: from, end: horizon), before: own)
        let rules = InstanceRules(
            policy: policy, openingHours: context.resource.openingHours, closures: context.resource.closures,
            zone: context.zone, now: now, limit: nil)
        let decidesConflicts = !policy.allowConflicts && policy.autoSchedule != .acceptAlways
        var instances = booking.instances
        var goesOn = false
        for instance in booking.series.instances(from: from) where instance.range.end > from {
            if instance.range.end > horizon {
                goesOn = true
                if instance.range.start >= horizon { break }
                continue
            }
            var verdict = InstanceVerdict.cancelled
            if instance.blocks {
                var refusals = instance.range.end <= now ? [.inThePast] : rules.refusals(of: instance.range)
                if refusals.isEmpty, decidesConflicts { refusals = occupancy.refusals(of: instance.range) }
                verdict = refusals.isEmpty ? .accepted : .declined(refusals)
                if refusals.isEmpty { occupancy.take(instance.range) }
            }
            instances.append(
                BookedInstance(recurrenceID: instance.recurrenceID, range: instance.range, verdict: verdict))
        }
        instances.sort { ($0.range.start, $0.recurrenceID) < ($1.range.start, $1.recurrenceID) }
        let hasDeclined = instances.contains { if case .declined = $0.verdict { true } else { false } }
        return BookingDecision(
            verdict: hasDeclined ? .partiallyAccepted : .accepted, instances: instances,
            decidedThrough: goesOn ? horizon : nil)
    }
}
