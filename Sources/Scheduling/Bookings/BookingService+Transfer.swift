public import BookingCore
public import CalendarTime
import ICalendar

extension BookingService {
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
                    try BookingView.make(
                        of: booking, on: resource, for: principal, in: snapshot, zones: environment.zones))
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
                        try BookingView.make(
                            of: item.booking, on: item.resource, for: principal, in: transaction,
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

    /// As ``leave(_:transferTo:as:door:)``; the answer is kept once all is settled, and given again to the same request. A
    /// request that was cut off settles what is left.
    public func leave(
        _ personID: String, transferTo: String?, as principal: Principal, door: Door, keeping: AnswerKeeping
    ) async throws -> WrittenAnswer {
        guard principal.person.isAdministrator, principal.allows(.writeBookings) else {
            throw SchedulingError.forbidden
        }
        let now = environment.now()
        let earlier = try await store.withTransaction(locking: [Self.key(of: principal)]) { transaction in
            try repeated(keeping, in: transaction, of: principal, now: now)
        }
        if let earlier { return earlier }
        let settled = try await leave(personID, transferTo: transferTo, as: principal, door: door)
        return try await keep(.booked(settled), keeping, of: principal, now: now)
    }

    /// Somebody who can be an organizer here.
    static func organizer(_ id: String, in snapshot: any BookingSnapshot) throws -> Person {
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
        let query = BookingQuery(
            window: TimeRange(start: now, end: .maxDateTime), organizer: key, includesInactive: true, limit: 500)
        found += try snapshot.allBookings(query).filter { $0.state == .waitlisted }
        func start(_ booking: Booking) -> Instant {
            booking.instances.first { $0.range.end > now }?.range.start ?? .distantFuture
        }
        return found.sorted { (start($0), $0.resource, $0.id) < (start($1), $1.resource, $1.id) }
    }
}
