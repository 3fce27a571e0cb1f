import CalendarTime

extension Deliberation {
    /// Finds the clashes past the window; a reason where they cannot be found exactly.
    mutating func findLaterClashes() -> Reason? {
        guard selection.goesOn, !policy.notesConflicts || !context.companions.isEmpty else { return nil }
        guard !context.hidesLaterClashes else { return .beyondLimits(.expansionWork) }
        do throws(LaterClashFinder.WorkExhausted) {
            var finder = LaterClashFinder(request, in: context, after: selection.horizon, former: formerLater)
            later = try finder.find()
            if policy.leavesConflictsToManager, later.newCount > 0 { needsManager = true }
            return nil
        } catch {
            hidesLaterClashes = true
            return .beyondLimits(.expansionWork)
        }
    }

    /// Clashes that the previous version had as well are not decided again.
    private var formerLater: RecurrenceSet? {
        guard let previous, previous.decidedThrough != nil, request.units <= previous.units else { return nil }
        return previous.series
    }

    /// Whether too many of the instances that were decided now conflict.
    func excess() -> Reason? {
        guard request.series.isRecurring, !policy.leavesConflictsToManager else { return nil }
        let conflicting = fresh.filter { position in
            if case .declined(let reasons) = decided[position].verdict {
                reasons.contains(where: \.isConflict)
            } else {
                false
            }
        }
        // Where only what lies past the window is new, its share is measured against what is there.
        let instances = fresh.isEmpty ? decided.count : fresh.count
        let percentage = min(max(policy.conflictPercentageAllowed, 0), 100)
        var allowed = max(0, policy.maximumConflictInstances)
        var counted = later.newCount == .max ? .max : conflicting.count + later.newCount
        if percentage == 100 {
            if later.newCount == .max { counted = conflicting.count }
        } else {
            allowed = min(allowed, instances * percentage / 100)
        }
        guard counted > allowed else { return nil }
        let first = conflicting.map { decided[$0].range } + later.newFirst
        return .tooManyConflicts(
            conflicts: counted, instances: instances, allowed: allowed, first: Array(first.prefix(Self.namedDates)))
    }
}
