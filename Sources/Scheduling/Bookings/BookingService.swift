public import BookingCore
public import CalendarTime
import ICalendar

/// Bookings as JSON, the pages and the command line see them.
///
/// Every booking has an organizer's event behind it, and goes through the same round as an event that a calendar client
/// puts: a room, its feed and its calendar cannot tell by which door a booking came.
public struct BookingService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// The zone in which dates without a time are read.
    public func siteZone() async throws -> ZoneRules {
        let name = try await store.withSnapshot { try $0.site()?.zone }
        return name.flatMap { environment.zones.zone(named: $0) } ?? .utc
    }

    /// Resources in service, by id.
    public func resources(as principal: Principal) async throws -> [Resource] {
        try await store.withSnapshot { try $0.resources().filter { !$0.disabled } }
    }

    /// Resources out of service, by id; administrators only.
    public func disabledResources(as principal: Principal) async throws -> [Resource] {
        try Self.requireAdministrator(principal)
        return try await store.withSnapshot { try $0.resources().filter(\.disabled) }
    }

    /// A resource in service; for administrators, who may put it back, also one out of service.
    ///
    /// - Throws: ``SchedulingError/notFound``.
    public func resource(_ id: ResourceID, as principal: Principal) async throws -> Resource {
        try await store.withSnapshot { snapshot in
            guard let resource = try snapshot.resource(id), !resource.disabled || principal.person.isAdministrator
            else { throw SchedulingError.notFound }
            return resource
        }
    }

    /// Whether the principal answers for the resource.
    public func manages(_ resource: Resource, as principal: Principal) -> Bool {
        AccessRights.manages(resource, principal)
    }

    /// Inserts or replaces resources, all or none; administrators only. One that names a shared policy gets that, its own
    /// overrides on top. They may name each other.
    ///
    /// - Parameter check: is told each as it stands, nil where there is none, and throws where it may not be replaced.
    /// - Returns: those that there were not before.
    @discardableResult
    public func saveResources(
        _ resources: [Resource], as principal: Principal, door: Door,
        check: @escaping @Sendable (Resource?) throws -> Void = { _ in }
    ) async throws -> Set<ResourceID> {
        try Self.requireAdministrator(principal)
        for resource in resources {
            if environment.zones.zone(named: resource.zone) == nil {
                throw SchedulingError.invalidField(name: "zone", problem: .unknownZone(resource.zone))
            }
            do {
                try resource.validate()
            } catch {
                throw SchedulingError.invalidField(name: "resource", problem: .malformed("\(error)"))
            }
        }
        let now = environment.now()
        let keys = resources.reduce(into: Set<LockKey>()) { $0.formUnion(LockKey.all(of: $1.id)) }
        return try await store.withTransaction(locking: keys) { transaction in
            var added: Set<ResourceID> = []
            let groups = Set(try transaction.roomGroups().map(\.id))
            let known = try KnownIDs(transaction, with: Set(resources.map(\.id)))
            for (index, resource) in resources.enumerated() {
                try known.check(resource, at: resources.count > 1 ? "resources[\(index)]." : "")
                if groups.contains(resource.id.rawValue) {
                    throw SchedulingError.invalidField(name: "id", problem: .taken)
                }
                let known = try transaction.resource(resource.id)
                try check(known)
                if known == nil { added.insert(resource.id) }
                try DirectoryService.save(
                    try resource.resolved(in: transaction), in: transaction, now: now, actor: principal.person.id,
                    door: door)
            }
            return added
        }
    }

    public func booking(_ id: BookingID, as principal: Principal) async throws -> BookingView {
        if !principal.isPasserby { try requireReading(principal) }
        return try await store.withSnapshot { [environment] snapshot in
            guard let booking = try snapshot.booking(id), let resource = try snapshot.resource(booking.resource) else {
                throw SchedulingError.notFound
            }
            return try BookingView.make(
                of: booking, on: resource, for: principal, in: snapshot, zones: environment.zones
            ).told(by: snapshot)
        }
    }

    /// A page of bookings with their places; titles and people only where the principal may see them. What takes no time is
    /// only there for its organizer and for those who manage the resource.
    public func placedBookings(
        _ query: BookingQuery, as principal: Principal
    ) async throws -> [(view: BookingView, position: BookingPosition)] {
        if !principal.isPasserby { try requireReading(principal) }
        guard let query = try principal.isPasserby ? query.shownToPassersby(at: environment.now()) : query else {
            return []
        }
        return try await store.withSnapshot { [environment] snapshot in
            var resources: [ResourceID: Resource] = [:]
            func view(of booking: Booking) throws -> BookingView? {
                guard let resource = try resources[booking.resource] ?? snapshot.resource(booking.resource) else {
                    return nil
                }
                resources[booking.resource] = resource
                guard
                    booking.state.holdsTime || AccessRights.owns(booking, principal)
                        || AccessRights.manages(resource, principal)
                else { return nil }
                return try BookingView.make(
                    of: booking, on: resource, for: principal, in: snapshot, zones: environment.zones
                ).told(by: snapshot)
            }
            var query = query
            var found: [(view: BookingView, position: BookingPosition)] = []
            // What is left out of a page is made up for by what comes behind it.
            while true {
                let page = try snapshot.placedBookings(query)
                for placed in page where found.count < query.limit {
                    if let view = try view(of: placed.booking) { found.append((view, placed.position)) }
                }
                guard found.count < query.limit, page.count == query.limit, let last = page.last else { return found }
                query.after = last.position
            }
        }
    }

    public func bookings(_ query: BookingQuery, as principal: Principal) async throws -> [BookingView] {
        try await placedBookings(query, as: principal).map { $0.view }
    }

    /// How a booking was decided, oldest first; for its organizer, the resource's managers and administrators.
    public func decisions(about id: BookingID, as principal: Principal) async throws -> [DecisionRecord] {
        try requireReading(principal)
        return try await store.withSnapshot { snapshot in
            guard let booking = try snapshot.booking(id), let resource = try snapshot.resource(booking.resource),
                AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal)
            else { throw SchedulingError.notFound }
            return try snapshot.decisions(about: id)
        }
    }

    private func requireReading(_ principal: Principal) throws {
        guard principal.mayRead else { throw SchedulingError.forbidden }
    }
}
