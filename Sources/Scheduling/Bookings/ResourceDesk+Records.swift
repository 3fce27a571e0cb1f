import BookingCore
import CalendarTime

/// How decisions are written down.
extension ResourceDesk {
    /// Keeps a decision with all that it rested on. To be called once for every decision, also for those that no event
    /// caused: approvals, promotions, extensions.
    ///
    /// - Parameters:
    ///   - request: as it was decided.
    ///   - context: as it was decided in, before the change.
    ///   - facts: nil: found by looking again, where an engine decided.
    @discardableResult
    func record(
        _ decision: BookingDecision, of booking: Booking, _ request: BookingRequest, in context: EngineContext,
        kind: DecisionBasis.Kind = .request, facts: DecisionFacts? = nil, alternatives: [Alternative] = []
    ) throws -> DecisionRecord {
        let resource = context.resource
        let number = try transaction.changeNumber(of: resource.id)
        var basis: DecisionBasis
        if let facts {
            basis = DecisionBasis(kind, facts: facts, decision: decision)
        } else {
            basis = try self.basis(kind, decision, request, in: context)
        }
        basis.alternatives = alternatives
        let record = DecisionRecord(
            booking: booking.id, resource: booking.resource, decidedAt: now, door: door, requester: requester,
            verdict: decision.verdict, reasons: decision.allReasons,
            scheduleVersions: context.allSchedules.mapValues(\.changeNumber), series: booking.series.encoded(),
            units: booking.units,
            resourceVersion: try transaction.version(of: resource.id, at: number)?.number ?? 0,
            facts: try basis.encoded())
        try transaction.append(record)
        return record
    }

    /// What the engine looked at for a decision of this kind; nothing where a human or the clock decided.
    private func basis(
        _ kind: DecisionBasis.Kind, _ decision: BookingDecision, _ request: BookingRequest, in context: EngineContext
    ) throws -> DecisionBasis {
        switch kind {
        case .request, .promotion, .standing:
            let facts = BookingEngine.facts(for: request, in: context, now: now)
            return DecisionBasis(kind, facts: facts, decision: decision)
        case .approval, .windowExtension:
            // What stood is looked at like all that is new, besides what stood.
            var (anew, seen) = (request, context)
            anew.previous = nil
            if kind == .windowExtension, let previous = request.previous {
                seen = try withoutYoungerSeries(than: previous, context)
            }
            var basis = DecisionBasis(
                kind, facts: BookingEngine.facts(for: anew, in: seen, now: now),
                before: BookingEngine.facts(for: request, in: context, now: now), decision: decision)
            basis.wasApproved = request.previous?.approvedAt != nil
            return basis
        case .manager, .server:
            return DecisionBasis(kind, decision: decision)
        }
    }
}

extension ResourceDesk {
    /// What a series without end looks at when the window reaches its next dates: younger ones come after it.
    private func withoutYoungerSeries(than booking: Booking, _ context: EngineContext) throws -> EngineContext {
        var context = context
        let own = (booking.approvedAt ?? booking.createdAt, booking.id)
        for (id, schedule) in context.schedules {
            for open in schedule.openSeries where own < (open.approvedAt ?? open.createdAt, open.booking) {
                guard let younger = try transaction.booking(open.booking) else { continue }
                var closed = younger
                closed.decidedThrough = nil
                context.schedules[id]?.apply(old: younger, new: closed)
            }
        }
        context.companions = try context.companions.map { try withoutYoungerSeries(than: booking, $0) }
        return context
    }
}

extension EngineContext {
    /// With those of its companions.
    var allSchedules: [ResourceID: ResourceSchedule] {
        companions.reduce(into: schedules) { all, companion in all.merge(companion.allSchedules) { $1 } }
    }
}
