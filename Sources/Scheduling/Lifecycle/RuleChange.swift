import BookingCore
import CalendarTime

/// What other rules of a resource mean for the bookings that it has: nothing is decided again, and what time alone
/// changes is changed at other moments from now on.
struct RuleChange {
    let transaction: any BookingTransaction
    let now: Instant

    /// To be called in the transaction that saves `new`, behind it.
    func apply(from old: Resource, to new: Resource) throws {
        guard old != new else { return }
        let (before, after) = (old.policy, new.policy)
        let movesDeadlines =
            before.checkIn != after.checkIn || before.bookingWindow != after.bookingWindow
            || before.approval.pendingExpiry != after.approval.pendingExpiry || old.disabled != new.disabled
        if movesDeadlines { for booking in try living(on: new) { try renew(booking, on: new) } }
        // Whoever waits may fit now.
        if let first = try transaction.waiting(on: new.id).first(where: { $0.state == .waitlisted }) {
            try change(first, to: now)
        }
        if before.approval.managers != after.approval.managers || old.managers != new.managers {
            try handOver(from: old, to: new)
        }
    }

    private func renew(_ booking: Booking, on resource: Resource) throws {
        let deadline = booking.nextDeadline(on: resource, now: now)
        if deadline != booking.deadline { try change(booking, to: deadline) }
    }

    private func change(_ booking: Booking, to deadline: Instant?) throws {
        var booking = booking
        booking.deadline = deadline
        try transaction.save(booking)
    }

    /// Every booking that time can still change.
    private func living(on resource: Resource) throws -> [Booking] {
        var found: [BookingID: Booking] = [:]
        for booking in try transaction.waiting(on: resource.id) { found[booking.id] = booking }
        for open in try transaction.schedule(of: resource.id).openSeries {
            found[open.booking] = try transaction.booking(open.booking)
        }
        let query = BookingQuery(
            window: TimeRange(start: now, end: .maxDateTime), resources: [resource.id], limit: 500)
        for booking in try transaction.allBookings(query) { found[booking.id] = booking }
        return found.values.sorted { $0.id < $1.id }
    }

    /// Requests lie in the inboxes of those who decide now.
    private func handOver(from old: Resource, to new: Resource) throws {
        let former = try ApprovalInbox.approvers(of: old, in: transaction)
        let present = try ApprovalInbox.approvers(of: new, in: transaction)
        guard former != present else { return }
        for booking in try transaction.waiting(on: new.id) where booking.state == .tentative {
            let name = ApprovalInbox.name(of: booking.id)
            var request = try transaction.object(name, in: .inbox(of: .resource(new.id)))
            for id in former {
                let inbox = CollectionID.inbox(of: .person(id))
                guard let member = try transaction.object(name, in: inbox) else { continue }
                request = member
                guard !present.contains(id) else { continue }
                try transaction.require([.collection(inbox)])
                try transaction.delete(name, in: inbox)
            }
            guard var copy = request else { continue }
            for id in present where !former.contains(id) {
                let inbox = CollectionID.inbox(of: .person(id))
                try transaction.require([.collection(inbox)])
                guard try transaction.collection(inbox) != nil else { continue }
                copy.collection = inbox
                copy.modifiedAt = now
                try transaction.put(copy)
            }
        }
    }
}
