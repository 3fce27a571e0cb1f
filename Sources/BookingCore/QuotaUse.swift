import CalendarTime

/// What an organizer has of a resource in each week, while a request is decided.
struct QuotaUse {
    private let limit: Int64
    private let zone: ZoneRules
    /// Seconds by the week's Monday.
    private var used: [CivilDate: Int64] = [:]

    /// Nil where hours are not limited.
    ///
    /// - Parameter window: what will be asked about.
    init?(of booking: BookingID, in context: EngineContext, window: TimeRange) {
        guard let limit = context.resource.policy.quotas.hoursPerWeek else { return nil }
        self.limit = limit
        zone = context.zone
        let weeks = window.widened(before: 8 * 86_400, after: 8 * 86_400)
        for other in context.otherBookings where other.id != booking {
            other.forEachTakenRange(until: weeks.end) { range in
                if let part = range.intersection(weeks) { take(part) }
            }
        }
    }

    /// Why `range` is too much; nil where it is not.
    func refusal(of range: TimeRange) -> Reason? {
        var passed: CivilDate?
        forEachWeek(of: range) { week, seconds in
            if used[week, default: 0] + seconds > limit { passed = week }
            return passed == nil
        }
        return passed.map { .quotaExceeded(.hoursPerWeek(limit: limit, week: $0)) }
    }

    mutating func take(_ range: TimeRange) {
        var parts: [(CivilDate, Int64)] = []
        forEachWeek(of: range) { week, seconds in
            parts.append((week, seconds))
            return true
        }
        for (week, seconds) in parts { used[week, default: 0] += seconds }
    }

    /// Weeks begin on Monday at midnight by the resource's clock.
    private func forEachWeek(of range: TimeRange, _ body: (CivilDate, Int64) -> Bool) {
        var start = range.start
        while start < range.end {
            let date = zone.civil(at: start).date
            let monday = date.adding(days: 1 - date.weekday.rawValue)
            let next = zone.instant(of: CivilDateTime(startOf: monday.adding(days: 7)))
            let end = next > start ? min(next, range.end) : range.end
            if !body(monday, end - start) { return }
            start = end
        }
    }
}

extension Booking {
    /// What the booking has, instances that are decided later included, as far as they begin before `end`.
    func forEachTakenRange(until end: Instant, _ body: (TimeRange) -> Void) {
        guard state.holdsTime else { return }
        for instance in instances where instance.takesTime { body(instance.takenRange) }
        guard let from = decidedThrough, from < end else { return }
        for instance in series.instances(from: from) where instance.blocks && instance.range.end > from {
            if instance.range.start >= end { return }
            body(instance.range)
        }
    }

    /// Whether some of its time is still to come.
    func hasTime(after now: Instant) -> Bool {
        guard state.holdsTime else { return false }
        return instances.contains { $0.takesTime && $0.takenRange.end > now } || firstLaterInstance != nil
    }

    /// The first instance that is to be decided when the booking window reaches it.
    var firstLaterInstance: Instance? {
        guard state.holdsTime, let from = decidedThrough else { return nil }
        return series.instances(from: from).first { $0.blocks && $0.range.end > from }
    }
}
