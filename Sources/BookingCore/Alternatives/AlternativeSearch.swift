import CalendarTime

/// One run of ``AlternativeFinder/alternatives(to:decided:in:among:keptTimes:limit:now:contextOf:)``.
struct AlternativeSearch {
    let request: BookingRequest
    let decision: BookingDecision
    let context: EngineContext
    let keptTimes: Set<TimeRange>
    let limit: Int
    let now: Instant
    var judge: OfferJudge
    /// What was looked up, candidates that cannot be had as nil.
    private(set) var contexts: [ResourceID: EngineContext?] = [:]

    init(
        _ request: BookingRequest, decided decision: BookingDecision, in context: EngineContext,
        keptTimes: Set<TimeRange> = [], limit: Int = Alternative.offered, now: Instant
    ) {
        self.request = request
        self.decision = decision
        self.context = context
        self.keptTimes = keptTimes
        self.limit = max(0, limit)
        self.now = now
        judge = OfferJudge(now: now)
    }

    mutating func run<Failure: Error>(
        among candidates: [Resource], contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> [Alternative] {
        guard limit > 0, decision.refuses, !decision.reasons.contains(.inThePast),
            let window = SeriesWindow(request.series, policy: context.resource.policy, now: now),
            let first = window.instances.first
        else { return [] }
        let ranked = ranked(candidates)
        guard request.series.isRecurring else { return try single(first, ranked, contextOf) }
        var offers: [Alternative] = []
        if decision.isRefusedWhole { offers = try wholeSeries(window, ranked, contextOf) }
        let failed = decision.failedInstances(after: now)
        if offers.count < limit, !failed.isEmpty {
            // Who can have another room for every date is not offered rooms for some of them.
            let rooms = offers.isEmpty ? ranked : []
            offers += try dates(failed, of: window, rooms, limit - offers.count, contextOf)
        }
        return offers
    }

    /// Those that can stand in, the first that are decided about.
    private func ranked(_ candidates: [Resource]) -> [Resource] {
        let needs = ResourceNeeds(standingInFor: context.resource, people: request.attendeeCount)
        let able = candidates.filter { $0.id != context.resource.id && !$0.disabled && needs.areMet(by: $0) }
        return Array(
            ResourceRanking.nearestFirst.ranked(able, for: needs).prefix(AlternativeFinder.greatestCandidates))
    }

    func alternative(_ offer: Alternative.Offer, _ resource: Resource, needsApproval: Bool) -> Alternative {
        let isOther = resource.id != context.resource.id
        return Alternative(
            offer, resource: resource.id, kind: resource.kind, capacity: resource.capacity,
            nearness: isOther ? Place(of: context.resource).nearness(to: Place(of: resource)) : nil,
            needsApproval: needsApproval)
    }

    mutating func context<Failure: Error>(
        of resource: Resource, _ contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> EngineContext? {
        if let known = contexts[resource.id] { return known }
        let context = try contextOf(resource)
        contexts[resource.id] = .some(context)
        return context
    }

    /// What a human refused of the booking as it was: an offer that touches it would be refused again.
    var refusedByHand: [TimeRange] {
        guard let previous = request.previous else { return [] }
        let isWhole = previous.state == .declined && previous.reasons.contains(where: \.isByHand)
        return previous.instances.filter { instance in
            if isWhole { return true }
            if case .declined(let reasons) = instance.verdict { return reasons.contains(where: \.isByHand) }
            return false
        }.map(\.range)
    }

    // MARK: Single events

    private mutating func single<Failure: Error>(
        _ instance: Instance, _ ranked: [Resource], _ contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> [Alternative] {
        let settled = context.settled(
            in: TimeSearch.settledWindow(around: instance.range, now: now), without: request.booking)
        let times = TimeSearch(
            instance.range, of: instance.recurrenceID, request, in: settled, refusedByHand: refusedByHand,
            unwanted: keptTimes, now: now
        ).nearest(&judge)
        let rooms = try free(ranked, limit - min(1, times.count), cost: 2, contextOf) { request, judge, context in
            judge.judge(request, in: OfferContext(context))
        }
        return compose(
            times: times.map {
                (alternative(.otherTime($0.range), context.resource, needsApproval: $0.needsApproval), $0.isSameDay)
            },
            rooms: rooms.map { alternative(.otherResource(instance.range), $0, needsApproval: $1) }, limit)
    }

    /// The nearest time first if it is on the same day, else last; a second time only where something is missing.
    func compose(
        times: [(offer: Alternative, isSameDay: Bool)], rooms: [Alternative], _ limit: Int
    ) -> [Alternative] {
        guard let first = times.first else { return Array(rooms.prefix(limit)) }
        var nearest = Array(rooms.prefix(limit - 1))
        nearest.insert(first.offer, at: first.isSameDay ? 0 : nearest.count)
        return nearest + times.dropFirst().prefix(limit - nearest.count).map(\.offer)
    }

    /// The first `count` of `ranked` for which `decide` says free, those that need a manager last.
    ///
    /// - Parameter cost: how many instances `decide` gives to the engine at most.
    mutating func free<Failure: Error>(
        _ ranked: [Resource], _ count: Int, cost: Int, _ contextOf: (Resource) throws(Failure) -> EngineContext?,
        _ decide: (BookingRequest, inout OfferJudge, EngineContext) -> OfferJudge.Verdict
    ) throws(Failure) -> [(resource: Resource, needsApproval: Bool)] {
        var free: [(resource: Resource, needsApproval: Bool)] = []
        var onRequest: [(resource: Resource, needsApproval: Bool)] = []
        let greatest = judge.instances + AlternativeFinder.greatestInstances / 2
        for resource in ranked {
            if free.count >= count || judge.instances + cost > greatest { break }
            guard let context = try context(of: resource, contextOf),
                case .free(let needsApproval) = decide(request.addressed(to: resource), &judge, context)
            else { continue }
            if needsApproval { onRequest.append((resource, true)) } else { free.append((resource, false)) }
        }
        return Array((free + onRequest).prefix(max(0, count)))
    }

    // MARK: Series

    /// Resources for every instance.
    ///
    /// The instances of the window are decided first. A series that goes on is then decided as it is, for the first few
    /// that have the window free only: that compares it with all other series up to the last date served.
    private mutating func wholeSeries<Failure: Error>(
        _ window: SeriesWindow, _ ranked: [Resource], _ contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> [Alternative] {
        let count = window.instances.count
        var wholes = 0
        let rooms = try free(ranked, limit, cost: window.goesOn ? 4 * count : 2 * count, contextOf) {
            request, judge, context in
            let offered = OfferContext(context)
            guard window.goesOn else { return judge.judge(request, in: offered, instances: count) }
            let verdict = judge.judge(request.only(window.instances), in: offered, instances: count)
            guard case .free = verdict, wholes < AlternativeFinder.greatestEndlessDecisions else {
                return .refused([])
            }
            wholes += 1
            return judge.judge(request, in: offered, instances: count)
        }
        return rooms.map { alternative(.otherResourceForSeries, $0, needsApproval: $1) }
    }
}
