import BookingCore
import CalendarTime

/// What a decision looks at.
extension ResourceDesk {
    /// Every resource that is joined to `resource` by being part of one another, over any number of steps. So two wholes
    /// that share a part see each other, and each of the neighbours can be decided about under the same locks.
    static func neighbours(of resource: Resource, in directory: any BookingSnapshot) throws -> [Resource] {
        try joined(to: resource, withCompanions: false, in: directory)
    }

    /// Every resource that must be locked for a decision about `resource`: its neighbours, what is booked along with each
    /// of them, and the neighbours of that. Locked together in one order, so that nobody waits for anybody in a circle.
    static func surroundings(of resource: Resource, in directory: any BookingSnapshot) throws -> [Resource] {
        try joined(to: resource, withCompanions: true, in: directory)
    }

    private static func joined(
        to resource: Resource, withCompanions: Bool, in directory: any BookingSnapshot
    ) throws -> [Resource] {
        var found: [ResourceID: Resource] = [resource.id: resource]
        var waiting = [resource]
        while let next = waiting.popLast() {
            var steps = try next.parts + directory.wholes(of: next.id)
            if withCompanions { steps += next.includedCompanions }
            for id in steps where found[id] == nil {
                guard let neighbour = try directory.resource(id) else { continue }
                found[id] = neighbour
                waiting.append(neighbour)
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// Everything besides the clock that the engine needs to decide `request`.
    ///
    /// - Parameter invited: what the event invites by itself; nil: found in the store by the event's UID.
    func context(
        for request: BookingRequest, on resource: Resource, invited: Set<ResourceID>
    ) throws -> EngineContext {
        var context = try context(of: resource)
        if !resource.policy.quotas.isEmpty {
            // A week's use counts from its Monday, also what has ended since.
            let week: Int64 = 8 * 86_400
            context.otherBookings = try transaction.upcoming(
                organizer: request.organizer.key, on: resource.id, from: now.adding(-week)
            ).filter { $0.id != request.booking }
        }
        let held = try transaction.companions(of: request.booking)
        for id in resource.includedCompanions where !invited.contains(id) && id != resource.id {
            guard let companion = try transaction.resource(id) else { continue }
            var beside = try self.context(of: companion)
            beside.standing = held.first { $0.resource == id && $0.state.holdsTime }
            context.companions.append(beside)
        }
        return context
    }

    /// The context of a booking that stands: what its event invites by itself is known by the event's UID.
    func context(of booking: Booking, on resource: Resource) throws -> EngineContext {
        var request = BookingRequest(
            booking: booking.id, resource: resource.id, organizer: booking.organizer, isInternal: true,
            units: booking.units, attendeeCount: booking.attendeeCount, series: booking.series, previous: booking)
        request.isManager = false
        return try context(for: request, on: resource, invited: try invited(beside: booking, on: resource))
    }

    /// The resource's included companions that the booking's event invites by themselves.
    func invited(beside booking: Booking, on resource: Resource) throws -> Set<ResourceID> {
        Set(
            try resource.includedCompanions.filter { id in
                guard let own = try transaction.booking(resource: id, uid: booking.uid) else { return false }
                return own.organizer.key == booking.organizer.key && own.state != .cancelled
            })
    }

    func context(of resource: Resource) throws -> EngineContext {
        var known: [ResourceID: Resource] = [:]
        for neighbour in try Self.neighbours(of: resource, in: transaction) { known[neighbour.id] = neighbour }
        let related = BookingEngine.conflictClosure(of: resource.id, in: known)
        try transaction.require(Set(([resource.id] + related.map(\.id)).map { LockKey.resource($0) }))
        var schedules: [ResourceID: ResourceSchedule] = [:]
        for id in [resource.id] + related.map(\.id) { schedules[id] = try transaction.schedule(of: id) }
        return EngineContext(
            resource: resource, related: related, schedules: schedules, zone: resource.rules(in: environment.zones))
    }

    /// The organizer's id with those of their groups, and whether they answer for the resource.
    func standing(
        of organizer: BookingOrganizer, towards resource: Resource
    ) throws -> (ids: Set<String>, isManager: Bool) {
        guard let id = organizer.personID else { return ([], false) }
        var ids: Set<String> = [id]
        for group in try transaction.groups() where group.members.contains(id) { ids.insert(group.id) }
        let isAdministrator = try transaction.person(id)?.isAdministrator ?? false
        return (ids, isAdministrator || !ids.isDisjoint(with: resource.managers))
    }
}

extension Resource {
    /// What is booked along with it, all or nothing.
    var includedCompanions: [ResourceID] { companions.filter(\.isIncluded).map(\.resource) }
}

/// A human's refusal stands until the event has a time that it had not then (BEHAVIOUR, Recurrence).
enum StandingRefusal {
    static func decision(on request: BookingRequest) -> BookingDecision? {
        guard let previous = request.previous, previous.state == .declined || previous.state == .released,
            previous.reasons == [.released] || previous.reasons == [.notApproved], previous.units >= request.units,
            previous.organizer.key == request.organizer.key
        else { return nil }
        func times(_ series: RecurrenceSet) -> Set<TimeRange> {
            Set(series.instances().prefix(1_000).filter(\.blocks).map(\.range))
        }
        guard times(request.series).isSubset(of: times(previous.series)) else { return nil }
        return BookingDecision(verdict: .declined, instances: previous.instances, reasons: previous.reasons)
    }
}
