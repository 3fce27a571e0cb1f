import Dispatch
import Scheduling
import Synchronization

/// Holds a transaction body where it is until the test opens.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isEntered = Mutex(false)

    func wait() {
        isEntered.withLock { $0 = true }
        semaphore.wait()
    }

    /// Returns when somebody waits.
    func entered() async {
        while !isEntered.withLock({ $0 }) { await Task.yield() }
    }

    func open() {
        semaphore.signal()
    }
}

/// Keeps a body's argument longer than it may.
final class Keeper: @unchecked Sendable {
    // Unchecked: handed over once, from the writer's thread to the test that waited for it.
    private var transaction: (any BookingTransaction)?

    func keep(_ transaction: any BookingTransaction) {
        self.transaction = transaction
    }

    func use() throws {
        try transaction?.save(Person(id: "late", name: "L", addresses: []))
    }
}

/// Counts over threads.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    @discardableResult
    func increment() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
