import Scheduling
import Testing

@testable import SQLiteStore

@Suite struct WaitingTests {
    let directory = TestDirectory()

    @Test func `a longer queue than can be served is refused at once`() async throws {
        var limits = SQLiteStore.Limits()
        limits.queueLength = 3
        let store = try directory.open(limits: limits)
        let gate = Gate()
        let blocker = Task { try await store.withTransaction(locking: []) { _ in gate.wait() } }
        await gate.entered()
        let ran = Counter()
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        try await store.withTransaction(locking: []) { _ in _ = ran.increment() }
                        return false
                    } catch {
                        #expect(error as? StoreError == .overloaded)
                        return true
                    }
                }
            }
            var refused = 0
            while refused < 7, let isRefused = await group.next() { refused += isRefused ? 1 : 0 }
            gate.open()
            for await isRefused in group { refused += isRefused ? 1 : 0 }
            return refused
        }
        try await blocker.value
        #expect(refused == 7)
        #expect(ran.value == 3)
        await store.close()
    }

    @Test func `what has waited too long is refused before it runs`() async throws {
        let clock = TestClock()
        let store = try directory.open(limits: .init(), clock: clock)
        let gate = Gate()
        let blocker = Task { try await store.withTransaction(locking: []) { _ in gate.wait() } }
        await gate.entered()
        let ran = Counter()
        let waiting = Task { try await store.withTransaction(locking: []) { _ in _ = ran.increment() } }
        while store.waitingWrites < 1 { await Task.yield() }
        clock.advance(by: .seconds(4))
        store.refuseOverdue()
        #expect(store.waitingWrites == 1)
        clock.advance(by: .seconds(2))
        store.refuseOverdue()
        // Answered although the writer still hangs.
        await #expect(throws: StoreError.overloaded) { try await waiting.value }
        gate.open()
        try await blocker.value
        #expect(ran.value == 0)
        await store.close()
    }

    @Test func `closing serves what had begun to wait`() async throws {
        let store = try directory.open()
        let gate = Gate()
        let blocker = Task { try await store.withTransaction(locking: []) { _ in gate.wait() } }
        await gate.entered()
        let waiting = Task {
            try await store.withTransaction(locking: []) { try $0.save(Person(id: "a", name: "A", addresses: [])) }
        }
        while store.waitingWrites < 1 { await Task.yield() }
        let closing = Task { await store.close() }
        gate.open()
        try await blocker.value
        try await waiting.value
        await closing.value
        await store.close()
        let again = try directory.open()
        #expect(try await again.withSnapshot { try $0.person("a") } != nil)
        await again.close()
    }
}
