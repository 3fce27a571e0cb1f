import BookingCore
import CalendarTime

/// The only place where a booking is stored.
extension ResourceDesk {
    /// Stores the booking with the moment at which the server must look at it next; what is booked along with it follows,
    /// and where time became free on the resource, or on one that it shares time with, those who wait for it are
    /// offered it by the next transaction of ``LifecycleService``.
    ///
    /// - Parameter previous: as the booking stood before; nil for a new one.
    @discardableResult
    func save(_ booking: Booking, replacing previous: Booking?) throws -> Booking {
        guard let resource = try transaction.resource(booking.resource) else { throw SchedulingError.notFound }
        var booking = booking
        if booking.deadline == nil { booking.deadline = previous?.deadline }
        // A new decision on the same version has a later DTSTAMP, also within one second (RFC 5546 §2.1.5).
        if let previous, booking.stamp == now, previous.stamp >= now { booking.stamp = previous.stamp.adding(1) }
        booking.waitingSince = try waitingSince(of: booking, replacing: previous)
        booking.settlePresence(now: now)
        booking.deadline = booking.nextDeadline(on: resource, now: now)
        try transaction.save(booking)
        if previous?.state == .tentative, booking.state != .tentative {
            try ApprovalInbox(transaction: transaction, environment: environment, now: now)
                .withdraw(booking, from: resource)
        }
        if booking.companionOf == nil, previous != nil { try followCompanions(of: booking) }
        if let previous { try offerTime(freedBy: previous, to: booking, on: resource) }
        return booking
    }

    /// The order of the waitlist is strict also among those who came within the same second.
    private func waitingSince(of booking: Booking, replacing previous: Booking?) throws -> Instant? {
        switch booking.state {
        case .tentative:
            return booking.waitingSince ?? now
        case .waitlisted:
            if let previous, previous.state == .waitlisted, previous.series == booking.series,
                previous.units == booking.units, let since = previous.waitingSince
            {
                return since
            }
            let last = try transaction.waiting(on: booking.resource).last {
                $0.state == .waitlisted && $0.id != booking.id
            }
            guard let since = last?.waitingSince, since >= now else { return now }
            return since.adding(1)
        default:
            return nil
        }
    }

    /// Wakes the first of those who wait for what `next` does not take any more.
    private func offerTime(freedBy previous: Booking, to next: Booking, on resource: Resource) throws {
        try passOn(previous, next)
        let freed = previous.freedRanges(by: next, now: now)
        guard !freed.isEmpty else { return }
        var woken: [Booking] = []
        for neighbour in try transaction.competitors(of: resource) {
            let gap = resource.setup + resource.teardown + neighbour.setup + neighbour.teardown
            let waiting = try transaction.waiting(on: neighbour.id).first { waiting in
                waiting.state == .waitlisted && waiting.id != next.id
                    && waiting.instances.contains { instance in
                        let wanted = instance.range.widened(before: gap, after: gap)
                        return freed.contains(where: wanted.overlaps)
                    }
            }
            if let waiting { woken.append(waiting) }
        }
        try transaction.require(Set(woken.map { LockKey.resource($0.resource) }))
        for waiting in woken { try wake(waiting) }
    }

    /// Who was woken and leaves the list before they were asked wakes the next.
    private func passOn(_ previous: Booking, _ next: Booking) throws {
        guard previous.state == .waitlisted, next.state != .waitlisted,
            let deadline = previous.deadline, deadline <= now, let since = previous.waitingSince
        else { return }
        let later = try transaction.waiting(on: previous.resource).first {
            $0.state == .waitlisted && $0.id != previous.id && ($0.waitingSince ?? .minDateTime) >= since
        }
        if let later { try wake(later) }
    }

    /// Has the booking looked at by the next run of ``LifecycleService``.
    func wake(_ booking: Booking) throws {
        try transaction.require([.resource(booking.resource)])
        guard var booking = try transaction.booking(booking.id), booking.deadline.map({ $0 > now }) ?? true else {
            return
        }
        booking.deadline = now
        try transaction.save(booking)
    }
}

extension BookingSnapshot {
    /// The resources whose decisions look at the time of `resource`: all that are joined to it by being part of one
    /// another, and those that are booked together with one of these.
    func competitors(of resource: Resource) throws -> [Resource] {
        let neighbours = try ResourceDesk.neighbours(of: resource, in: self)
        let ids = Set(neighbours.map(\.id))
        let users = try resources().filter { other in
            !ids.contains(other.id) && other.companions.contains { $0.isIncluded && ids.contains($0.resource) }
        }
        return neighbours + users
    }
}

extension Booking {
    /// The time from now on that this version takes and `next` does not.
    fileprivate func freedRanges(by next: Booking, now: Instant) -> [TimeRange] {
        guard state.holdsTime else { return [] }
        var taken: Set<TimeRange> = []
        if next.state.holdsTime, next.units >= units {
            for instance in next.instances where instance.takesTime { taken.insert(instance.takenRange) }
        }
        return instances.lazy.filter { $0.takesTime && $0.takenRange.end > now }.map(\.takenRange)
            .filter { !taken.contains($0) }
    }

    /// A booking is checked in while an instance lasts to which somebody has checked in; then a series is confirmed again.
    fileprivate mutating func settlePresence(now: Instant) {
        guard state == .confirmed || state == .checkedIn else { return }
        let isPresent = instances.contains { instance in
            instance.checkedInAt != nil && instance.verdict == .accepted && instance.takenRange.end > now
        }
        let isOver = decidedThrough == nil && !instances.contains { $0.takesTime && $0.takenRange.end > now }
        if isPresent { state = .checkedIn } else if !isOver { state = .confirmed }
    }
}
