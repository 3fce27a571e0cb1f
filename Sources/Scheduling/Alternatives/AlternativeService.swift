import BookingCore
import CalendarTime

/// Finds what somebody can be offered whose request was refused.
///
/// It reads schedules without their keys: an offer is no promise, and is decided again when it is asked for. It tells
/// names of resources that the organizer may book and times at which they are free, and nothing about anybody else.
struct AlternativeService {
    let snapshot: any BookingSnapshot
    let environment: ServiceEnvironment
    let now: Instant

    /// At most three alternatives to what `decision` refuses, the best first.
    ///
    /// - Parameters:
    ///   - context: as the decision saw it; nil: as it is now.
    ///   - uid: of the event: what it has booked beside is not offered.
    ///   - invited: every resource that the event names by itself; these are not offered either.
    ///   - keepsFormerTime: true where a refused change leaves the booking as it was, so that its time is no offer.
    func alternatives(
        for request: BookingRequest, refused decision: BookingDecision, in context: EngineContext? = nil, uid: String,
        invited: Set<ResourceID> = [], keepsFormerTime: Bool = false
    ) throws -> [Alternative] {
        switch decision.verdict {
        case .accepted, .ignored: return []
        case .partiallyAccepted, .pending: if decision.declinedInstances.isEmpty { return [] }
        case .declined, .waitlisted: break
        }
        guard let refused = try context?.resource ?? snapshot.resource(request.resource) else { return [] }
        let seen = try context ?? self.context(of: refused, for: request, invited: invited)
        let needs = ResourceNeeds(standingInFor: refused, people: request.attendeeCount)
        let beside = try snapshot.bookings(organizer: request.organizer.key, uid: uid).filter(\.state.holdsTime)
        let taken = invited.union(beside.map(\.resource)).union([refused.id])
        var kept: Set<TimeRange> = []
        if keepsFormerTime, let previous = request.previous, previous.state.holdsTime {
            kept = Set(previous.instances.filter(\.takesTime).map(\.range))
        }
        return try AlternativeFinder.alternatives(
            to: request, decided: decision, in: seen,
            among: try snapshot.resources().filter { !taken.contains($0.id) && needs.areMet(by: $0) },
            keptTimes: kept, now: now
        ) { candidate in
            try self.context(of: candidate, for: request, invited: invited)
        }
    }

    /// What the sentences about `alternatives` call their resources.
    func names(of alternatives: [Alternative]) throws -> [ResourceID: LocalizedText] {
        var names: [ResourceID: LocalizedText] = [:]
        for id in alternatives.map(\.resource) where names[id] == nil { names[id] = try snapshot.resource(id)?.names }
        return names
    }

    /// What a decision about `resource` would look at, read without any key.
    func context(
        of resource: Resource, for request: BookingRequest, invited: Set<ResourceID>
    ) throws -> EngineContext {
        var context = try context(of: resource)
        if !resource.policy.quotas.isEmpty {
            // A week's use counts from its Monday, also what has ended since.
            context.otherBookings = try snapshot.upcoming(
                organizer: request.organizer.key, on: resource.id, from: now.adding(-8 * 86_400)
            ).filter { $0.id != request.booking }
        }
        for id in resource.includedCompanions where !invited.contains(id) && id != resource.id {
            if let companion = try snapshot.resource(id) {
                context.companions.append(try self.context(of: companion))
            }
        }
        return context
    }

    private func context(of resource: Resource) throws -> EngineContext {
        var known: [ResourceID: Resource] = [:]
        for neighbour in try ResourceDesk.neighbours(of: resource, in: snapshot) { known[neighbour.id] = neighbour }
        let related = BookingEngine.conflictClosure(of: resource.id, in: known)
        var schedules: [ResourceID: ResourceSchedule] = [:]
        for id in [resource.id] + related.map(\.id) { schedules[id] = try snapshot.offeredSchedule(of: id) }
        return EngineContext(
            resource: resource, related: related, schedules: schedules, zone: resource.rules(in: environment.zones))
    }
}
