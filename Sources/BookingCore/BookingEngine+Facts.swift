public import CalendarTime

extension BookingEngine {
    /// Decides as ``decide(_:in:now:)`` does, and says what it looked at, so that the decision can be repeated later.
    public static func decideRecording(
        _ request: BookingRequest, in context: EngineContext, now: Instant
    ) -> (decision: BookingDecision, facts: DecisionFacts) {
        switch deliberation(on: request, in: context, now: now) {
        case .success(var deliberation):
            let decision = deliberation.decide()
            return (decision, FactsCollector(deliberation).facts())
        case .failure(let decision):
            return (decision, DecisionFacts(of: request))
        }
    }

    /// What ``decide(_:in:now:)`` looks at; costs as much as the decision itself.
    public static func facts(for request: BookingRequest, in context: EngineContext, now: Instant) -> DecisionFacts {
        decideRecording(request, in: context, now: now).facts
    }
}

/// Gathers what a deliberation looked at.
///
/// Kept are at most ``greatestEntries`` taken ranges and ``greatestOpenSeries`` open series of each resource: more than
/// that says that the facts are partial.
struct FactsCollector {
    private let deliberation: Deliberation
    /// What was asked about, apart from each other, in order.
    private let windows: [TimeRange]

    static let greatestEntries = 2_000
    static let greatestOpenSeries = 100

    init(_ deliberation: Deliberation) {
        self.deliberation = deliberation
        let asked = deliberation.fresh.map { deliberation.decided[$0].range } + deliberation.later.taken
        windows = asked.filter { !$0.isEmpty }.sorted { $0.start < $1.start }
    }

    func facts() -> DecisionFacts {
        var facts = DecisionFacts(of: deliberation.request)
        let context = deliberation.context
        facts.hidesLaterClashes = deliberation.hidesLaterClashes
        if !deliberation.fresh.isEmpty || deliberation.laterIsFresh || deliberation.selection.goesOn {
            facts.place = place(context, own: deliberation.request.previous, &facts.isPartial)
            facts.otherBookings = otherBookings(&facts.isPartial)
            facts.companions = context.companions.map { companion in
                var place = place(companion, own: companion.standing, &facts.isPartial)
                place.standing = companion.standing.map(BookingFacts.init(of:))
                return CompanionFacts(resource: companion.resource, place: place)
            }
        }
        let known = deliberation.later.taken.count
        if known >= Self.greatestEntries { facts.isPartial = true }
        return facts
    }

    private func place(_ context: EngineContext, own: Booking?, _ isPartial: inout Bool) -> PlaceFacts {
        var place = PlaceFacts()
        let id = context.resource.id
        let gap = context.resource.gap
        let taken = schedule(context.schedules[id], of: id, before: gap, after: gap, own: own, &isPartial)
        if !taken.isEmpty { place.schedules[id] = taken }
        for other in context.related {
            let buffers = context.resource.buffers(beside: other)
            let found = schedule(
                context.schedules[other.id], of: other.id, before: buffers.before, after: buffers.after, own: nil,
                &isPartial)
            if !found.isEmpty { place.schedules[other.id] = found }
            place.related.append(other)
        }
        return place
    }

    private func schedule(
        _ schedule: ResourceSchedule?, of id: ResourceID, before: Int64, after: Int64, own: Booking?,
        _ isPartial: inout Bool
    ) -> ScheduleFacts {
        var facts = ScheduleFacts()
        guard let schedule else { return facts }
        let clashing = Set((deliberation.later.open[id] ?? []).map(\.booking))
        let windows = joined(before: before, after: after)
        for open in schedule.openSeries where open.booking != own?.id {
            guard clashing.contains(open.booking) || reaches(open, windows) else { continue }
            facts.open.append(OpenSeriesFacts(of: open))
        }
        var reached = Instant.distantPast
        for window in windows where facts.taken.count <= Self.greatestEntries {
            schedule.index.overlaps(window) { entry in
                // What the window before had a part of is known.
                if entry.booking != own?.id.rawValue, entry.range.start >= reached || reached == .distantPast {
                    facts.taken.append(entry)
                }
                return facts.taken.count <= Self.greatestEntries
            }
            reached = window.end
        }
        if facts.taken.count > Self.greatestEntries || facts.open.count > Self.greatestOpenSeries {
            isPartial = true
            facts.taken = Array(facts.taken.prefix(Self.greatestEntries))
            facts.open = Array(facts.open.prefix(Self.greatestOpenSeries))
        }
        return facts
    }

    /// The windows with buffers around them, those that meet made one.
    private func joined(before: Int64, after: Int64) -> [TimeRange] {
        var joined: [TimeRange] = []
        for window in windows {
            let wide = window.widened(before: before, after: after)
            if let last = joined.last, wide.start <= last.end {
                joined[joined.count - 1] = TimeRange(start: last.start, end: max(last.end, wide.end))
            } else {
                joined.append(wide)
            }
        }
        return joined
    }

    private func reaches(_ open: OpenSeries, _ windows: [TimeRange]) -> Bool {
        windows.contains { window in
            var found = false
            open.overlaps(window) { _ in
                found = true
                return false
            }
            return found
        }
    }

    private func otherBookings(_ isPartial: inout Bool) -> [[TimeRange]] {
        let context = deliberation.context
        let asked = deliberation.decided.last?.range.end ?? deliberation.now
        let from = deliberation.now.adding(-8 * 86_400)
        let until = max(asked, deliberation.selection.horizon).adding(8 * 86_400)
        var count = 0
        return context.otherBookings.compactMap { other -> [TimeRange]? in
            guard other.id != deliberation.request.booking else { return nil }
            var ranges: [TimeRange] = []
            other.forEachTakenRange(until: until) { if $0.end > from { ranges.append($0) } }
            // What it has after all that was looked at still counts as one booking.
            if !ranges.contains(where: { $0.end > deliberation.now }), let later = other.firstLaterInstance {
                ranges.append(later.range)
            }
            count += ranges.count
            if count > Self.greatestEntries {
                isPartial = true
                return nil
            }
            return ranges.isEmpty ? nil : ranges
        }
    }
}

extension OpenSeriesFacts {
    init(of open: OpenSeries) {
        booking = open.booking
        series = SeriesBytes(of: open.series)
        from = open.from
        units = open.units
        tentative = open.tentative
    }
}
