import CalendarTime

/// A time that can be had.
struct FoundTime: Hashable {
    var range: TimeRange
    var needsApproval: Bool
    /// It begins on the day that was asked for, by the wall clock of the resource.
    var isSameDay: Bool
}

/// Looks for the free times of one resource nearest to one that was refused: on the same day, else on the nearest day of
/// the fourteen before and after, and on each day nearest to the time of day that was asked for.
///
/// On a day it goes from refusal to refusal as far as each reason reaches, so that the work grows with what is in the
/// way and not with what is booked, and ends after ``greatestDecisions``. Within opening hours where what was asked is
/// within them; where there are none, between 7:00 and 20:00 and from Monday to Friday where what was asked is: nobody
/// wants the next free time at three in the morning.
struct TimeSearch {
    private let asked: TimeRange
    private let request: BookingRequest
    private let recurrenceID: Instant
    private let context: OfferContext
    private let grid: TimeGrid
    private let jump: TimeJump
    private let now: Instant
    /// No offers: what was asked, and what the organizer has.
    private let unwanted: Set<TimeRange>
    private var zone: ZoneRules { context.asked.zone }

    /// Days before and after.
    static let reach = 14
    /// How often the engine may be asked by all searches for one answer.
    static let greatestDecisions = 1_500

    /// - Parameters:
    ///   - context: settled by ``settledWindow(around:now:)``.
    ///   - taken: what the same series has already.
    ///   - refusedByHand: times that somebody refused who answers for the resource: nothing that touches them is offered.
    init(
        _ asked: TimeRange, of recurrenceID: Instant, _ request: BookingRequest, in context: EngineContext,
        taken: [TimeRange] = [], refusedByHand: [TimeRange] = [], unwanted: Set<TimeRange> = [], now: Instant
    ) {
        self.asked = asked
        self.request = request
        self.recurrenceID = recurrenceID
        self.now = now
        self.unwanted = unwanted.union([asked])
        let hours = Self.openingHours(for: asked, of: context)
        let left = context.taking(taken, units: request.units)
            .taking(refusedByHand, units: context.resource.units, as: .min + 1)
        self.context = OfferContext(left, openingHours: hours)
        grid = TimeGrid(of: asked, in: context.zone)
        jump = TimeJump(self.context.strict, on: grid, now: now)
    }

    /// Everything that a search around `range` may look at.
    static func settledWindow(around range: TimeRange, now: Instant) -> TimeRange {
        let around = Int64(reach + 2) * 86_400
        let start = max(range.start, now)
        return TimeRange(start: start, end: max(start, range.end)).widened(before: around, after: around)
            .widened(before: 0, after: max(0, range.duration))
    }

    /// The nearest time of the same day and the nearest on the other side of what was asked; else those of the two
    /// nearest days.
    func nearest(_ judge: inout OfferJudge) -> [FoundTime] {
        let today = zone.civil(at: max(asked.start, now)).date
        var reached = Reached()
        var times = found(on: today, by: grid, &reached, &judge)
        if times.isEmpty, case .steps = grid, grid != .minutes {
            var ignored = Reached()
            times = found(on: today, by: .minutes, &ignored, &judge)
        }
        if !times.isEmpty {
            return times.map { FoundTime(range: $0.range, needsApproval: $0.needsApproval, isSameDay: true) }
        }
        var others: [FoundTime] = []
        for distance in 1...Self.reach {
            for offset in [distance, -distance] where others.count < 2 {
                let date = today.adding(days: offset)
                guard let time = found(on: date, by: grid, &reached, &judge).first else { continue }
                others.append(FoundTime(range: time.range, needsApproval: time.needsApproval, isSameDay: false))
            }
        }
        return others
    }

    /// How far the refusals of the days before reach: on later days there is no start before `later`, on earlier ones
    /// none after `earlier`.
    private struct Reached {
        var later = Instant.distantPast
        var earlier = Instant.distantFuture
    }

    /// What begins on `date`, the nearest to the time of day that was asked for first: at most one before and one after.
    private func found(
        on date: CivilDate, by grid: TimeGrid, _ reached: inout Reached, _ judge: inout OfferJudge
    ) -> [(range: TimeRange, needsApproval: Bool)] {
        let low = max(now, zone.instant(of: CivilDateTime(startOf: date)))
        let high = zone.instant(of: CivilDateTime(startOf: date.adding(days: 1))).adding(-1)
        guard low <= high, low > asked.start ? high >= reached.later : low <= reached.earlier else { return [] }
        let anchor = min(max(anchor(on: date), low), high)
        var later = TimeWalk(.later, on: grid, from: anchor, length: asked.duration, zone: zone)
        let after = later.advance(from: low, through: high) { probe($0, .later, &judge) }
        if let after, after.range.start == anchor { return [after] }
        var earlier = TimeWalk(.earlier, on: grid, from: anchor.adding(-1), length: asked.duration, zone: zone)
        let before = earlier.advance(from: low, through: high) { probe($0, .earlier, &judge) }
        if after == nil { reached.later = max(reached.later, later.position ?? .distantFuture) }
        if before == nil { reached.earlier = min(reached.earlier, earlier.position ?? .distantPast) }
        let found = [after, before].compactMap { $0 }
        let isNearerBefore = found.count == 2 && anchor - found[1].range.start < found[0].range.start - anchor
        return isNearerBefore ? found.reversed() : found
    }

