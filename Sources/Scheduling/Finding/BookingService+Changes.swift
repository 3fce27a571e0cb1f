public import BookingCore
import CalendarTime

/// What changed of the bookings since a client last asked.
public struct ChangedBookings: Sendable {
    /// As they are now, each once, in the order of their last changes; also those that take no time any more.
    public var bookings: [BookingView]
    /// For the next question.
    public var token: String
    /// There is more to be asked for at once.
    public var isMore: Bool
}

extension BookingService {
    /// Stands for the state of all bookings now: see ``changes(since:on:organizer:limit:as:)``.
    public func changeToken() async throws -> String {
        try await store.withSnapshot { try Self.token(at: $0.eventBounds().last, in: $0) }
    }

    /// The bookings that changed since the token was given.
    ///
    /// - Parameters:
    ///   - resources: only of these; nil: all.
    ///   - organizer: only of this one (``BookingOrganizer/key``), as it is now.
    ///   - limit: of changes that are looked at.
    /// - Throws: ``SchedulingError/invalidSyncToken`` where the token is of another database, or too old.
    public func changes(
        since token: String, on resources: [ResourceID]?, organizer: String?, limit: Int, as principal: Principal
    ) async throws -> ChangedBookings {
        guard principal.mayRead else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { [environment] snapshot in
            let bounds = try snapshot.eventBounds()
            guard let position = try Self.position(of: token, in: snapshot), position >= bounds.forgotten,
                position <= bounds.last
            else { throw SchedulingError.invalidSyncToken }
            let events = try snapshot.bookingEvents(after: position, limit: limit)
            var seen: Set<BookingID> = []
            var views: [BookingView] = []
            let wanted = resources.map { Set($0) }
            for event in events.reversed() where wanted?.contains(event.resource) ?? true {
                guard seen.insert(event.booking).inserted, let booking = try snapshot.booking(event.booking),
                    organizer.map({ $0 == booking.organizer.key }) ?? true,
                    let resource = try snapshot.resource(booking.resource)
                else { continue }
                views.append(
                    try BookingView.make(
                        of: booking, on: resource, for: principal, in: snapshot, zones: environment.zones
                    ).told(by: snapshot))
            }
            let last = events.last?.position ?? bounds.last
            return ChangedBookings(
                bookings: views.reversed(), token: try Self.token(at: last, in: snapshot), isMore: last < bounds.last)
        }
    }

    private static func token(at position: Int64, in snapshot: any BookingSnapshot) throws -> String {
        "\(try snapshot.storeEpoch())-\(position)"
    }

    private static func position(of token: String, in snapshot: any BookingSnapshot) throws -> Int64? {
        let prefix = try snapshot.storeEpoch() + "-"
        guard token.hasPrefix(prefix) else { return nil }
        return Int64(token.dropFirst(prefix.count))
    }
}
