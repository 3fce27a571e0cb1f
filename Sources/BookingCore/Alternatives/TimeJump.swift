import CalendarTime

enum TimeDirection: Hashable {
    case later, earlier
}

/// From a time that was refused, how far one must go until another can be accepted, by the reasons of the refusal.
///
/// Never farther than that: every time in between would be refused for one of the same reasons.
struct TimeJump {
    var resource: Resource
    var related: [RelatedResource]
    var zone: ZoneRules
    var now: Instant
    /// By how many seconds the next range may be shorter or longer than the refused one: whole days are not equally long.
    var shortening: Int64

    init(_ context: EngineContext, on grid: TimeGrid, now: Instant) {
        resource = context.resource
        related = context.related
        zone = context.zone
        self.now = now
        if case .days = grid { shortening = 7_200 } else { shortening = 0 }
    }

    /// On how many days an opening is looked for.
    private static let openingDays = 30

    /// The first start after `range` (the last before it) that may be accepted; nil where none will.
    func start(_ direction: TimeDirection, from range: TimeRange, refused reasons: [Reason]) -> Instant? {
        var reached = range.start.adding(direction == .later ? 1 : -1)
        for reason in reasons {
            switch bound(direction, range, reason) {
            case .none: return nil
            case .some(let bound): reached = direction == .later ? max(reached, bound) : min(reached, bound)
            }
        }
        return reached
    }

    /// `range.start` where the reason does not say how far.
    private func bound(_ direction: TimeDirection, _ range: TimeRange, _ reason: Reason) -> Instant? {
        let isLater = direction == .later
        let length = range.duration - shortening
        switch reason {
        case .conflict(let conflicts):
            let gap = resource.setup + resource.teardown
            return past(conflicts, direction, range, before: gap, after: gap)
        case .partInUse(let id, let conflicts):
            let other = related.first { $0.id == id }
            return past(
                conflicts, direction, range, before: other.map { resource.setup + $0.teardown } ?? 0,
                after: other.map { resource.teardown + $0.setup } ?? 0)
        case .unitsExhausted(_, let requested, let at):
            if requested > resource.units { return nil }
            if isLater { return at.end }
            return at == range ? range.start : at.start.adding(-length)
        case .outsideOpeningHours: return isLater ? opening(after: range) : closing(before: range)
        case .resourceClosed(let date?, _):
            return isLater
                ? midnight(date.adding(days: 1)) : midnight(date).adding(-length)
        case .insufficientNotice(let seconds): return isLater ? now.adding(seconds) : nil
        case .inThePast: return isLater ? now : nil
        case .beyondBookingWindow(let limit): return isLater ? nil : limit.adding(-length)
        case .quotaExceeded(.hoursPerWeek(_, let monday)):
            // What reaches into another week takes less of this one.
            return isLater
                ? midnight(monday.adding(days: 7)).adding(-range.duration - shortening) : midnight(monday).adding(-1)
        // The day after a change of the clock is as long as others are.
        case .tooShort, .tooLong: return shortening > 0 ? range.start : nil
        case .quotaExceeded(.futureBookings), .overCapacity, .recurrenceNotAllowed, .notPermitted, .externalOrganizer,
            .resourceClosed(nil, _), .beyondLimits:
            return nil
        case .tooManyConflicts, .approvalExpired, .notApproved, .released: return range.start
        }
    }

    /// Past every range that is in the way: `before` seconds must lie between its end and a later start, `after` between
    /// its start and an earlier end.
    private func past(
        _ conflicts: [Conflict], _ direction: TimeDirection, _ range: TimeRange, before: Int64, after: Int64
    ) -> Instant {
        switch direction {
        case .later: conflicts.map { $0.range.end.adding(before) }.max() ?? range.start
        case .earlier:
            conflicts.map { $0.range.start.adding(-after).adding(shortening - range.duration) }.min() ?? range.start
        }
    }

    private func midnight(_ date: CivilDate) -> Instant { zone.instant(of: CivilDateTime(startOf: date)) }

    private func instant(_ minutes: Int, on date: CivilDate) -> Instant {
        let day = minutes < 1_440 ? date : date.adding(days: 1)
        let civil = CivilDateTime(date: day, hour: minutes % 1_440 / 60, minute: minutes % 60)
        return zone.instant(of: civil ?? CivilDateTime(startOf: day))
    }

    /// The next instant at which something opens.
    private func opening(after range: TimeRange) -> Instant? {
        guard let hours = resource.openingHours else { return range.start }
        var date = zone.civil(at: range.start).date
        for _ in 0..<Self.openingDays {
            let starts = hours.ranges(on: date).map { instant($0.from, on: date) }
            if let next = starts.filter({ $0 > range.start }).min() { return next }
            date = date.adding(days: 1)
        }
        return nil
    }

    /// The start of what would end with the last closing before the range's end.
    private func closing(before range: TimeRange) -> Instant? {
        guard let hours = resource.openingHours else { return range.start }
        var date = zone.civil(at: range.end).date
        for _ in 0..<Self.openingDays {
            let ends = hours.ranges(on: date).map { instant($0.to, on: date) }
            if let last = ends.filter({ $0 < range.end }).max() { return last.adding(shortening - range.duration) }
            date = date.adding(days: -1)
        }
        return nil
    }
}
