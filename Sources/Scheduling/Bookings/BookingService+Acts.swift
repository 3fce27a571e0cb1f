public import BookingCore
public import CalendarTime

/// The acts by their names.
extension BookingService {
    /// - Returns: `refused` where nothing is free any more.
    public func approve(
        _ id: BookingID, comment: String?, as principal: Principal, door: Door
    ) async throws -> BookingAnswer {
        try await carryOut(.approve(comment: comment), of: id, as: principal, door: door)
    }

    public func decline(
        _ id: BookingID, comment: String?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await one(.decline(comment: comment), of: id, as: principal, door: door)
    }

    public func checkIn(
        _ id: BookingID, instance: Instant?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await one(.checkIn(instance: instance), of: id, as: principal, door: door)
    }

    public func end(
        _ id: BookingID, instance: Instant?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await one(.end(instance: instance), of: id, as: principal, door: door)
    }

    /// - Returns: `refused` where a resource is taken.
    public func extend(
        _ id: BookingID, instance: Instant?, until end: Instant, as principal: Principal, door: Door
    ) async throws -> BookingAnswer {
        try await carryOut(.extend(instance: instance, until: end), of: id, as: principal, door: door)
    }

    /// - Returns: every booking of the event.
    public func transfer(
        _ id: BookingID, to personID: String, as principal: Principal, door: Door
    ) async throws -> [BookingView] {
        try await views(.transfer(to: personID), of: id, as: principal, door: door)
    }

    public func cancel(
        _ id: BookingID, instance: Instant?, ifMatch: String?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        try await one(.cancel(instance: instance, ifMatch: ifMatch), of: id, as: principal, door: door)
    }

    private func one(
        _ act: BookingAct, of id: BookingID, as principal: Principal, door: Door
    ) async throws -> BookingView {
        guard let view = try await views(act, of: id, as: principal, door: door).first else {
            throw SchedulingError.notFound
        }
        return view
    }

    private func views(
        _ act: BookingAct, of id: BookingID, as principal: Principal, door: Door
    ) async throws -> [BookingView] {
        guard case .booked(let views) = try await carryOut(act, of: id, as: principal, door: door) else { return [] }
        return views
    }
}
