import BookingCore
public import CalendarTime

/// Does what time alone asks for: requests expire, no-shows are released, series go on, and those who wait get what has
/// become free.
///
/// Each booking that is due has a transaction of its own, which reads it again under its keys: what another node did
/// meanwhile is not done twice.
public struct LifecycleService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Seconds after which a booking is looked at again that could not be dealt with.
    static let retryDelay: Int64 = 60

    /// The moment at which there is something to do; nil: never, as things stand.
    public func nextDeadline() async throws -> Instant? {
        try await store.withSnapshot { try $0.nextDeadline() }
    }

    /// Deals with what is due now, at most `limit` bookings, the longest overdue first. A booking that cannot be dealt
    /// with is tried again a minute later and holds nobody up.
    ///
    /// - Throws: ``StoreError`` where the store does not serve; what was done stays done.
    @discardableResult
    public func runDue(limit: Int = 100) async throws -> [LifecycleEvent] {
        let now = environment.now()
        let due = try await store.withSnapshot { try $0.due(at: now, limit: limit).map(\.id) }
        var events: [LifecycleEvent] = []
        for id in due {
            do {
                events += try await store.withTransaction(locking: []) { [environment] transaction in
                    try LifecycleTurn(transaction: transaction, environment: environment, now: now).run(id)
                }
            } catch let error as StoreError where error.isGeneral {
                throw error
            } catch {
                events.append(LifecycleEvent(.failed(error), of: id))
                try await postpone(id, to: now.adding(Self.retryDelay))
            }
        }
        return events
    }

    private func postpone(_ id: BookingID, to instant: Instant) async throws {
        try await store.withTransaction(locking: []) { transaction in
            guard let known = try transaction.booking(id) else { return }
            try transaction.require([.resource(known.resource)])
            guard var booking = try transaction.booking(id) else { return }
            booking.deadline = instant
            try transaction.save(booking)
        }
    }
}

extension StoreError {
    /// Whether it is about the store and not about one booking.
    fileprivate var isGeneral: Bool {
        switch self {
        case .closed, .overloaded, .notWritable, .cannotOpen: true
        case .damaged, .tooManyLockRounds: false
        }
    }
}
