public import BookingCore
public import CalendarTime
import ICalendar

extension BookingService {
    /// Gives a booking's event to another organizer: for its organizer, the resource's managers and administrators. The
    /// whole event goes, with every resource in it; nothing is decided again.
    ///
    /// - Returns: every booking of the event.
    public func transfer(
        _ id: BookingID, to personID: String, as principal: Principal, door: Door
    ) async throws -> [BookingView] {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        let now = environment.now()
        return try await store.withTransaction(locking: []) { [environment] transaction in
            try transaction.refuseCompanion(id, for: principal)
            guard let booking = try transaction.booking(id), let resource = try transaction.resource(booking.resource),
                AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal)
            else { throw SchedulingError.notFound }
            let person = try Self.organizer(personID, in: transaction)
            return try EventTransfer(
                transaction: transaction, environment: environment, now: now, door: door,
                requester: principal.person.id
            ).transfer(id, to: person).map { item in
                BookingView.make(
                    of: item.booking, on: item.resource, for: principal, description: nil, zones: environment.zones)
            }
        }
    }

    /// A meeting that is under way, or comes, ends later: through the organizer's event, where all that it invites agree.
    ///
    /// - Parameter recurrenceID: nil: the instance that is under way, else the next.
    /// - Returns: `refused` where a resource is taken; nothing is changed then.
    public func extend(
        _ id: BookingID, instance recurrenceID: Instant?, until end: Instant, as principal: Principal, door: Door
    ) async throws -> BookingAnswer {
        let now = environment.now()
        do {
            return try await store.withTransaction(locking: []) { [environment] transaction in
                try transaction.refuseCompanion(id, for: principal)
                guard let known = try transaction.booking(id), let resource = try transaction.resource(known.resource),
                    try Presence.allows(principal, known, on: resource, in: transaction)
                else { throw SchedulingError.notFound }
                let round = BookingRound(
                    environment: environment, now: now, principal: principal, door: door, isTrusted: true)
                let outcomes = try round.extend(id, instance: recurrenceID, until: end, in: transaction)
                return .booked(
                    outcomes.map { item in
                        BookingView.make(
                            of: item.booking, on: item.resource, for: principal, description: nil,
                            decision: item.decision, zones: environment.zones)
                    })
            }
        } catch let refused as RefusedRound {
            return Self.refusal(refused)
        }
    }

    /// What a person has booked from now on, or waits for, by first instance: for themselves and administrators.
    public func futureBookings(of personID: String, as principal: Principal) async throws -> [BookingView] {
        guard principal.mayRead else { throw SchedulingError.forbidden }
        let now = environment.now()
        return try await store.withSnapshot { [environment] snapshot in
            guard try snapshot.person(personID) != nil,
                personID == principal.person.id || principal.person.isAdministrator
            else { throw SchedulingError.notFound }
            var views: [BookingView] = []
            for booking in try Self.future(of: personID, from: now, in: snapshot) {
                guard let resource = try snapshot.resource(booking.resource) else { continue }
                views.append(
                    BookingView.make(
                        of: booking, on: resource, for: principal, description: nil, zones: environment.zones))
            }
            return views
        }
    }

    /// Settles what a person who leaves had booked: each event passes to somebody else, or is cancelled for everybody.
    /// Administrators only; every event in a transaction of its own.
    ///
    /// - Parameter transferTo: a person's id; nil: the time is released.
    /// - Returns: the bookings as they are now. What could not be settled is still among ``futureBookings(of:as:)``.
    public func leave(
        _ personID: String, transferTo: String?, as principal: Principal, door: Door
    ) async throws -> [BookingView] {
        guard principal.person.isAdministrator, principal.allows(.writeBookings) else {
            throw SchedulingError.forbidden
        }
        let now = environment.now()
        let events = try await store.withSnapshot { snapshot -> [BookingID] in
            guard try snapshot.person(personID) != nil else { throw SchedulingError.notFound }
            if let transferTo {
                guard transferTo != personID else {
                    throw SchedulingError.invalidField(name: "transferTo", problem: .duplicate)
                }
                _ = try Self.organizer(transferTo, in: snapshot)
            }
            var seen: Set<String> = []
            return try Self.future(of: personID, from: now, in: snapshot).filter { seen.insert($0.uid).inserted }
                .map(\.id)
        }
        var settled: [BookingView] = []
        var failure: (any Error)?
        for id in events {
            do {
                settled += try await store.withTransaction(locking: []) { [environment] transaction in
                    let leaving = Leaving(
                        transaction: transaction, environment: environment, now: now, door: door,
                        requester: principal.person.id)
                    let person = try transferTo.map { try Self.organizer($0, in: transaction) }
                    return try leaving.settle(id, to: person).map { item in
                        BookingView.make(
                            of: item.booking, on: item.resource, for: principal, description: nil,
                            zones: environment.zones)
                    }
                }
            } catch let error as StoreError {
                throw error
            } catch {
                failure = error
            }
        }
        if settled.isEmpty, let failure { throw failure }
        return settled
    }

    /// Somebody who can be an organizer here.
    private static func organizer(_ id: String, in snapshot: any BookingSnapshot) throws -> Person {
        guard let person = try snapshot.person(id), !person.isDisabled else {
            throw SchedulingError.unknownPerson(id)
        }
        return person
    }

    private static func future(
        of personID: String, from now: Instant, in snapshot: any BookingSnapshot
    ) throws -> [Booking] {
        let key = BookingOrganizer(personID: personID, address: "").key
        var found = try snapshot.upcoming(organizer: key, on: nil, from: now).filter { $0.companionOf == nil }
        var query = BookingQuery(
            window: TimeRange(start: now, end: .maxDateTime), organizer: key, includesInactive: true, limit: 500)
        while true {
            let page = try snapshot.bookings(query)
            found += page.filter { $0.state == .waitlisted }
            guard page.count == query.limit, let last = page.last else { break }
            query.after = last.id
        }
        func start(_ booking: Booking) -> Instant {
            booking.instances.first { $0.range.end > now }?.range.start ?? .distantFuture
        }
        return found.sorted { (start($0), $0.resource, $0.id) < (start($1), $1.resource, $1.id) }
    }
}
