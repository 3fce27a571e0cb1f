import Dispatch
import Scheduling
import Synchronization

/// Work that waits for a thread.
protocol Job: Sendable {
    /// When it began to wait.
    var waitingSince: ContinuousClock.Instant { get }
    func fail(_ error: any Error)
}

/// A bounded first-in, first-out queue between callers and threads that the store owns.
///
/// Callers never block; the threads sleep while there is nothing to do.
final class JobQueue<Element: Job>: Sendable {
    private struct State {
        var jobs: [Element] = []
        var sleepers = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Jobs that wait now.
    var count: Int { state.withLock { $0.jobs.count } }

    /// Adds the job; nil where it was taken, else ``StoreError/overloaded`` or ``StoreError/closed``.
    func submit(_ job: Element) -> StoreError? {
        let (refusal, wakes): (StoreError?, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            if state.jobs.count >= limit { return (.overloaded, false) }
            state.jobs.append(job)
            guard state.sleepers > 0 else { return (nil, false) }
            state.sleepers -= 1
            return (nil, true)
        }
        if wakes { wake.signal() }
        return refusal
    }

    /// The next jobs, at most `count`; waits for one. Empty: the queue is closed and drained.
    func next(upTo count: Int) -> [Element] {
        while true {
            let taken: [Element]? = state.withLock { state in
                if !state.jobs.isEmpty {
                    let taken = Array(state.jobs.prefix(count))
                    state.jobs.removeFirst(taken.count)
                    return taken
                }
                if state.isClosed { return [] }
                state.sleepers += 1
                return nil
            }
            if let taken { return taken }
            wake.wait()
        }
    }

    /// Takes out the jobs that have waited since before `instant`.
    func removeWaiting(since instant: ContinuousClock.Instant) -> [Element] {
        state.withLock { state in
            // In order of arrival, so the oldest are in front.
            let expired = Array(state.jobs.prefix { $0.waitingSince < instant })
            state.jobs.removeFirst(expired.count)
            return expired
        }
    }

    /// Refuses further jobs; those that wait are still served.
    func close() {
        let sleepers = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = 0 }
            return state.sleepers
        }
        for _ in 0..<sleepers { wake.signal() }
    }
}
