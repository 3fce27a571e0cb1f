import CalendarTime

/// A time that can be had.
struct FoundTime: Hashable {
    var range: TimeRange
    var needsApproval: Bool
    /// It begins on the day that was asked for, by the wall clock of the resource.
    var isSameDay: Bool
}

/// Looks for the free times of one resource nearest to one that was refused: on the same day first, then up to fourteen
/// days before and after.
///
/// It goes from refusal to refusal as far as each reason reaches, so that the work grows with what is in the way and
/// not with what is booked, and ends after ``greatestDecisions``. Within opening hours where what was asked is within
/// them, and between 7:00 and 20:00 where there are none and it is between these: nobody wants the next free time at
/// three in the morning.
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

    /// Seconds.
    static let reach: Int64 = 14 * 86_400
    /// How often the engine may be asked by all searches for one answer.
    static let greatestDecisions = 1_500

    /// - Parameters:
    ///   - context: settled by ``settledWindow(around:now:)``.
    ///   - taken: what the same series has already.
    init(
        _ asked: TimeRange, of recurrenceID: Instant, _ request: BookingRequest, in context: EngineContext,
        taken: [TimeRange] = [], unwanted: Set<TimeRange> = [], now: Instant
    ) {
        self.asked = asked
        self.request = request
        self.recurrenceID = recurrenceID
        self.now = now
        self.unwanted = unwanted.union([asked])
        let hours = Self.openingHours(for: asked, of: context)
        self.context = OfferContext(context.taking(taken, units: request.units), openingHours: hours)
        grid = TimeGrid(of: asked, in: context.zone)
        jump = TimeJump(self.context.strict, on: grid, now: now)
    }

    /// Everything that a search around `range` may look at.
    static func settledWindow(around range: TimeRange, now: Instant) -> TimeRange {
        let around = reach + 2 * 86_400
        let start = max(range.start, now)
        return TimeRange(start: start, end: max(start, range.end)).widened(
            before: around, after: around + max(0, range.duration))
    }

    /// The nearest time, then the nearest on the other side of what was asked if it is as good.
    func nearest(_ judge: inout OfferJudge) -> [FoundTime] {
        let anchor = max(asked.start, now)
        let date = zone.civil(at: anchor).date
        let low = max(now, anchor.adding(-Self.reach))
        let high = anchor.adding(Self.reach)
        var walks = [walk(.later, grid, anchor), walk(.earlier, grid, anchor)]
        if case .steps = grid {
            let dayStart = max(low, zone.instant(of: CivilDateTime(startOf: date)))
            let dayEnd = min(high, zone.instant(of: CivilDateTime(startOf: date.adding(days: 1))).adding(-1))
            let sameDay = found(by: &walks, from: dayStart, through: dayEnd, isSameDay: true, &judge)
            if !sameDay.isEmpty { return sameDay }
            if grid != .minutes {
                var finer = [walk(.later, .minutes, anchor), walk(.earlier, .minutes, anchor)]
                let sameDay = found(by: &finer, from: dayStart, through: dayEnd, isSameDay: true, &judge)
                if !sameDay.isEmpty { return sameDay }
            }
        }
        return found(by: &walks, from: low, through: high, isSameDay: false, &judge)
    }

    private func walk(_ direction: TimeDirection, _ grid: TimeGrid, _ anchor: Instant) -> TimeWalk {
        TimeWalk(direction, on: grid, from: anchor, length: asked.duration, zone: zone)
    }

    private func found(
        by walks: inout [TimeWalk], from low: Instant, through high: Instant, isSameDay: Bool, _ judge: inout OfferJudge
    ) -> [FoundTime] {
        var found: [FoundTime] = []
        for position in walks.indices {
            if let time = walks[position].advance(from: low, through: high, { probe($0, $1, &judge) }) {
                found.append(FoundTime(range: time.range, needsApproval: time.needsApproval, isSameDay: isSameDay))
            }
        }
        func distance(_ time: FoundTime) -> UInt64 { (time.range.start - asked.start).magnitude }
        // A stable order: of two at one distance the later one, which is first here.
        if found.count == 2, distance(found[1]) < distance(found[0]) { found.swapAt(0, 1) }
        return found
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
        let hours = context.resource.openingHours ?? wakingHours
        return isOpen(hours, throughout: asked, in: context.zone) ? hours : nil
    }

    private static let wakingHours = OpeningHours(
        weekly: Dictionary(
            uniqueKeysWithValues: Weekday.allCases.map { ($0, DailyRange(from: 420, to: 1_200).map { [$0] } ?? []) }))

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

/// Goes through the starts of a grid in one direction, and can be asked to go on.
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
    /// Nil: nothing more will come.
    private var position: Instant?

    init(_ direction: TimeDirection, on grid: TimeGrid, from anchor: Instant, length: Int64, zone: ZoneRules) {
        self.direction = direction
        self.grid = grid
        self.length = length
        self.zone = zone
        position = anchor
        position = start(near: anchor)
    }

    /// The first start between `low` and `high`, both inside, for which `probe` says free; the anchor lies between them.
    mutating func advance(
        from low: Instant, through high: Instant, _ probe: (TimeRange, TimeDirection) -> Probe
    ) -> (range: TimeRange, needsApproval: Bool)? {
        while let start = position, low <= start, start <= high {
            guard let range = grid.range(from: start, length: length, in: zone) else {
                position = nil
                return nil
            }
            switch probe(range, direction) {
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