    /// The time of day that was asked for, on another date.
    private func anchor(on date: CivilDate) -> Instant {
        let civil = zone.civil(at: asked.start)
        guard date != civil.date,
            let same = CivilDateTime(date: date, hour: civil.hour, minute: civil.minute, second: civil.second)
        else { return asked.start }
        return zone.instant(of: same)
    }

    private func probe(
        _ range: TimeRange, _ direction: TimeDirection, _ judge: inout OfferJudge
    ) -> TimeWalk.Probe {
        if judge.decisions >= Self.greatestDecisions { return .next(nil) }
        let isWanted = !unwanted.contains(range)
        switch judge.judge(request.only(recurrenceID, at: range), in: context) {
        case .free(let needsApproval) where isWanted: return .free(needsApproval: needsApproval)
        case .free: return .next(jump.start(direction, from: range, refused: []))
        case .refused(let reasons): return .next(jump.start(direction, from: range, refused: reasons))
        }
    }

    // MARK: Hours

    /// The hours to keep to; nil: those of the policy, if any.
    private static func openingHours(for asked: TimeRange, of context: EngineContext) -> OpeningHours? {
        if context.resource.policy.openingHoursOnly, context.resource.openingHours != nil { return nil }
        let isWeekend = context.zone.civil(at: asked.start).date.weekday.rawValue > Weekday.friday.rawValue
        let days = Weekday.allCases.filter { isWeekend || $0.rawValue <= Weekday.friday.rawValue }
        let hours = context.resource.openingHours ?? wakingHours(on: days)
        return isOpen(hours, throughout: asked, in: context.zone) ? hours : nil
    }

    private static func wakingHours(on days: [Weekday]) -> OpeningHours {
        let day = [DailyRange(from: 420, to: 1_200)].compactMap { $0 }
        return OpeningHours(weekly: Dictionary(uniqueKeysWithValues: days.map { ($0, day) }))
    }

    /// Asked of the engine, so that there is one reading of opening hours.
    private static func isOpen(_ hours: OpeningHours, throughout range: TimeRange, in zone: ZoneRules) -> Bool {
        var policy = BookingPolicy()
        policy.openingHoursOnly = true
        policy.bookingWindow = nil
        policy.maximumDuration = nil
        let resource = Resource(
            id: "hours", names: LocalizedText(""), address: "", zone: zone.identifier, openingHours: hours,
            policy: policy)
        let request = BookingRequest(
            booking: BookingID(rawValue: 0), resource: resource.id,
            organizer: BookingOrganizer(personID: nil, address: ""), isInternal: true,
            series: RecurrenceSet(single: range))
        let context = EngineContext(resource: resource, schedules: [:], zone: zone)
        return BookingEngine.decide(request, in: context, now: range.start.adding(-1)).verdict == .accepted
    }
}

/// Goes through the starts of a grid in one direction.
struct TimeWalk {
    enum Probe {
        case free(needsApproval: Bool)
        /// No start before (after) this one; nil: none at all.
        case next(Instant?)
    }

    private let direction: TimeDirection
    private let grid: TimeGrid
    private let length: Int64
    private let zone: ZoneRules
    /// The next start to look at. Nil: nothing more can be had.
    private(set) var position: Instant?

    init(_ direction: TimeDirection, on grid: TimeGrid, from anchor: Instant, length: Int64, zone: ZoneRules) {
        self.direction = direction
        self.grid = grid
        self.length = length
        self.zone = zone
        position = start(near: anchor)
    }

    /// The first start between `low` and `high`, both inside, for which `probe` says free.
    mutating func advance(
        from low: Instant, through high: Instant, _ probe: (TimeRange) -> Probe
    ) -> (range: TimeRange, needsApproval: Bool)? {
        while let start = position, low <= start, start <= high {
            guard let range = grid.range(from: start, length: length, in: zone) else {
                position = nil
                return nil
            }
            switch probe(range) {
            case .free(let needsApproval): return (range, needsApproval)
            case .next(let next): position = next.map(self.start(near:))
            }
        }
        return nil
    }

    private func start(near instant: Instant) -> Instant {
        direction == .later
            ? grid.start(atOrAfter: instant, in: zone) : grid.start(atOrBefore: instant, in: zone)
    }
}
