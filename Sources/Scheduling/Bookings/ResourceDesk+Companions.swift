import BookingCore
import CalendarTime

/// What is booked along with a resource, as a room's projector is, stands and falls with the room's booking: it has the
/// same instances, and every change of the one is a change of the other in the same transaction.
extension ResourceDesk {
    /// Books what goes with `booking`, and frees what does not go with it any more.
    ///
    /// - Parameter invited: what the event invites by itself: that answers for itself.
    func setCompanions(of booking: Booking, on resource: Resource, invited: Set<ResourceID>) throws {
        let held = try transaction.companions(of: booking.id)
        let wanted = booking.state.holdsTime ? resource.includedCompanions.filter { !invited.contains($0) } : []
        for companion in held where !wanted.contains(companion.resource) { try free(companion) }
        for id in wanted where id != resource.id {
            guard try transaction.resource(id) != nil else { continue }
            let uid = Self.companionUID(of: booking)
            let known = try held.first { $0.resource == id } ?? transaction.booking(resource: id, uid: uid)
            var companion = booking
            companion.id = try known?.id ?? newID()
            companion.createdAt = known?.createdAt ?? now
            try follow(booking, as: companion, on: id)
        }
    }

    /// Brings what is booked along to the state of `booking`. To be called after each change of a booking.
    func followCompanions(of booking: Booking) throws {
        for companion in try transaction.companions(of: booking.id) {
            if booking.state.holdsTime {
                try follow(booking, as: companion, on: companion.resource)
            } else if companion.state.holdsTime {
                try free(companion)
            }
        }
    }

    static func companionUID(of booking: Booking) -> String { booking.uid + "/with/" + booking.resource.rawValue }

    private func follow(_ booking: Booking, as companion: Booking, on id: ResourceID) throws {
        try transaction.require([.resource(id)])
        var next = booking
        next.id = companion.id
        next.resource = id
        next.uid = Self.companionUID(of: booking)
        next.units = 1
        next.companionOf = booking.id
        next.createdAt = companion.createdAt
        next.requestedAs = nil
        next.waitingSince = nil
        next.deadline = nil
        let stored = try transaction.booking(next.id)
        if stored?.instances != booking.instances, let resource = try transaction.resource(id) {
            var context = try context(of: resource)
            context.standing = stored.flatMap { $0.state.holdsTime ? $0 : nil }
            next.instances = BookingEngine.companionInstances(
                of: booking.instances, for: context, booking: next.id)
        }
        if let stored {
            next.stamp = stored.stamp
            next.updatedAt = stored.updatedAt
            next.waitingSince = stored.waitingSince
            next.deadline = stored.deadline
            if stored == next { return }
            next.stamp = booking.stamp
            next.updatedAt = booking.updatedAt
        }
        _ = try save(next, replacing: stored)
        try transaction.record(
            AuditRecord(
                at: now, actor: requester, door: door,
                action: stored?.state.holdsTime == true ? .bookingChanged : .bookingCreated, resource: id,
                booking: next.id))
    }

    /// Takes the companion back, with its calendar's copy.
    private func free(_ companion: Booking) throws {
        let home = CollectionID.calendar(of: .resource(companion.resource))
        try transaction.require([.resource(companion.resource), .collection(home)])
        if let copy = try transaction.object(uid: companion.uid, in: home) {
            try transaction.delete(copy.name, in: home)
        }
        guard companion.state.holdsTime else { return }
        _ = try cancel(companion)
    }
}
