public import BookingCore
public import CalendarTime
import Wording

extension BookingService {
    /// The token of a link by which anybody may check in to the instance; nil where none is left to check in to.
    ///
    /// - Parameter recurrenceID: nil: the one that is next or under way.
    public func checkInLink(
        of id: BookingID, instance recurrenceID: Instant?, as principal: Principal
    ) async throws -> String? {
        let now = environment.now()
        return try await store.withSnapshot { snapshot in
            guard let booking = try snapshot.booking(id), let resource = try snapshot.resource(booking.resource),
                try Presence.allows(principal, booking, on: resource, in: snapshot)
            else { throw SchedulingError.notFound }
            guard booking.state == .confirmed || booking.state == .checkedIn else { return nil }
            let instance = booking.instances.first { instance in
                instance.verdict == .accepted && instance.takenRange.end > now
                    && recurrenceID.map { $0 == instance.recurrenceID } ?? true
            }
            guard let instance else { return nil }
            return CheckInToken(booking: id, recurrenceID: instance.recurrenceID).text(
                secret: try snapshot.siteSecret())
        }
    }

    /// What a check-in link shows. Changes nothing: programs that look at mail follow links.
    ///
    /// - Throws: ``SchedulingError/notFound`` for a token that is none.
    public func checkInPage(token: String) async throws -> CheckInPage {
        let now = environment.now()
        return try await store.withSnapshot { [environment] snapshot in
            let found = try Self.target(of: token, in: snapshot)
            return try CheckInPage.make(
                of: found.booking, at: found.token.recurrenceID, now: now, in: snapshot, zones: environment.zones)
        }
    }

    /// Checks in by a link.
    public func checkIn(token: String, door: Door) async throws -> CheckInPage {
        let now = environment.now()
        return try await store.withTransaction(locking: []) { [environment] transaction in
            let found = try Self.target(of: token, in: transaction)
            try transaction.require([.resource(found.booking.resource)])
            let presence = Presence(
                transaction: transaction, environment: environment, now: now, door: door, requester: nil)
            var booking = found.booking
            do {
                (booking, _) = try presence.checkIn(booking.id, instance: found.token.recurrenceID)
            } catch let error as SchedulingError {
                // The page says why.
                switch error {
                case .outsideCheckIn, .wrongState, .invalidField: break
                default: throw error
                }
            }
            return try CheckInPage.make(
                of: booking, at: found.token.recurrenceID, now: now, in: transaction, zones: environment.zones)
        }
    }

    private static func target(
        of text: String, in snapshot: any BookingSnapshot
    ) throws -> (token: CheckInToken, booking: Booking) {
        guard let token = CheckInToken(text, secret: try snapshot.siteSecret()),
            let booking = try snapshot.booking(token.booking)
        else { throw SchedulingError.notFound }
        return (token, booking)
    }
}

extension CheckInPage {
    fileprivate static func make(
        of booking: Booking, at recurrenceID: Instant, now: Instant, in snapshot: any BookingSnapshot,
        zones: ZoneDatabase
    ) throws -> CheckInPage {
        guard let resource = try snapshot.resource(booking.resource),
            let instance = booking.instances.first(where: { $0.recurrenceID == recurrenceID })
        else { throw SchedulingError.notFound }
        let code = try booking.organizer.personID.flatMap { try snapshot.person($0)?.language }
        let window = booking.checkInWindow(of: instance, resource.policy.checkIn)
        let state: State
        if !booking.state.holdsTime || instance.verdict != .accepted || instance.endedAt != nil {
            state = .gone
        } else if instance.checkedInAt != nil {
            state = .done
        } else if now < window.start {
            state = .early
        } else {
            state = now <= window.end ? .open : .late
        }
        return CheckInPage(
            resourceName: resource.names, range: instance.range, zone: resource.rules(in: zones),
            language: code.flatMap(Language.init(rawValue:)), state: state)
    }
}
