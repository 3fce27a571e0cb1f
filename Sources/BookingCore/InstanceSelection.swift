import CalendarTime

/// The instances of a request that are to be looked at now.
struct InstanceSelection {
    /// End after now and belong to the window, by start; a set that does not repeat is here whatever its date.
    var current: [Instance] = []
    /// Some instance ends after `horizon`.
    var goesOn = false
    /// The set has instances and all ended before now.
    var isPast = false
    /// Up to when instances are decided now.
    var horizon: Instant

    /// More instances than this are refused.
    static let greatestCount = 3_000

    /// - Throws: the limit that the set passes.
    init(_ series: RecurrenceSet, previous: Booking?, policy: BookingPolicy, now: Instant) throws(LimitPassed) {
        if series.rules.contains(where: { $0.frequency <= .minutely }) { throw LimitPassed(limit: .frequency) }
        horizon = Self.limit(policy, now: now)
        if let previous {
            // What was decided stays decided, also where the window has become shorter.
            let decided = previous.decidedThrough ?? previous.instances.lazy.map(\.range.end).max()
            horizon = max(horizon, min(decided ?? horizon, .maxDateTime))
        }
        // An instance of no length that begins now ends before whatever ends after now.
        var iterator = series.instances(from: now.adding(-1))
        while let instance = iterator.next() {
            // An instance of no length at this very moment has not ended before it.
            if instance.range.end < now || (instance.range.end == now && !instance.range.isEmpty) { continue }
            if series.isRecurring, instance.range.end > horizon {
                goesOn = true
                if instance.range.start >= horizon { break }
                continue
            }
            current.append(instance)
            if current.count > Self.greatestCount { throw LimitPassed(limit: .instances) }
        }
        if iterator.isExhausted { throw LimitPassed(limit: .expansionWork) }
        if current.isEmpty, !goesOn {
            var all = series.instances()
            isPast = all.next() != nil
        }
    }

    /// By when bookings must end, or, where there is no window, up to when series are expanded.
    static func limit(_ policy: BookingPolicy, now: Instant) -> Instant {
        min(now.adding(policy.bookingWindow ?? BookingPolicy.defaultBookingWindow), .maxDateTime)
    }

    struct LimitPassed: Error {
        var limit: BeyondLimit
    }
}
