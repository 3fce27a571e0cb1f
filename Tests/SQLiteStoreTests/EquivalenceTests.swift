import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Testing

@testable import SQLiteStore

/// The same operations leave both stores with the same answers (QUALITY I15), also after the database is opened again.
@Suite struct EquivalenceTests {
    private static let rooms: [ResourceID] = ["a", "b", "c"]
    private static let people = ["camille", "bruno"]

    private func at(_ hour: Int64) -> Instant { Instant(seconds: 1_796_083_200 + hour * 3600) }

    private func instances(by random: inout SeededNumbers) -> [BookedInstance] {
        (0..<Int64.random(in: 0...4, using: &random)).map { index in
            let start = index * 24 + Int64.random(in: 0...20, using: &random)
            let range = TimeRange(start: at(start), end: at(start + Int64.random(in: 0...30, using: &random)))
            let verdicts: [InstanceVerdict] = [.accepted, .accepted, .tentative, .declined([.released]), .cancelled]
            var instance = BookedInstance(
                recurrenceID: at(index), range: range, verdict: verdicts.randomElement(using: &random) ?? .past)
            if Int.random(in: 0..<4, using: &random) == 0 { instance.checkedInAt = range.start }
            if Int.random(in: 0..<4, using: &random) == 0 {
                instance.endedAt = range.start.adding(Int64.random(in: -1...31, using: &random) * 3600)
            }
            return instance
        }
    }

    private func booking(by random: inout SeededNumbers) throws -> Booking {
        let number = Int64.random(in: 1...15, using: &random)
        let person = Self.people.randomElement(using: &random) ?? "camille"
        let created = at(Int64.random(in: -9...0, using: &random))
        func sometimes(_ random: inout SeededNumbers) -> Instant? {
            Bool.random(using: &random) ? nil : at(Int64.random(in: 0...9, using: &random))
        }
        var booking = Booking(
            id: BookingID(rawValue: number), resource: Self.rooms.randomElement(using: &random) ?? "a",
            uid: "uid-\(number)", organizer: BookingOrganizer(personID: person, address: "\(person)@ville.example"),
            title: "Réunion", units: Int.random(in: 1...3, using: &random),
            state: BookingState.allCases.randomElement(using: &random) ?? .confirmed,
            series: RecurrenceSet(single: TimeRange(start: at(1), end: at(2))), instances: instances(by: &random),
            stamp: created, createdAt: created, updatedAt: created, deadline: sometimes(&random),
            waitingSince: sometimes(&random))
        if Int.random(in: 0..<3, using: &random) == 0 {
            booking.companionOf = BookingID(rawValue: Int64.random(in: 1...15, using: &random))
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            booking.series.rules = [try RecurrenceRule(parsing: "FREQ=DAILY;COUNT=40")]
            booking.decidedThrough = at(130)
        }
        return booking
    }

    /// One random change.
    private func change(by random: inout SeededNumbers) throws -> @Sendable (any BookingTransaction) throws -> Void {
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            let id = Self.rooms.randomElement(using: &random) ?? "a"
            let capacity = Int.random(in: 1...2, using: &random)
            return { transaction in
                var room = try transaction.resource(id)
                room?.capacity = capacity
                if let room { try transaction.save(room) }
            }
        case 1:
            let record = DecisionRecord(
                booking: BookingID(rawValue: Int64.random(in: 1...5, using: &random)),
                resource: Self.rooms.randomElement(using: &random) ?? "a",
                decidedAt: at(Int64.random(in: 0...5, using: &random)), door: .json, requester: nil,
                verdict: .accepted, reasons: [], scheduleVersions: [:], series: [], units: 1,
                resourceVersion: Int64.random(in: 0...9, using: &random))
            return { try $0.append(record) }
        default:
            let booking = try booking(by: &random)
            return { try $0.save(booking) }
        }
    }

    /// All that can be asked, as text.
    private func answers(_ snapshot: any BookingSnapshot) throws -> [String] {
        var answers: [String] = []
        for id in Self.rooms {
            let schedule = try snapshot.offeredSchedule(of: id)
            let window = TimeRange(start: at(-99), end: at(999))
            answers.append("\(schedule.busy(in: window).map { "\($0)" }.sorted()) \(schedule.openSeries)")
            answers.append("\(schedule.changeNumber) \(try snapshot.changeNumber(of: id))")
            answers.append("\(try snapshot.waiting(on: id).map(\.id))")
            for number in Int64(0)...40 { answers.append("\(try snapshot.version(of: id, at: number)?.number ?? 0)") }
        }
        for hour in stride(from: Int64(-1), through: 150, by: 7) {
            answers.append("\(try snapshot.due(at: at(hour), limit: 4).map(\.id))")
            for person in Self.people {
                for id in [nil] + Self.rooms.map(Optional.some) {
                    let found = try snapshot.upcoming(organizer: "person:" + person, on: id, from: at(hour))
                    answers.append("\(person) \(found.map(\.id))")
                }
            }
            for isWhole in [true, false] {
                let window = TimeRange(start: at(hour), end: at(hour + 5))
                for key in [nil, "person:camille"] {
                    let query = BookingQuery(window: window, organizer: key, includesInactive: isWhole)
                    answers.append("\(try snapshot.bookings(query))")
                }
            }
            let decisions = try snapshot.decisions(since: at(hour / 20), on: ["a", "c"], after: nil, limit: 5)
            answers.append("\(decisions)")
        }
        answers.append("\(String(describing: try snapshot.nextDeadline()))")
        for number in Int64(1)...15 {
            answers.append("\(try snapshot.companions(of: BookingID(rawValue: number)).map(\.id))")
        }
        return answers
    }

    @Test func `both stores answer alike after random changes`() async throws {
        let text = ProcessInfo.processInfo.environment["CRENEAU_SEED"]
        let seed = text.flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)
        var random = SeededNumbers(state: seed)
        let rounds = ProcessInfo.processInfo.environment["CRENEAU_SOAK"] == nil ? 2 : 100
        for _ in 0..<rounds {
            let directory = TestDirectory()
            let rows = try directory.open()
            let memory = MemoryStore()
            let keys = Set(Self.rooms.map(LockKey.resource))
            for store in [rows, memory] as [any BookingStore] {
                try await store.withTransaction(locking: keys) { transaction throws in
                    for id in Self.rooms {
                        try transaction.save(
                            Resource(
                                id: id, names: LocalizedText(fr: "S", en: "R"), address: "\(id)@ville.example",
                                zone: "Europe/Paris"))
                    }
                }
            }
            for _ in 0..<6 {
                let changes = try (0..<6).map { _ in try change(by: &random) }
                for store in [rows, memory] as [any BookingStore] {
                    try await store.withTransaction(locking: keys) { transaction throws in
                        for change in changes { try change(transaction) }
                    }
                }
                let known = try await rows.withSnapshot { try answers($0) }
                let expected = try await memory.withSnapshot { try answers($0) }
                #expect(known == expected, "seed \(seed)")
            }
            let expected = try await memory.withSnapshot { try answers($0) }
            await rows.close()
            let again = try directory.open()
            #expect(try await again.withSnapshot { try answers($0) } == expected, "opened again, seed \(seed)")
            await again.close()
        }
    }
}
