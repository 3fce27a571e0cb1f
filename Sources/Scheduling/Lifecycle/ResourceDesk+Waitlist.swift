import BookingCore

extension ResourceDesk {
    /// How many are asked before one request; the rest waits for ``LifecycleService``.
    private static let mostPromoted = 20

    /// Those who wait for what has become free get it before anybody who asks now (BEHAVIOUR, Lifecycle of a booking).
    ///
    /// - Parameter uid: of the event that is decided next, which speaks for itself.
    func promoteWoken(on resources: [Resource], except uid: String) throws {
        // What the server does by itself asks them in their order already.
        guard door != .server else { return }
        let turn = LifecycleTurn(transaction: transaction, environment: environment, now: now)
        for _ in 0..<Self.mostPromoted {
            let woken = try woken(on: resources, except: uid)
            guard !woken.isEmpty else { return }
            var keys: Set<LockKey> = []
            for (booking, resource) in woken {
                keys.formUnion(try turn.delivery.keys(for: booking, of: resource))
                keys.formUnion(try Self.surroundings(of: resource, in: transaction).map { .resource($0.id) })
            }
            try transaction.require(keys)
            for (booking, _) in woken { _ = try turn.run(booking.id) }
        }
    }

    private func woken(on resources: [Resource], except uid: String) throws -> [(Booking, Resource)] {
        try resources.filter(\.policy.waitlist).flatMap { resource in
            try transaction.waiting(on: resource.id)
                .filter { $0.state == .waitlisted && $0.uid != uid && ($0.deadline.map { $0 <= now } ?? false) }
                .map { ($0, resource) }
        }
    }
}
