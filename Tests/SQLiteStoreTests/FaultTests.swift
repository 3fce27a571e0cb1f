import BookingCore
import CalendarTime
import GRDB
import Scheduling
import Testing

@testable import SQLiteStore

/// The disk is full, the commit fails, bodies misbehave: nothing half done, and memory says what the database says.
@Suite struct FaultTests {
    let directory = TestDirectory()

    private func room(_ id: ResourceID) -> Resource {
        Resource(
            id: id, names: LocalizedText(fr: "Salle", en: "Room"), address: "\(id)@ville.example",
            zone: "Europe/Paris")
    }

    private func booking(_ number: Int64, title: String = "Réunion") -> Booking {
        let start = Instant(seconds: 1_796_083_200 + number * 3600)
        let range = TimeRange(start: start, end: start.adding(3600))
        return Booking(
            id: BookingID(rawValue: number), resource: "salle", uid: "uid-\(number)",
            organizer: BookingOrganizer(personID: "camille", address: "camille@ville.example"), title: title,
            state: .confirmed, series: RecurrenceSet(single: range),
            instances: [BookedInstance(recurrenceID: start, range: range, verdict: .accepted)], stamp: start,
            createdAt: start, updatedAt: start)
    }

    /// What readers are told equals what a store finds that opens the same database afresh.
    private func expectMemoryEqualsDatabase(_ store: SQLiteStore, bookings: Set<Int64>) async throws {
        let known = try await store.withSnapshot { try $0.schedule(of: "salle") }
        let number = try await store.withSnapshot { try $0.changeNumber(of: "salle") }
        await store.close()
        let again = try directory.open()
        try await again.withSnapshot { snapshot throws in
            let schedule = try snapshot.schedule(of: "salle")
            #expect(try snapshot.changeNumber(of: "salle") == number)
            #expect(schedule.changeNumber == known.changeNumber)
            #expect(known.index.count == bookings.count)
            let all = BookingQuery(
                window: TimeRange(start: .minDateTime, end: .maxDateTime), includesInactive: true, limit: 100_000)
            #expect(Set(try snapshot.bookings(all).map(\.id.rawValue)) == bookings)
            #expect(schedule.index.count == bookings.count)
        }
        let problems = try await again.pool.read { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check")
                + (try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description))
        }
        #expect(problems == ["ok"])
        await again.close()
    }

    @Test func `a full disk fails what does not fit and keeps what was acknowledged`() async throws {
        let store = try directory.open()
        try await store.withTransaction(locking: [.resource("salle")]) { try $0.save(room("salle")) }
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 12)")
        }
        let long = String(repeating: "x", count: 3000)
        let kept = await withTaskGroup(of: Int64?.self) { group in
            for number in Int64(0)..<60 {
                group.addTask {
                    do {
                        try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                            _ = try transaction.schedule(of: "salle")
                            try transaction.save(booking(number, title: long))
                        }
                        return number
                    } catch {
                        guard case .notWritable = error as? StoreError else {
                            Issue.record("\(error)")
                            return nil
                        }
                        return nil
                    }
                }
            }
            return await group.reduce(into: Set<Int64>()) { if let number = $1 { $0.insert(number) } }
        }
        #expect(!kept.isEmpty)
        #expect(kept.count < 60)
        // Once there is room again the store goes on.
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try await store.withTransaction(locking: [.resource("salle")]) { try $0.save(booking(100)) }
        try await expectMemoryEqualsDatabase(store, bookings: kept.union([100]))
    }

    @Test func `a body that hides a failed write is failed all the same`() async throws {
        let store = try directory.open()
        try await store.withTransaction(locking: [.resource("salle")]) { try $0.save(room("salle")) }
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 1)")
        }
        await #expect(throws: StoreError.self) {
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                do { try transaction.save(booking(1, title: String(repeating: "x", count: 50_000))) } catch {}
                do { try transaction.save(booking(2)) } catch {}
            }
        }
        try await expectMemoryEqualsDatabase(store, bookings: [])
    }

    /// Saving the person `poison` breaks the transaction.
    private func poison(_ store: SQLiteStore, by action: String) async throws {
        try await store.withTransaction(locking: [.resource("salle")]) { try $0.save(room("salle")) }
        try await store.pool.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    CREATE TABLE parent (id INTEGER PRIMARY KEY);
                    CREATE TABLE child (id REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
                    CREATE TRIGGER breaks AFTER INSERT ON person WHEN new.id = 'poison' BEGIN \(action); END;
                    """)
        }
    }

    /// A deferred constraint passes RELEASE and fails at COMMIT: the schema has none, so the test brings one. The other
    /// action ends the whole transaction at once, as a full disk does.
    @Test(arguments: ["INSERT INTO child VALUES (1)", "SELECT RAISE(ROLLBACK, 'gone')"])
    func `a batch that is lost is run again, each body alone`(_ action: String) async throws {
        let store = try directory.open()
        try await poison(store, by: action)
        let gate = Gate()
        let blocker = Task { try await store.withTransaction(locking: []) { _ in gate.wait() } }
        await gate.entered()
        let outcomes = await withTaskGroup(of: (Int64, Bool).self) { group in
            for number in Int64(0)..<20 {
                group.addTask {
                    do {
                        try await store.withTransaction(locking: [.resource("salle")]) { transaction in
                            _ = try transaction.schedule(of: "salle")
                            try transaction.save(booking(number))
                            guard number == 7 else { return }
                            do { try transaction.save(Person(id: "poison", name: "P", addresses: [])) } catch {}
                            try transaction.save(booking(70))
                        }
                        return (number, true)
                    } catch {
                        return (number, false)
                    }
                }
            }
            while store.waitingWrites < 20 { await Task.yield() }
            gate.open()
            return await group.reduce(into: [Int64: Bool]()) { $0[$1.0] = $1.1 }
        }
        _ = try await blocker.value
        #expect(outcomes.filter { !$0.value }.map(\.key) == [7])
        try await expectMemoryEqualsDatabase(store, bookings: Set(0..<20).subtracting([7]))
    }

    @Test func `what was not committed is in no schedule, also when its number comes again`() async throws {
        let store = try directory.open()
        try await poison(store, by: "INSERT INTO child VALUES (1)")
        await #expect(throws: StoreError.self) {
            try await store.withTransaction(locking: [.resource("salle")]) { transaction in
                _ = try transaction.schedule(of: "salle")
                try transaction.save(booking(1))
                try transaction.save(Person(id: "poison", name: "P", addresses: []))
            }
        }
        try await store.withTransaction(locking: [.resource("salle")]) { try $0.touch("salle") }
        try await expectMemoryEqualsDatabase(store, bookings: [])
    }

    @Test func `a body's argument is dead after the body`() async throws {
        let store = try directory.open()
        let kept = Keeper()
        try await store.withTransaction(locking: []) { transaction in kept.keep(transaction) }
        #expect(throws: StoreError.closed) { try kept.use() }
        await store.close()
    }

    @Test func `many bodies that wait are committed together`() async throws {
        let store = try directory.open()
        try await store.withTransaction(locking: [.resource("salle")]) { try $0.save(room("salle")) }
        let before = try await store.pool.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
        let gate = Gate()
        let blocker = Task { try await store.withTransaction(locking: []) { _ in gate.wait() } }
        await gate.entered()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(0)..<50 {
                group.addTask {
                    try await store.withTransaction(locking: [.resource("salle")]) { try $0.save(booking(number)) }
                }
            }
            while store.waitingWrites < 50 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }
        try await blocker.value
        let after = try await store.pool.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
        #expect(before != after)
        #expect(store.commits == 3, "the room, the blocker, and all the others")
        await store.close()
    }
}
