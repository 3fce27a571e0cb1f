import Scheduling

/// A transaction body that waits to be run.
struct WriteJob: Job {
    let keys: Set<LockKey>
    let waitingSince: ContinuousClock.Instant
    /// Runs the body once; the result hands its value to the caller.
    let attempt: @Sendable (any BookingTransaction) throws -> @Sendable () -> Void
    let refuse: @Sendable (any Error) -> Void

    func fail(_ error: any Error) { refuse(error) }
}

/// A reader that waits for a connection.
struct ReadJob: Job {
    let waitingSince: ContinuousClock.Instant
    /// Runs the body; the result hands its value to the caller.
    let attempt: @Sendable (any BookingSnapshot) throws -> @Sendable () -> Void
    let refuse: @Sendable (any Error) -> Void

    func fail(_ error: any Error) { refuse(error) }
}
