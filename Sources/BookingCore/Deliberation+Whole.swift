import CalendarTime

extension Deliberation {
    /// An organizer from outside who gets no answer.
    var isIgnored: Bool {
        guard !request.isInternal, policy.externalOrganizers == .ignore else { return false }
        return !context.resource.disabled && policy.autoSchedule != .declineAlways
    }

    /// Why nothing of what is asked for now can be had; rules that a manager may waive are noted instead where the
    /// organizer may ask for that.
    mutating func wholeRefusals() -> [Reason] {
        if context.resource.disabled { return [.resourceClosed(date: nil, name: nil)] }
        if policy.autoSchedule == .declineAlways { return [.notPermitted] }
        if !request.isInternal, policy.externalOrganizers == .decline { return [.externalOrganizer] }
        if permission.isNothing { return [.notPermitted] }
        let rules = brokenRules()
        if request.units > context.resource.units, let first = firstToBlock {
            let units = context.resource.units
            return rules + [.unitsExhausted(available: units, requested: request.units, at: first)]
        }
        if rules.isEmpty { return [] }
        guard permission.asksOutsideRules else { return rules }
        note(rules)
        needsManager = true
        return []
    }

    private var firstToBlock: TimeRange? {
        if let first = selection.current.first(where: \.blocks) { return first.range }
        guard selection.goesOn else { return nil }
        return request.series.instances(from: selection.horizon).first { $0.blocks }?.range
    }

    private mutating func brokenRules() -> [Reason] {
        var reasons: [Reason] = []
        if request.series.isRecurring, !policy.allowRecurring { reasons.append(.recurrenceNotAllowed) }
        if let limit = passedWindow() { reasons.append(.beyondBookingWindow(limit: limit)) }
        if let reason = overCapacity() {
            if policy.enforceCapacity == .decline { reasons.append(reason) } else { note([reason]) }
        }
        if let limit = policy.quotas.futureBookings {
            let others = context.otherBookings.count { $0.id != request.booking && $0.hasTime(after: now) }
            if others >= limit { reasons.append(.quotaExceeded(.futureBookings(limit: limit))) }
        }
        return reasons
    }

    /// The limit that the series may not pass, where it does: with a scheduling horizon by any instance, else by all.
    private func passedWindow() -> Instant? {
        guard laterIsFresh, policy.bookingWindow != nil else { return nil }
        let limit = InstanceSelection.limit(policy, now: now)
        return policy.enforceSchedulingHorizon || selection.current.isEmpty ? limit : nil
    }

    /// The people of the whole, where some instance has no number of its own.
    private func overCapacity() -> Reason? {
        guard policy.enforceCapacity != .off, let capacity = context.resource.capacity,
            let people = request.attendeeCount, people > capacity,
            laterIsFresh || fresh.contains(where: { request.instanceAttendees[decided[$0].recurrenceID] == nil })
        else { return nil }
        return .overCapacity(people: people, capacity: capacity)
    }
}
