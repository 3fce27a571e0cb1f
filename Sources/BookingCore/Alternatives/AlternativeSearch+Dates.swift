import CalendarTime

/// What can be had for the refused instances of a series.
extension AlternativeSearch {
    /// A resource with the instances that it is free for.
    private struct Cover {
        var resource: Resource
        var context: EngineContext
        var instances: [Instance]
    }

    /// Resources that are free for all of `failed`; else, one after the other, the resource that is free for most of
    /// what is left; then another time of the same resource for the first of what is left.
    mutating func dates<Failure: Error>(
        _ failed: [Instance], of window: SeriesWindow, _ ranked: [Resource], _ limit: Int,
        _ contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> [Alternative] {
        var covers = try covers(failed, ranked, limit, contextOf)
        var left = failed
        var rooms: [Alternative] = []
        var onRequest: [Alternative] = []
        let isWhole = covers.contains { $0.instances.count == failed.count }
        if isWhole { covers.removeAll { $0.instances.count < failed.count } }
        while rooms.count + onRequest.count < limit, let best = takeBest(of: &covers, for: isWhole ? failed : left) {
            guard case .free(let needsApproval) = verdict(on: best) else { continue }
            let times = best.instances.map {
                Alternative.InstanceTime(recurrenceID: $0.recurrenceID, range: $0.range)
            }
            let offer = alternative(
                .otherResourceForInstances(times), best.resource, needsApproval: needsApproval)
            if needsApproval { onRequest.append(offer) } else { rooms.append(offer) }
            let covered = Set(best.instances.map(\.recurrenceID))
            left.removeAll { covered.contains($0.recurrenceID) }
        }
        rooms += onRequest
        if failed.count == 1, let only = failed.first {
            return compose(times: times(for: only, of: window), rooms: rooms, limit)
        }
        for instance in left.prefix(limit - rooms.count) {
            if let time = times(for: instance, of: window).first { rooms.append(time.offer) }
        }
        return rooms
    }

    /// Which of `failed` each candidate is free for; no more candidates once enough are free for all.
    private mutating func covers<Failure: Error>(
        _ failed: [Instance], _ ranked: [Resource], _ limit: Int,
        _ contextOf: (Resource) throws(Failure) -> EngineContext?
    ) throws(Failure) -> [Cover] {
        var covers: [Cover] = []
        var complete = 0
        let greatest = judge.instances + AlternativeFinder.greatestInstances / 2
        for resource in ranked {
            if complete >= limit || judge.instances + 4 * failed.count > greatest { break }
            guard let context = try context(of: resource, contextOf) else { continue }
            var offered = OfferContext(context)
            offered.liftThresholds()
            let decision = judge.decide(
                request.addressed(to: resource).only(failed), in: offered.strict, instances: failed.count)
            let free = Set(decision.instances.filter { $0.verdict == .accepted }.map(\.recurrenceID))
            let instances = failed.filter { free.contains($0.recurrenceID) }
            guard !instances.isEmpty else { continue }
            let cover = Cover(resource: resource, context: context, instances: instances)
            covers.append(cover)
            if instances.count == failed.count, case .free(needsApproval: false) = verdict(on: cover) { complete += 1 }
        }
        return covers
    }

    /// The answer to what a resource is free for, as somebody would ask for it.
    private mutating func verdict(on cover: Cover) -> OfferJudge.Verdict {
        judge.judge(
            request.addressed(to: cover.resource).only(cover.instances), in: OfferContext(cover.context),
            instances: cover.instances.count)
    }

    /// Takes out the first that is free for most of `left`, with those instances only.
    private func takeBest(of covers: inout [Cover], for left: [Instance]) -> Cover? {
        let wanted = Set(left.map(\.recurrenceID))
        var best: (position: Int, instances: [Instance])?
        for (position, cover) in covers.enumerated() {
            let useful = cover.instances.filter { wanted.contains($0.recurrenceID) }
            if !useful.isEmpty, useful.count > best?.instances.count ?? 0 { best = (position, useful) }
        }
        guard let best else { return nil }
        var cover = covers.remove(at: best.position)
        cover.instances = best.instances
        return cover
    }

    /// Other times of the same resource for one instance, each decided with the rest of the series as it is.
    private mutating func times(
        for instance: Instance, of window: SeriesWindow
    ) -> [(offer: Alternative, isSameDay: Bool)] {
        let around = TimeSearch.settledWindow(around: instance.range, now: now)
        let taken = decision.instances.filter(\.takesTime).map(\.range).filter { $0.overlaps(around) }
        let found = TimeSearch(
            instance.range, of: instance.recurrenceID, request,
            in: context.settled(in: around, without: request.booking), taken: taken, refusedByHand: refusedByHand,
            unwanted: keptTimes, now: now
        ).nearest(&judge)
        return found.compactMap { time in
            guard let needsApproval = answer(to: instance, movedTo: time.range, of: window) else { return nil }
            let moved = Alternative.InstanceTime(recurrenceID: instance.recurrenceID, range: time.range)
            return (
                alternative(.otherTimeOfInstance(moved), context.resource, needsApproval: needsApproval),
                time.isSameDay
            )
        }
    }

    /// Whether a manager must agree to the series with one instance moved; nil where that instance is refused.
    private mutating func answer(
        to instance: Instance, movedTo range: TimeRange, of window: SeriesWindow
    ) -> Bool? {
        var instances = window.instances
        guard let position = instances.firstIndex(where: { $0.recurrenceID == instance.recurrenceID }),
            let first = instances.first, let last = instances.map(\.range.end).max()
        else { return nil }
        instances[position].range = range
        let span = TimeRange(start: min(first.range.start, range.start), end: max(last, range.end))
        let decision = judge.decide(
            request.only(instances),
            in: context.settled(in: span.widened(before: 86_400, after: 86_400), without: request.booking),
            instances: instances.count)
        let moved = decision.instances.first { $0.recurrenceID == instance.recurrenceID }
        switch moved?.verdict {
        case .accepted?: return false
        case .tentative?: return true
        default: return nil
        }
    }
}
