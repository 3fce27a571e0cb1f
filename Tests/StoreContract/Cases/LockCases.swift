import BookingCore
import Scheduling
import Synchronization
import Testing

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

extension StoreContract {
    static let lockCases: [ContractCase] = [
        .oneNode("runs a body again with the locks that it finds it needs") { store async throws in
            try await store.make(Sample.room("salle"), Sample.room("autre"))
            let runs = Counter()
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                runs.increment()
                try transaction.save(Sample.booking(1, on: "salle", [Sample.range(9, 10)]))
                try transaction.save(Sample.booking(2, on: "autre", [Sample.range(9, 10)]))
            }
            #expect(runs.value == 2)
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "salle") } == 2)
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "autre") } == 2)
        },
        .oneNode("runs a body again that throws NeedsLocks itself, also for a series") { store async throws in
            let wanted: Set<LockKey> = [.series(organizer: "person:camille", uid: "u"), .collection(Sample.calendar)]
            let runs = Counter()
            try await store.withTransaction(locking: []) { transaction throws in
                if runs.increment() == 1 { throw NeedsLocks(wanted) }
                try transaction.require(wanted)
            }
            #expect(runs.value == 2)
        },
        .oneNode("asks for the key of every resource and collection that is written") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.make(Sample.collection())
            let room = LockKey.resource("salle")
            let calendar = LockKey.collection(Sample.calendar)
            let onRoom: [Write] = [
                { try $0.save(Sample.room("salle")) },
                { try $0.touch("salle") },
                { try $0.save(Sample.booking(1, [Sample.range(1, 2)])) },
                { _ = try $0.schedule(of: "salle") },
            ]
            let onCalendar: [Write] = [
                { try $0.save(Sample.collection()) },
                { _ = try $0.put(Sample.object("a", in: Sample.calendar)) },
                { _ = try $0.delete("a", in: Sample.calendar) },
                { try $0.delete(Sample.calendar) },
            ]
            let writes = onRoom.map { (room, $0) } + onCalendar.map { (calendar, $0) }
            for (key, write) in writes {
                let caught = Mutex<[Set<LockKey>]>([])
                try await store.withTransaction(locking: []) { transaction throws in
                    do {
                        try write(transaction)
                    } catch let needed as NeedsLocks {
                        caught.withLock { $0.append(needed.keys) }
                        throw needed
                    }
                }
                #expect(caught.withLock { $0 } == [[key]])
            }
        },
        .oneNode("a body that hides a missing lock is run again all the same") { store async throws in
            try await store.make(Sample.room("salle"))
            let before = try await store.withSnapshot { try $0.changeNumber(of: "salle") }
            try await store.withTransaction(locking: []) { transaction throws in
                do { try transaction.touch("salle") } catch {}
            }
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "salle") } == before + 1)
        },
        .oneNode("gives up on a body that never has enough locks") { store async throws in
            let runs = Counter()
            let error = await failure {
                try await store.withTransaction(locking: []) { _ in
                    let round = runs.increment()
                    throw NeedsLocks([.series(organizer: "o", uid: "\(round)")])
                }
            }
            #expect(error as? StoreError == .tooManyLockRounds)
            #expect(runs.value < 100)
        },
        .oneNode("reads the directory without keys") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.withTransaction(locking: []) { transaction throws in
                #expect(try transaction.resource("salle") != nil)
                #expect(try transaction.resources().count == 1)
                #expect(try transaction.principal(address: "salle@ville.example") == .resource("salle"))
                #expect(try transaction.people().isEmpty)
            }
        },
    ]
}
