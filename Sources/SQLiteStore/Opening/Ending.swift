import GRDB
import Synchronization

/// Closes the database when the last of the store's threads has ended, and then gives up the claim on its directory.
final class Ending: Sendable {
    private struct State {
        var threads: Int
        var claim: DataDirectory?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let pool: DatabasePool

    init(threads: Int, pool: DatabasePool, claim: DataDirectory) {
        state = Mutex(State(threads: threads, claim: claim))
        self.pool = pool
    }

    func threadEnded() {
        let isLast = state.withLock { state in
            state.threads -= 1
            return state.threads == 0
        }
        guard isLast else { return }
        // A failure to close loses nothing: everything acknowledged is in the log, which the next start reads.
        try? pool.close()
        let waiting = state.withLock { state in
            state.claim = nil
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.claim == nil { return true }
                state.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
