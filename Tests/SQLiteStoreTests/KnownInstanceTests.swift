import CalendarTime
import Foundation
import Scheduling
import Testing

@testable import SQLiteStore

/// When an event takes place exactly is known by one version of the zone data only (RFC 4791 §9.9; QUALITY I7).
@Suite struct KnownInstanceTests {
    private static let id = CollectionID.calendar(of: .person("camille"))
    private static let midnight = Instant(seconds: 1_795_420_800)

    private static func hours(_ from: Int64, _ to: Int64) -> TimeRange {
        TimeRange(start: midnight.adding(from * 3_600), end: midnight.adding(to * 3_600))
    }

    private func open(_ directory: TestDirectory, zones version: String) throws -> SQLiteStore {
        try SQLiteStore.open(
            directory: directory.path, zones: ZoneDatabase(version: version) { _ in nil },
            randomBytes: { Array(repeating: 1, count: $0) }, limits: .init())
    }

    @Test func `an instance of other zone data is not known, and its extent finds it`() async throws {
        let directory = TestDirectory()
        for (version, isKnown) in [("2026a", true), ("2026b", false), ("2026a", true)] {
            let store = try open(directory, zones: version)
            if try await store.withSnapshot({ try $0.collection(Self.id) }) == nil {
                try await store.withTransaction(locking: [.collection(Self.id)]) { transaction in
                    try transaction.save(
                        CalendarCollection(id: Self.id, displayName: "Agenda", createdAt: Self.midnight))
                    try transaction.put(
                        StoredObject(
                            collection: Self.id, name: "a.ics", uid: "a", text: "BEGIN:VCALENDAR", component: "VEVENT",
                            etag: "e", firstStart: Self.hours(-15, 0).start, lastEnd: Self.hours(0, 34).end,
                            instance: Self.hours(9, 10), modifiedAt: Self.midnight))
                }
            }
            let query = ObjectQuery(component: "VEVENT", window: Self.hours(12, 13))
            let beside = try await store.withSnapshot { try $0.outlines(in: Self.id, matching: query) }
            #expect(beside.isEmpty == isKnown, "\(version)")
            let found = try await store.withSnapshot { try $0.object("a.ics", in: Self.id) }
            #expect(found?.instance == (isKnown ? Self.hours(9, 10) : nil), "\(version)")
            await store.close()
        }
    }
}
