public import BookingCore
public import CalendarTime
import ICalendar
import Wording

extension BookingService {
    // MARK: Approval

    /// The requests that wait for the principal's word, the longest waiting first.
    public func approvals(as principal: Principal) async throws -> [BookingView] {
        guard principal.mayRead else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { [environment] snapshot in
            var found: [BookingView] = []
            for resource in try snapshot.resources() where ApprovalInbox.decides(resource, principal) {
                for booking in try snapshot.waiting(on: resource.id)
                where booking.state == .tentative && booking.companionOf == nil {
                    let copy = try snapshot.object(uid: booking.uid, in: .calendar(of: .resource(resource.id)))
                    found.append(
                        try BookingView.whole(
                            booking, on: resource, description: try copy?.parsed().master?.descriptionText,
                            zones: environment.zones
                        ).told(by: snapshot))
                }
            }
            func since(_ view: BookingView) -> Instant { view.booking.waitingSince ?? view.booking.createdAt }
            return found.sorted { (since($0), $0.booking.id) < (since($1), $1.booking.id) }
        }
    }

    /// Accepts a request as far as the time is still free.
    ///
    /// - Returns: `refused` where nothing is free any more; nothing is changed then.
    /// - Throws: ``SchedulingError/wrongState(_:)`` where nothing waits for an answer.
    public func approve(
        _ id: BookingID, comment: String?, as principal: Principal, door: Door
    ) async throws -> BookingAnswer {
        do {
            return .booked([
                try await decide(id, comment, as: principal, door: door) { try $0.approve(id, comment: comment) }
            ])
        } catch let refused as RefusedRound {
            return Self.refusal(refused)
        }
    }

    /// Refuses a request, or takes the time of an accepted booking back.
    ///
    /// - Throws: ``SchedulingError/wrongState(_:)`` where there is neither.
    public func decline(
        _ id: BookingID, comment: String?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await decide(id, comment, as: principal, door: door) { try $0.decline(id, comment: comment) }
    }

    private func decide(
        _ id: BookingID, _ comment: String?, as principal: Principal, door: Door,
        _ body: @escaping @Sendable (Approval) throws -> OrganizerRound.ResourceOutcome
    ) async throws -> BookingView {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        try Self.validate(text: comment, name: "comment", limit: 2_000)
        let now = environment.now()
        return try await store.withTransaction(locking: []) { [environment] transaction in
            try transaction.refuseCompanion(id, for: principal)
            let outcome = try body(
                Approval(
                    transaction: transaction, environment: environment, now: now, principal: principal, door: door))
            var view = BookingView.whole(
                outcome.booking, on: outcome.resource, description: nil, zones: environment.zones)
            view.decision = outcome.decision
            return view
        }
    }

    // MARK: Presence

    /// Says that somebody is there: its organizer, whoever is invited, the resource's managers, or the display at its
    /// door.
    ///
    /// - Parameter recurrenceID: nil: the instance that one may check in to now.
    public func checkIn(
        _ id: BookingID, instance recurrenceID: Instant?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await present(id, as: principal, door: door) { try $0.checkIn(id, instance: recurrenceID) }
    }

    /// Ends what is under way: the rest of the time is free.
    public func end(
        _ id: BookingID, instance recurrenceID: Instant?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await present(id, as: principal, door: door) { try $0.end(id, instance: recurrenceID) }
    }

    private func present(
        _ id: BookingID, as principal: Principal, door: Door,
        _ body: @escaping @Sendable (Presence) throws -> (Booking, Resource)
    ) async throws -> BookingView {
        let now = environment.now()
        return try await store.withTransaction(locking: []) { [environment] transaction in
            try transaction.refuseCompanion(id, for: principal)
            guard let known = try transaction.booking(id), let resource = try transaction.resource(known.resource),
                try Presence.allows(principal, known, on: resource, in: transaction)
            else { throw SchedulingError.notFound }
            let (booking, _) = try body(
                Presence(
                    transaction: transaction, environment: environment, now: now, door: door,
                    requester: principal.person.id))
            return BookingView.make(
                of: booking, on: resource, for: principal, description: nil, zones: environment.zones)
        }
    }
}

extension BookingService {
    static func refusal(_ refused: RefusedRound) -> BookingAnswer {
        .refused(
            BookingRefusal(
                items: refused.items.compactMap { item in
                    item.decision.map { BookingRefusal.Item(resource: item.resource, decision: $0) }
                }))
    }
}

extension BookingView {
    /// A booking as those see it who decide about it.
    static func whole(
        _ booking: Booking, on resource: Resource, description: String?, zones: ZoneDatabase
    ) -> BookingView {
        BookingView(
            booking: booking, showsTitle: true, showsOrganizer: true, description: description,
            etag: etag(of: booking), decision: nil, mayChange: true, zone: resource.rules(in: zones))
    }
}
