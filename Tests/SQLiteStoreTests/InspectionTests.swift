import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct InspectionTests {
    let directory = TestDirectory()
    private let now = Instant(seconds: 1_800_000_000)

    private func faults() throws -> [StoreFault] {
        try StoreInspection.faults(in: directory.path, zones: TestDirectory.zones, now: now)
    }

    private func booking(_ number: Int64, hour: Int64) throws -> Booking {
        let range = try #require(
            TimeRange(checking: now.adding(hour * 3_600), end: now.adding((hour + 1) * 3_600)))
        let room = try #require(ResourceID(validating: "room"))
        return Booking(
            id: BookingID(rawValue: number), resource: room, uid: "u\(number)",
            organizer: BookingOrganizer(personID: "p", address: "p@town.example"), title: "t", units: 1,
            state: .confirmed, series: RecurrenceSet(single: range),
            instances: [BookedInstance(recurrenceID: range.start, range: range, verdict: .accepted)], stamp: now,
            createdAt: now, updatedAt: now)
    }

    /// A room with two bookings an hour apart, each decided.
    private func fill() async throws {
        let store = try directory.open()
        let bookings = [try booking(1, hour: 1), try booking(2, hour: 3)]
        let room = try #require(ResourceID(validating: "room"))
        let resource = Resource(
            id: room, names: LocalizedText("Salle"), address: "room@town.example", zone: "Europe/Paris")
        let now = now
        try await store.withTransaction(locking: [.resource(room)]) { transaction in
            try transaction.save(resource)
            for booking in bookings {
                try transaction.save(booking)
                try transaction.append(
                    DecisionRecord(
                        booking: booking.id, resource: room, decidedAt: now, door: .json, requester: "p",
                        verdict: .accepted, reasons: [], scheduleVersions: [:], series: [], units: 1))
                try transaction.append(
                    AuditRecord(
                        at: now, actor: "p", door: .json, action: .bookingCreated, resource: room, booking: booking.id))
            }
        }
        await store.close()
        try change(
            """
            INSERT INTO collection (no, owner, name, kind, is_deleted, change_number, remembered_from, created_at, data)
            VALUES (1, 'resources/room', 'calendar', 'calendar', 0, 5, 0, 0, x'7b7d');
            INSERT INTO calendar_object (collection, name, uid, component, etag, span, change_number, modified_at, text)
            VALUES (1, 'a', 'u1', 'VEVENT', 'e', 0, 5, 0, ''), (1, 'b', 'u2', 'VEVENT', 'e', 0, 4, 0, '');
            INSERT OR REPLACE INTO meta (key, value) VALUES ('site',
                CAST('{"name":"T","domains":{"town.example":"owned"},"zone":"Europe/Paris","language":"fr"}' AS BLOB));
            """)
    }

    private func change(_ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: directory.path + "/creneau.sqlite", configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test func `nothing is wrong in a database that nobody harmed, also while a server has it open`() async throws {
        try await fill()
        #expect(try faults() == [])
        let store = try directory.open()
        #expect(try faults() == [])
        await store.close()
    }

    @Test(arguments: [
        ("DELETE FROM resource WHERE no = 1", StoreFault.Check.references),
        ("DELETE FROM booking_instance WHERE booking = 1", .index),
        ("UPDATE booking_instance SET starts_at = starts_at + 60 WHERE booking = 1", .index),
        ("UPDATE booking_instance SET takes_time = 0 WHERE booking = 2", .index),
        ("UPDATE booking_instance SET units = 2 WHERE booking = 1", .exclusivity),
        ("UPDATE booking_instance SET ends_at = ends_at + 7200 WHERE booking = 1", .exclusivity),
        ("UPDATE resource_change SET number = 0", .numbers),
        ("UPDATE calendar_object SET change_number = 6", .numbers),
        ("INSERT INTO removed_object VALUES (1, 'a', 3)", .numbers),
        ("DELETE FROM calendar_object WHERE uid = 'u2'", .objects),
        ("UPDATE collection SET is_deleted = 1", .objects),
        ("DELETE FROM decision_record WHERE booking = 1", .records),
        ("UPDATE decision_record SET decided_at = 1900000000 WHERE booking = 1", .clock),
        ("DELETE FROM audit_record WHERE seq = 2", .audit),
        ("DELETE FROM audit_record", .audit),
        ("UPDATE audit_record SET seq = 3 WHERE seq = 2", .audit),
        ("UPDATE audit_record SET at = at - 1 WHERE seq = 1", .audit),
        ("UPDATE audit_record SET hash = NULL WHERE seq = 2", .audit),
        ("INSERT INTO audit_root VALUES (1, 0, x'00')", .audit),
        ("UPDATE resource SET data = replace(CAST(data AS TEXT), 'town.example', 'other.example')", .mail),
        (
            "INSERT INTO outbox (kind, recipient, sender, identity, body, created_at) "
                + "VALUES ('mail', 'Room@town.example', 'p@town.example', '', '', 1800000000)", .mail
        ),
        (
            "INSERT INTO person VALUES ('q', CAST('{\"id\":\"q\",\"name\":\"Q\",\"addresses\":[\"room@town.example\"],"
                + "\"isAdministrator\":false,\"isDisabled\":false}' AS BLOB))", .mail
        ),
        ("INSERT INTO address VALUES ('x@town.example', 'people/nobody')", .directory),
        ("UPDATE booking SET companion_of = 77 WHERE id = 1", .references),
        ("UPDATE booking SET deadline = 1799990000 WHERE id = 1", .deadlines),
        (
            "INSERT INTO outbox (kind, recipient, sender, identity, body, created_at) VALUES ('mail', '', '', '', '', 5)",
            .outbox
        ),
        ("UPDATE meta SET value = x'3139' WHERE key = 'tzdata'", .zones),
        ("PRAGMA user_version = 77", .file),
        ("UPDATE booking SET instances = x'ffff' WHERE id = 1", .file),
        ("UPDATE resource SET data = x'00'", .file),
    ])
    func `what was harmed is found`(sql: String, check: StoreFault.Check) async throws {
        try await fill()
        try change(sql)
        let found = try faults()
        #expect(found.contains { $0.check == check }, "\(found)")
    }

    @Test func `a page that was overwritten is found`() async throws {
        try await fill()
        try change("PRAGMA wal_checkpoint(TRUNCATE)")
        let path = directory.path + "/creneau.sqlite"
        var octets = try Data(contentsOf: URL(fileURLWithPath: path))
        for index in 8_192..<12_288 { octets[index] = 0x5a }
        try octets.write(to: URL(fileURLWithPath: path))
        do {
            #expect(try faults().contains { $0.check == .file })
        } catch let error as StoreError {
            // So much harm that it cannot even be read.
            #expect({ if case .damaged = error { true } else { false } }(), "\(error)")
        }
    }

    @Test func `what goes along with a booking was decided with it`() async throws {
        try await fill()
        try change("DELETE FROM decision_record WHERE booking = 2; UPDATE booking SET companion_of = 1 WHERE id = 2")
        #expect(try faults() == [])
    }

    @Test func `where no database is, that is said, and none is made`() throws {
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        #expect(throws: StoreError.self) { try faults() }
        #expect(throws: StoreError.self) { try StoreInspection.domains(in: directory.path) }
        #expect(throws: StoreError.self) { try BackupFile.make(of: directory.path, at: directory.path + "/copy") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }
}
