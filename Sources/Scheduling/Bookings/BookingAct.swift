public import BookingCore
public import CalendarTime

/// What happens to a booking after it was asked for.
public enum BookingAct: Hashable, Sendable {
    /// A manager accepts a request as far as the time is still free.
    case approve(comment: String?)
    /// A manager refuses a request, or takes the time of an accepted booking back.
    case decline(comment: String?)
    /// Somebody is there: its organizer, whoever is invited, the resource's managers, or the display at its door. `nil`: the
    /// instance that one may check in to now.
    case checkIn(instance: Instant?)
    /// What is under way is over; the rest of the time is free.
    case end(instance: Instant?)
    /// A meeting that is under way, or comes, ends later: through the organizer's event, where all that it invites agree.
    /// `nil`: the instance that is under way, else the next.
    case extend(instance: Instant?, until: Instant)
    /// The whole event, with every resource in it, passes to another organizer, a person's id; nothing is decided again.
    case transfer(to: String)
    /// For its organizer: where the resource is the only one invited, or several were booked as one, the event goes with it;
    /// else the resource is taken out of the event. For a manager of the resource: the resource declines. `nil`: all of it.
    case cancel(instance: Instant?, ifMatch: String?)
}

extension BookingService {
    /// Carries out an act in one transaction.
    ///
    /// - Returns: `refused` where a resource cannot be had; nothing is changed then. Else the booking, or, of `extend` and
    ///   `transfer`, every booking of the event.
    /// - Throws: ``SchedulingError/wrongState(_:)`` where the booking is not in a state for it.
    public func carryOut(
        _ act: BookingAct, of id: BookingID, as principal: Principal, door: Door
    ) async throws -> BookingAnswer {
        try await decide(planned(act, of: id, as: principal, door: door))
    }

    /// As ``carryOut(_:of:as:door:)``; the answer is kept with the change, and given again to the same request.
    public func carryOut(
        _ act: BookingAct, of id: BookingID, as principal: Principal, door: Door, keeping: AnswerKeeping
    ) async throws -> WrittenAnswer {
        try await decide(planned(act, of: id, as: principal, door: door), keeping: keeping)
    }

    private func planned(
        _ act: BookingAct, of id: BookingID, as principal: Principal, door: Door
    ) throws -> PlannedAct {
        let turn = BookingTurn(
            id: id, environment: environment, now: environment.now(), principal: principal, door: door)
        if act.isOfBookings, !principal.allows(.writeBookings) { throw SchedulingError.forbidden }
        switch act {
        case .approve(let comment), .decline(let comment):
            try Self.validate(text: comment, name: "comment", limit: 2_000)
        case .checkIn, .end, .extend, .transfer, .cancel: break
        }
        return PlannedAct(principal: principal, now: turn.now) { transaction in
            .booked(try turn.carryOut(act, in: transaction))
        }
    }
}

extension BookingAct {
    /// Displays may say that somebody is there, and no more.
    fileprivate var isOfBookings: Bool {
        switch self {
        case .checkIn, .end, .extend: false
        case .approve, .decline, .transfer, .cancel: true
        }
    }
}

/// One act on one booking, in one transaction.
private struct BookingTurn: Sendable {
    let id: BookingID
    let environment: ServiceEnvironment
    let now: Instant
    let principal: Principal
    let door: Door

    func carryOut(_ act: BookingAct, in transaction: any BookingTransaction) throws -> [BookingView] {
        switch act {
        case .approve(let comment): [try decide(in: transaction) { try $0.approve(id, comment: comment) }]
        case .decline(let comment): [try decide(in: transaction) { try $0.decline(id, comment: comment) }]
        case .checkIn(let instance): [try present(in: transaction) { try $0.checkIn(id, instance: instance) }]
        case .end(let instance): [try present(in: transaction) { try $0.end(id, instance: instance) }]
        case .extend(let instance, let end): try extend(instance, until: end, in: transaction)
        case .transfer(let person): try transfer(to: person, in: transaction)
        case .cancel(let instance, let ifMatch): [try cancel(instance, ifMatch: ifMatch, in: transaction)]
        }
    }

    private func decide(
        in transaction: any BookingTransaction, _ body: (Approval) throws -> OrganizerRound.ResourceOutcome
    ) throws -> BookingView {
        try transaction.refuseCompanion(id, for: principal)
        let outcome = try body(
            Approval(transaction: transaction, environment: environment, now: now, principal: principal, door: door))
        var view = try BookingView.whole(
            outcome.booking, on: outcome.resource, for: principal, in: transaction, zones: environment.zones)
        view.decision = outcome.decision
        return view
    }

    private func present(
        in transaction: any BookingTransaction, _ body: (Presence) throws -> (Booking, Resource)
    ) throws -> BookingView {
        let resource = try presentResource(in: transaction)
        let (booking, _) = try body(
            Presence(
                transaction: transaction, environment: environment, now: now, door: door,
                requester: principal.person.id))
        return try view(of: booking, on: resource, in: transaction)
    }

    /// Of a booking for which the principal may say that somebody is there.
    private func presentResource(in transaction: any BookingTransaction) throws -> Resource {
        try transaction.refuseCompanion(id, for: principal)
        guard let known = try transaction.booking(id), let resource = try transaction.resource(known.resource),
            try Presence.allows(principal, known, on: resource, in: transaction)
        else { throw SchedulingError.notFound }
        return resource
    }

    private func extend(
        _ instance: Instant?, until end: Instant, in transaction: any BookingTransaction
    ) throws -> [BookingView] {
        _ = try presentResource(in: transaction)
        let round = BookingRound(
            environment: environment, now: now, principal: principal, door: door, isTrusted: true)
        return try round.extend(id, instance: instance, until: end, in: transaction).map { item in
            try view(of: item.booking, on: item.resource, decision: item.decision, in: transaction)
        }
    }

    private func transfer(to personID: String, in transaction: any BookingTransaction) throws -> [BookingView] {
        try transaction.refuseCompanion(id, for: principal)
        guard let booking = try transaction.booking(id), let resource = try transaction.resource(booking.resource),
            AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal)
        else { throw SchedulingError.notFound }
        let person = try BookingService.organizer(personID, in: transaction)
        let transfer = EventTransfer(
            transaction: transaction, environment: environment, now: now, door: door, requester: principal.person.id)
        return try transfer.transfer(id, to: person).map {
            try view(of: $0.booking, on: $0.resource, in: transaction)
        }
    }

    private func cancel(
        _ instance: Instant?, ifMatch: String?, in transaction: any BookingTransaction
    ) throws -> BookingView {
        let round = BookingRound(environment: environment, now: now, principal: principal, door: door)
        let booking = try round.cancel(id, instance: instance, ifMatch: ifMatch, in: transaction)
        guard let resource = try transaction.resource(booking.resource) else { throw SchedulingError.notFound }
        return try view(of: booking, on: resource, in: transaction)
    }

    private func view(
        of booking: Booking, on resource: Resource, decision: BookingDecision? = nil,
        in snapshot: any BookingSnapshot
    ) throws -> BookingView {
        try BookingView.make(
            of: booking, on: resource, for: principal, in: snapshot, decision: decision, zones: environment.zones)
    }
}
