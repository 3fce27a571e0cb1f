import Synchronization

/// Wakes those who wait for something to be committed, so that nobody asks the store again and again.
public final class CommitSignal: Sendable {
    private struct State {
        var count: UInt64 = 0
        var lastWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// How often something was committed. To be read before the store is: what is committed after that ends the next wait.
    public var count: UInt64 { state.withLock { $0.count } }

    /// To be called by a store after each commit.
    public func raise() {
        let waiters = state.withLock { state in
            state.count += 1
            defer { state.waiters.removeAll(keepingCapacity: true) }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when more than `seen` commits were made, when `limit` is over, or when the task is cancelled.
    public func wait(beyond seen: UInt64, atMost limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(beyond: seen) }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(beyond seen: UInt64) async {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // Whoever cancels first says so and then looks for the waiter.
                    if state.count > seen || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
