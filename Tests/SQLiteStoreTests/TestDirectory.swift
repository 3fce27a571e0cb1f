import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Synchronization

@testable import SQLiteStore

/// A directory that goes away with the value.
final class TestDirectory: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("creneau-store-\(UUID().uuidString)").path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    static let zones = ZoneDatabase(version: "test") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
    }

    /// A store that refuses no write for its waiting: on a busy machine a test may stand still longer than the limit.
    func open(limits: SQLiteStore.Limits = .init()) throws(StoreError) -> SQLiteStore {
        var limits = limits
        limits.longestWait = .seconds(86_400)
        return try SQLiteStore.open(
            directory: path, zones: Self.zones, randomBytes: { (0..<$0).map { _ in UInt8.random(in: 0...255) } },
            limits: limits)
    }

    /// A store whose waiting is measured by `clock`.
    func open(limits: SQLiteStore.Limits, clock: TestClock) throws(StoreError) -> SQLiteStore {
        try SQLiteStore.open(
            directory: path, zones: Self.zones, randomBytes: { Array(repeating: 1, count: $0) }, limits: limits,
            migrator: Migrator(migrations: Migration.embedded()), uptime: { clock.now })
    }
}

/// A clock that goes on when it is told to.
final class TestClock: Sendable {
    private let time = Mutex(ContinuousClock().now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

/// One SQLite database for a case of the contract.
final class SQLiteInstallation: StoreInstallation {
    private let directory = TestDirectory()

    var servesSeveralNodes: Bool { false }

    func openNode() async throws -> any BookingStore { try directory.open() }
}
