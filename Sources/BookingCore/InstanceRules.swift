import CalendarTime

/// The rules that look at one instance alone, whoever else has the time.
struct InstanceRules {
    var policy: BookingPolicy
    var openingHours: OpeningHours?
    var closures: [Closure]
    var zone: ZoneRules
    var now: Instant
    /// By when a booking must end; nil where the series goes on past it or there is no limit.
    var limit: Instant?

    /// Longer ranges are not compared with opening hours day by day: nothing is open that long.
    private static let greatestOpenDuration: Int64 = 400 * 86_400

    init(in context: EngineContext, now: Instant, limit: Instant?) {
        policy = context.resource.policy
        openingHours = context.resource.openingHours
        closures = context.resource.closures
        zone = context.zone
        self.now = now
        self.limit = limit
    }

    /// Whether neither a closure nor the opening hours, where they must be kept, are in the way.
    func isOpen(in range: TimeRange) -> Bool {
        closure(in: range) == nil && (!policy.openingHoursOnly || isOpen(throughout: range))
    }

    /// Why the instance cannot be whoever asks: what no manager can waive.
    func hardRefusals(of range: TimeRange) -> [Reason] {
        if range.start < .minDateTime || range.end > .maxDateTime { return [.beyondLimits(.dates)] }
        return closure(in: range).map { [$0] } ?? []
    }

    /// Why the instance cannot be, empty when it can. A length that is refused hides the rules of dates and hours.
    func refusals(of range: TimeRange) -> [Reason] {
        if range.start < .minDateTime || range.end > .maxDateTime { return [.beyondLimits(.dates)] }
        var reasons: [Reason] = []
        if let limit, range.end > limit { reasons.append(.beyondBookingWindow(limit: limit)) }
        if isShorter(range, than: policy.minimumDuration) {
            reasons.append(.tooShort(minimum: policy.minimumDuration))
        }
        if let maximum = policy.maximumDuration, isLonger(range, than: maximum) {
            reasons.append(.tooLong(maximum: maximum))
            return reasons
        }
        if policy.minimumNotice > 0, range.start < now.adding(policy.minimumNotice) {
            reasons.append(.insufficientNotice(minimum: policy.minimumNotice))
        }
        if let closure = closure(in: range) {
            reasons.append(closure)
        } else if policy.openingHoursOnly, !isOpen(throughout: range) {
            reasons.append(.outsideOpeningHours)
        }
        return reasons
    }

    /// By the clock that runs on and by the one on the wall: the day on which summer time ends is a day long.
    private func isLonger(_ range: TimeRange, than length: Int64) -> Bool {
        range.duration > length && range.end > end(of: length, from: range.start)
    }

    private func isShorter(_ range: TimeRange, than length: Int64) -> Bool {
        range.duration < length && range.end < end(of: length, from: range.start)
    }

    /// A length counts its days by the resource's wall clock, and what is beside them exactly (RFC 5545 §3.3.6).
    private func end(of length: Int64, from start: Instant) -> Instant {
        let (days, rest) = length.quotientAndRemainder(dividingBy: 86_400)
        guard days > 0 else { return start.adding(rest) }
        let civil = CivilDateTime(secondsSinceEpoch: zone.civil(at: start).secondsSinceEpoch &+ days &* 86_400)
        return zone.instant(of: civil).adding(rest)
    }

    /// A closure covers whole civil days of the resource's zone; a range that ends at midnight does not touch the
    /// next day.
    private func closure(in range: TimeRange) -> Reason? {
        guard !closures.isEmpty else { return nil }
        let first = zone.civil(at: range.start).date
        let last = zone.civil(at: max(range.start, range.end.adding(-1))).date
        let touched = closures.filter { $0.from <= last && $0.through >= first }
        guard let closure = touched.min(by: { $0.from < $1.from }) else { return nil }
        return .resourceClosed(date: max(closure.from, first), name: closure.names)
    }

    /// Follows the open parts of each day from the range's start until one ends before the next begins.
    private func isOpen(throughout range: TimeRange) -> Bool {
        guard let openingHours else { return true }
        guard range.duration <= Self.greatestOpenDuration else { return false }
        var reached = range.start
        var date = zone.civil(at: range.start).date
        let last = zone.civil(at: range.end).date
        while date <= last {
            for part in openingHours.ranges(on: date).sorted(by: { $0.from < $1.from }) {
                let isInside = instant(part.from, on: date) <= reached
                let end = instant(part.to, on: date)
                if isInside, end > reached || (range.isEmpty && end == reached) { reached = max(reached, end) }
                if isInside, reached >= range.end, end >= range.start { return true }
            }
            // A day's open parts that do not reach its midnight cannot be continued by the next day's.
            guard reached >= instant(1_440, on: date) else { return false }
            date = date.adding(days: 1)
        }
        return false
    }

    private func instant(_ minutes: Int, on date: CivilDate) -> Instant {
        let day = minutes < 1_440 ? date : date.adding(days: 1)
        let minute = minutes % 1_440
        guard let civil = CivilDateTime(date: day, hour: minute / 60, minute: minute % 60, second: 0) else {
            return .distantPast
        }
        return zone.instant(of: civil)
    }
}
