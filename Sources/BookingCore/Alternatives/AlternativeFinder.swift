public import CalendarTime

/// Finds what could be had instead of what was refused.
///
/// Every offer was decided by the engine for the same organizer before it is made. The work is bounded, however much is
/// booked and however long a series goes on: the engine looks for times at most ``greatestTimeDecisions`` times; of the
/// candidates the first ``greatestCandidates`` by rank are decided, of which at most ``greatestInstances`` instances in
/// all; of a series only the instances inside the booking window are looked at, and at most three candidates are asked
/// for a series that goes on past it.
public enum AlternativeFinder {
    /// How many candidates the engine decides about.
    public static let greatestCandidates = 40
    /// How many instances of series it decides for all candidates together.
    public static let greatestInstances = 24_000
    /// How many candidates it compares with all other series for one that goes on past the booking window.
    public static let greatestEndlessDecisions = 3
    /// How often it is asked for another time of the resource.
    public static let greatestTimeDecisions = TimeSearch.greatestDecisions

    /// At most `limit` alternatives to what `decision` refuses, the best first; none where nothing is refused.
    ///
    /// Of a single event: the resource's nearest free time on the same day, then other resources that are free at the
    /// time that was asked for, the nearest first, then the resource's nearest free time on another day or on the other
    /// side of what was asked. Of a series that is refused as a whole: resources that are free for every instance. Of
    /// refused instances: resources that are free for as many of them as possible, then another time for what is left.
    /// What needs a manager comes after what does not.
    ///
    /// A resource can stand in for another by ``ResourceNeeds/init(standingInFor:people:)``. A booking that is asked for
    /// in the past has no alternatives: its date is a mistake.
    ///
    /// - Parameters:
    ///   - context: as the decision saw it.
    ///   - candidates: any resources.
    ///   - keptTimes: what the organizer has and keeps: no offers.
    ///   - contextOf: what a decision about a candidate looks at; nil where it cannot be had.
    public static func alternatives<Failure: Error>(
        to request: BookingRequest, decided decision: BookingDecision, in context: EngineContext,
        among candidates: [Resource], keptTimes: Set<TimeRange> = [], limit: Int = Alternative.offered, now: Instant,
        contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> [Alternative] {
        var search = AlternativeSearch(
            request, decided: decision, in: context, keptTimes: keptTimes, limit: limit, now: now)
        return try search.run(among: candidates, contextOf: contextOf)
    }

    /// The resource of a group that serves a request best, with the engine's decision: the first by
    /// ``ResourceRanking/bestFitFirst`` that accepts it; else the first where it is pending; else that which accepts most
    /// instances of a series; else the first, with its refusal. At most ``greatestCandidates`` are decided.
    ///
    /// - Parameter previous: the booking as it stands, used where it is on that resource.
    /// - Returns: nil where there is no candidate.
    public static func bestFit<Failure: Error>(
        among candidates: [Resource], for request: BookingRequest, needs: ResourceNeeds, previous: Booking? = nil,
        now: Instant, contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> (resource: Resource, decision: BookingDecision)? {
        var best: (resource: Resource, decision: BookingDecision, rank: (Int, Int))?
        let ranked = ResourceRanking.bestFitFirst.ranked(candidates.filter { !$0.disabled }, for: needs)
        for resource in ranked.prefix(greatestCandidates) {
            guard let context = try contextOf(resource) else { continue }
            var asked = request.addressed(to: resource)
            asked.previous = previous?.resource == resource.id ? previous : nil
            let decision = BookingEngine.decide(asked, in: context, now: now)
            let rank = decision.fitness
            if rank == (0, 0) { return (resource, decision) }
            if best.map({ rank < $0.rank }) ?? true { best = (resource, decision, rank) }
        }
        return best.map { ($0.resource, $0.decision) }
    }
}

extension BookingDecision {
    /// Smaller is better.
    fileprivate var fitness: (Int, Int) {
        let declined = declinedInstances.count
        return switch verdict {
        case .accepted: (0, 0)
        case .pending: (1, declined)
        case .partiallyAccepted: (2, declined)
        case .waitlisted: (3, 0)
        case .declined, .ignored: (4, 0)
        }
    }
}
