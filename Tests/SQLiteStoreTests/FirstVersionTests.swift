import BookingCore
import CalendarTime
import Foundation
import GRDB
import Glibc
import Scheduling
import Testing

@testable import SQLiteStore

/// What the first version of the schema kept is read and served by this one.
@Suite struct FirstVersionTests {
    let directory = TestDirectory()

    private func at(_ hour: Int64) -> Instant { Instant(seconds: 1_796_083_200 + hour * 3600) }

    private func range(_ from: Int64, _ to: Int64) -> TimeRange { TimeRange(start: at(from), end: at(to)) }

    private func instance(_ from: Int64, _ to: Int64, _ verdict: InstanceVerdict = .accepted) -> BookedInstance {
        BookedInstance(recurrenceID: at(from), range: range(from, to), verdict: verdict)
    }

    private func open() async throws -> SQLiteStore {
        try #require(mkdir(directory.path, 0o700) == 0)
        let queue = try DatabaseQueue(path: directory.path + "/creneau.sqlite")
        try await queue.writeWithoutTransaction { try FirstVersion.make(in: $0) }
        try queue.close()
        return try directory.open()
    }

    @Test func `bookings are what they were`() async throws {
        let store = try await open()
        let found = try await store.withSnapshot { snapshot throws in
            try (Int64(1)...4).map { try #require(try snapshot.booking(BookingID(rawValue: $0))) }
        }
        #expect(found.map(\.state) == [.confirmed, .tentative, .confirmed, .cancelled])
        #expect(found.map(\.title) == ["Réunion 1", "Réunion 2", "Réunion 3", "Réunion 4"])
        #expect(
            found[0].instances == [
                instance(11, 12), instance(35, 36, .declined([.tooLong(maximum: 3600)])), instance(59, 60, .cancelled),
                instance(-20, -19, .past),
            ])
        // What waits for an answer says so itself, instance by instance.
        #expect(found[1].instances == [instance(13, 14, .tentative), instance(37, 38, .declined([.notPermitted]))])
        #expect(found[2].decidedThrough == at(40))
        #expect(found.map(\.requestedAs) == [nil, nil, nil, nil])
        await store.close()
    }

    @Test func `what has never been looked at again is due at once`() async throws {
        let store = try await open()
        let due = try await store.withSnapshot { try $0.due(at: at(-23), limit: 9).map(\.id.rawValue) }
        #expect(due == [2, 3], "since the last decision")
        #expect(try await store.withSnapshot { try $0.nextDeadline() } == at(-23))
        #expect(try await store.withSnapshot { try $0.waiting(on: "salle").map(\.id.rawValue) } == [2])
        let upcoming = try await store.withSnapshot {
            try $0.upcoming(organizer: "person:camille", on: "salle", from: at(13)).map(\.id.rawValue)
        }
        #expect(upcoming == [1, 2, 3])
        await store.close()
    }

    @Test func `the schedule is the one that its bookings make, also after they change`() async throws {
        let store = try await open()
        func expectSame() async throws {
            try await store.withSnapshot { snapshot throws in
                var expected = ResourceSchedule()
                for number in Int64(1)...4 {
                    expected.apply(old: nil, new: try snapshot.booking(BookingID(rawValue: number)))
                }
                let found = try snapshot.schedule(of: "salle")
                #expect(found.busy(in: range(0, 99)) == expected.busy(in: range(0, 99)))
                #expect(found.index.count == expected.index.count)
                #expect(found.openSeries == expected.openSeries)
            }
        }
        try await expectSame()
        let held = try await store.withSnapshot { try $0.schedule(of: "salle").busy(in: range(13, 14)) }
        #expect(held.map(\.tentative).contains(true))
        // Approved, and the other one cancelled.
        try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
            var pending = try #require(try transaction.booking(BookingID(rawValue: 2)))
            pending.state = .confirmed
            pending.instances[0].verdict = .accepted
            try transaction.save(pending)
            var series = try #require(try transaction.booking(BookingID(rawValue: 3)))
            series.state = .cancelled
            series.deadline = nil
            try transaction.save(series)
        }
        try await expectSame()
        await store.close()
        let again = try directory.open()
        let busy = try await again.withSnapshot { try $0.schedule(of: "salle").busy(in: range(0, 99)) }
        #expect(busy.map(\.range) == [range(11, 12), range(13, 14)])
        #expect(busy.map(\.tentative) == [false, false])
        await again.close()
    }

    @Test func `a resource has the version that it was last saved as, and its companions are offered`() async throws {
        let store = try await open()
        try await store.withSnapshot { snapshot throws in
            let room = try #require(try snapshot.resource("salle"))
            #expect(room.capacity == 12)
            #expect(room.companions == [Companion("ecran", isIncluded: false)])
            #expect(room.policyOverrides == PolicyOverrides())
            #expect(room.policy == BookingPolicy())
            #expect(try snapshot.version(of: "salle", at: 6) == ResourceVersion(number: 2, resource: room))
            #expect(try snapshot.version(of: "salle", at: 1) == nil, "earlier ones were not kept")
        }
        try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
            var room = try #require(try transaction.resource("salle"))
            try transaction.save(room)
            room.capacity = 14
            try transaction.save(room)
        }
        try await store.withSnapshot { snapshot throws in
            let capacities = try [2, 7, 8].map { try snapshot.version(of: "salle", at: $0)?.resource.capacity }
            #expect(capacities == [12, 12, 14])
        }
        await store.close()
    }

    @Test func `records stay, without what was not recorded`() async throws {
        let store = try await open()
        try await store.withSnapshot { snapshot throws in
            let records = try snapshot.decisions(about: BookingID(rawValue: 1))
            #expect(records.map(\.verdict) == [.partiallyAccepted])
            #expect(records.map(\.resourceVersion) == [0])
            #expect(records.map(\.facts) == [[]])
            let all = try snapshot.decisions(since: at(-24), on: ["salle"], after: nil, limit: 9)
            #expect(all.map(\.record) == records)
            #expect(try snapshot.auditRecords(of: "salle", limit: 9).map(\.action) == [.bookingCreated])
        }
        await store.close()
    }
}
