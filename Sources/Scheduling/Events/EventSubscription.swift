import BookingCore
import CalendarTime

/// Somebody who follows events, and how far they have come.
public struct EventSubscription: Sendable {
    /// What the credential lets its bearer see of a booking.
    enum Sight: Sendable {
        /// As the person sees it.
        case person(Principal)
        /// As everybody may see it who walks by: what the resource's policy shows.
        case passerby
        /// When something is taken.
        case freeBusy

        /// - Throws: ``SchedulingError/forbidden`` where it may see nothing.
        init(of principal: Principal) throws {
            if principal.mayRead {
                self = .person(principal)
            } else if principal.isPasserby {
                self = .passerby
            } else if principal.mayReadFreeBusy {
                self = .freeBusy
            } else {
                throw SchedulingError.forbidden
            }
        }
    }

    let resources: Set<ResourceID>?
    private(set) var sight: Sight
    public internal(set) var cursor: EventCursor

    init(resources: Set<ResourceID>?, sight: Sight, cursor: EventCursor) {
        self.resources = resources
        self.sight = sight
        self.cursor = cursor
    }

    /// Goes on with the rights that the reader has by now.
    ///
    /// - Throws: ``SchedulingError/forbidden`` where none are left.
    public mutating func look(as principal: Principal) throws { sight = try Sight(of: principal) }

    func view(
        of event: BookingEvent, _ window: TimeRange, in snapshot: any BookingSnapshot, zones: ZoneDatabase
    ) throws -> BookingView? {
        guard let booking = try snapshot.booking(event.booking), booking.resource == event.resource,
            var resource = try snapshot.resource(booking.resource)
        else { return nil }
        let viewer: Principal
        switch sight {
        case .person(let principal): viewer = principal
        case .passerby, .freeBusy:
            viewer = Principal(person: Person(id: "", name: "", addresses: []))
            if case .freeBusy = sight { resource.policy.privacy = .busy }
        }
        var view = try BookingView.make(of: booking, on: resource, for: viewer, in: snapshot, zones: zones)
            .told(by: snapshot)
        view.booking.instances.removeAll { !$0.range.overlaps(window) && !$0.takenRange.overlaps(window) }
        return view
    }
}
