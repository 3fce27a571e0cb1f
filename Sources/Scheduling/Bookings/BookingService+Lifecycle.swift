public import BookingCore
public import CalendarTime

extension BookingService {
    /// The requests that wait for the principal's word, the longest waiting first.
    public func approvals(as principal: Principal) async throws -> [BookingView] {
        guard principal.mayRead else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { [environment] snapshot in
            var found: [BookingView] = []
            for resource in try snapshot.resources() where ApprovalInbox.decides(resource, principal) {
                for booking in try snapshot.waiting(on: resource.id)
                where booking.state == .tentative && booking.companionOf == nil {
                    found.append(
                        try BookingView.whole(
                            booking, on: resource, for: principal, in: snapshot, zones: environment.zones
                        ).told(by: snapshot))
                }
            }
            func since(_ view: BookingView) -> Instant { view.booking.waitingSince ?? view.booking.createdAt }
            return found.sorted { (since($0), $0.booking.id) < (since($1), $1.booking.id) }
        }
    }
}
