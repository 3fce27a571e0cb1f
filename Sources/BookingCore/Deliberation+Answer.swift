import CalendarTime

extension Deliberation {
    func answer() -> BookingDecision {
        let isHeld = decided.contains { $0.verdict == .accepted || $0.verdict == .tentative }
        let refusals = decided.compactMap { instance -> [Reason]? in
            if case .declined(let reasons) = instance.verdict { reasons } else { nil }
        }
        let isDeclined = !isHeld && (!refusals.isEmpty || isLaterLost)
        if isDeclined { return decline(refusals) }
        // Nothing of it is inside the window, and what comes is for a manager to see.
        let waitsForLater =
            !isHeld && selection.goesOn && (laterIsFresh ? needsManager : previous?.state == .tentative)
        let isPending = waitsForLater || decided.contains { $0.verdict == .tentative }
        let isPartial = !refusals.isEmpty || isLaterLost
        return BookingDecision(
            verdict: isPending ? .pending : isPartial ? .partiallyAccepted : .accepted, instances: past + decided,
            notes: notes + refusedWhole, decidedThrough: selection.goesOn && !isLaterLost ? selection.horizon : nil,
            laterClashes: later.clashes)
    }

    /// What lies past the window is refused with the rest, or was before. What was there and stands goes on.
    private var isLaterLost: Bool {
        selection.goesOn && (laterIsRefused || (laterIsFresh && !refusedWhole.isEmpty))
    }

    private func decline(_ refusals: [[Reason]]) -> BookingDecision {
        var reasons: [Reason] = []
        for reason in refusals.joined() where reasons.count < Self.namedDates && !reasons.contains(reason) {
            reasons.append(reason)
        }
        if !refusedWhole.isEmpty { reasons = refusedWhole }
        if reasons.isEmpty, laterIsRefused { reasons = request.previous?.reasons ?? [] }
        let waits =
            policy.waitlist && !laterIsRefused && (refusals.joined() + refusedWhole).allSatisfy(\.canPass)
            && request.units <= context.resource.units
        return BookingDecision(
            verdict: waits ? .waitlisted : .declined, instances: past + decided, reasons: reasons, notes: notes,
            laterClashes: later.clashes)
    }
}

extension BookingDecision {
    /// Nothing is said and nothing kept.
    static let ignored = BookingDecision(verdict: .ignored, instances: [])
}

extension Reason {
    /// The same reason without the list of dates, for instances that share the fate of the whole.
    var withoutDates: Reason {
        guard case .tooManyConflicts(let conflicts, let instances, let allowed, _) = self else { return self }
        return .tooManyConflicts(conflicts: conflicts, instances: instances, allowed: allowed, first: [])
    }

    /// True where it is no reason any more once others give their time back.
    fileprivate var canPass: Bool {
        if case .tooManyConflicts = self { true } else { isConflict }
    }
}
