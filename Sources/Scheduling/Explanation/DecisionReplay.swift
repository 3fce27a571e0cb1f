import BookingCore
import CalendarTime

/// Takes a decision again from its record, with nothing else but the resource as it was then.
struct DecisionReplay {
    let request: BookingRequest
    let context: EngineContext
    let kind: DecisionBasis.Kind
    /// Of an approval or an extension: as the booking stood.
    let standing: Booking?
    let decidedAt: Instant

    /// Nil where the record does not hold what the decision rested on: a human's word, or the clock's.
    ///
    /// - Parameter resource: as it was, or with another policy for a trial.
    init?(_ record: DecisionRecord, on resource: Resource, zones: ZoneDatabase) throws {
        guard let basis = record.basis, let facts = basis.facts else { return nil }
        let series = try RecurrenceSet(encoded: record.series, zones: zones)
        request = try BookingRequest(
            replaying: facts, booking: record.booking, resource: record.resource, series: series, zones: zones)
        context = try EngineContext(
            replaying: facts, resource: resource, zone: resource.rules(in: zones), zones: zones)
        kind = basis.kind
        var standing = try basis.before.flatMap { before in
            try BookingRequest(
                replaying: before, booking: record.booking, resource: record.resource, series: series, zones: zones
            ).previous
        }
        // What is kept of other series without end are those that come before it.
        standing?.createdAt = .maxDateTime
        if basis.wasApproved { standing?.approvedAt = .maxDateTime }
        self.standing = standing
        decidedAt = record.decidedAt
    }

    func decision() -> BookingDecision {
        switch kind {
        case .standing:
            if let standing = StandingRefusal.decision(on: request) { return standing }
        case .approval:
            if let standing { return BookingEngine.approve(standing, in: context, now: decidedAt) }
        case .windowExtension:
            if let standing, let decision = BookingEngine.extend(standing, in: context, now: decidedAt) {
                return decision
            }
        case .request, .promotion, .manager, .server:
            break
        }
        return ResourceDesk.answered(BookingEngine.decide(request, in: context, now: decidedAt), to: request)
    }
}

extension BookingSnapshot {
    /// The resource with the policy that was used for the decision; nil where it is not known any more.
    func resource(as record: DecisionRecord) throws -> Resource? {
        guard record.resourceVersion > 0 else { return nil }
        return try version(of: record.resource, at: record.resourceVersion)?.resource
    }

    /// Nil where the decision was no engine's, or cannot be repeated.
    func replay(_ record: DecisionRecord, zones: ZoneDatabase) throws -> BookingDecision? {
        guard let resource = try resource(as: record) else { return nil }
        return try DecisionReplay(record, on: resource, zones: zones)?.decision()
    }
}
