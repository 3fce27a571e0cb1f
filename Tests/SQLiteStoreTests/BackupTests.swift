import BookingCore
import CalendarTime
import Foundation
import GRDB
import Glibc
import Scheduling
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct BackupTests {
    let directory = TestDirectory()
    let elsewhere = TestDirectory()

    private var file: String { directory.path + "/copy.sqlite" }

    private func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }

    private func mode(_ path: String) throws -> mode_t {
        var facts = stat()
        try #require(stat(path, &facts) == 0)
        return facts.st_mode & 0o777
    }

    private func person(_ number: Int) -> Person { Person(id: "p\(number)", name: "P \(number)", addresses: []) }

    private func save(_ number: Int, in store: SQLiteStore) async throws {
        let person = person(number)
        try await store.withTransaction(locking: []) { transaction in
            try transaction.save(person)
            try transaction.append(
                OutboxEntry(
                    kind: .mail, recipient: "\(number)@else.example", sender: "a@town.example", identity: "\(number)",
                    body: "x", createdAt: Instant(seconds: 0)))
        }
    }

    @Test func `a copy taken while others write holds what was acknowledged before it began`() async throws {
        let store = try directory.open()
        for number in 0..<50 { try await save(number, in: store) }
        let (path, file) = (directory.path, file)
        async let copy = Task.detached { try BackupFile.make(of: path, at: file) }.value
        for number in 50..<150 { try await save(number, in: store) }
        let contents = try await copy
        #expect((50...150).contains(contents.people))
        #expect(contents.people == contents.outbox)
        #expect(try BackupFile.verify(file) == contents)
        #expect(try mode(file) == 0o600)
        #expect(!FileManager.default.fileExists(atPath: file + ".partial"))
        #expect(!FileManager.default.fileExists(atPath: file + "-wal"))
        await store.close()
    }

    @Test func `what is restored has another epoch, sends nothing, and can be opened and written to`() async throws {
        let store = try directory.open()
        for number in 0..<3 { try await save(number, in: store) }
        let epoch = store.context.facts.epoch
        _ = try BackupFile.make(of: directory.path, at: file)
        await store.close()
        let outcome = try BackupFile.restore(file, into: elsewhere.path, randomBytes: random)
        #expect(outcome.contents.people == 3)
        #expect(outcome.unsentMail.map(\.identity) == ["0", "1", "2"])
        #expect(try mode(elsewhere.path) == 0o700)
        #expect(try mode(elsewhere.path + "/creneau.sqlite") == 0o600)
        let restored = try elsewhere.open()
        #expect(restored.context.facts.epoch != epoch)
        #expect(restored.context.facts.secret == store.context.facts.secret)
        let waiting = try await restored.withSnapshot { try $0.pendingOutbox(limit: 10) }
        #expect(waiting.isEmpty)
        try await save(9, in: restored)
        #expect(try await restored.withSnapshot { try $0.person("p9") } != nil)
        await restored.close()
        let faults = try StoreInspection.faults(
            in: elsewhere.path, zones: TestDirectory.zones, now: Instant(seconds: 0))
        #expect(faults == [])
    }

    @Test func `nothing is written over`() async throws {
        let store = try directory.open()
        try await save(1, in: store)
        _ = try BackupFile.make(of: directory.path, at: file)
        #expect(throws: StoreError.self) { try BackupFile.make(of: directory.path, at: file) }
        #expect(throws: StoreError.self) {
            try BackupFile.restore(file, into: directory.path, randomBytes: random)
        }
        #expect(throws: StoreError.self) { try BackupFile.make(of: elsewhere.path, at: elsewhere.path + "/x") }
        #expect(try await store.withSnapshot { try $0.person("p1") } != nil)
        await store.close()
    }

    @Test(arguments: [0, 100, 4_096, 8_192])
    func `a copy that was damaged is not restored`(place: Int) async throws {
        let store = try directory.open()
        for number in 0..<40 { try await save(number, in: store) }
        _ = try BackupFile.make(of: directory.path, at: file)
        await store.close()
        var octets = try Data(contentsOf: URL(fileURLWithPath: file))
        let range = place..<min(octets.count, place + 600)
        for index in range { octets[index] ^= 0xa5 }
        try octets.write(to: URL(fileURLWithPath: file))
        #expect(throws: StoreError.self) { try BackupFile.verify(file) }
        #expect(throws: StoreError.self) {
            try BackupFile.restore(file, into: elsewhere.path, randomBytes: random)
        }
        #expect(!FileManager.default.fileExists(atPath: elsewhere.path + "/creneau.sqlite"))
    }

    @Test(arguments: ["", "no database at all", "SQLite format 3\u{0}"])
    func `what is no copy is not restored`(text: String) throws {
        try #require(mkdir(directory.path, 0o700) == 0)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        #expect(throws: StoreError.self) {
            try BackupFile.restore(file, into: elsewhere.path, randomBytes: random)
        }
    }
}
