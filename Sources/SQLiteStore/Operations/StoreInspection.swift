import BookingCore
public import CalendarTime
import Foundation
import GRDB
import Glibc
public import Scheduling

/// What is wrong in a database, found by reading all of it.
public struct StoreFault: Hashable, Sendable {
    public enum Check: String, Hashable, Sendable, CaseIterable {
        /// The file is whole, and of a version that this program knows.
        case file
        /// What rows name is there.
        case references
        /// The instances by which bookings are found are those that the bookings have.
        case index
        /// No exclusive resource is taken twice at once (QUALITY I1).
        case exclusivity
        /// Change numbers go up, so that no tag or token means two things (QUALITY I6).
        case numbers
        /// What is booked is in the room's own calendar (QUALITY I3).
        case objects
        /// What is booked was decided, and every decision can be explained (QUALITY I16).
        case records
        /// The directory's addresses, rights and credentials belong to somebody.
        case directory
        /// What time alone asks for was done.
        case deadlines
        /// Messages leave.
        case outbox
        /// Nothing was decided in a time that is still to come: the clock went back.
        case clock
        /// The zone data is that which instances were reckoned with.
        case zones
    }

    public var check: Check
    /// What was found, with ids and without titles and names.
    public var detail: String
}

/// Reads a database from end to end beside the server that may use it, in one reader's view.
public struct StoreInspection {
    let database: Database
    let zones: ZoneDatabase
    let now: Instant
    private(set) var faults: [StoreFault] = []
    /// Of one kind no more are told.
    private static let told = 20

    /// - Returns: what is wrong; empty: nothing.
    /// - Throws: ``StoreError/cannotOpen(_:)`` where there is no database, ``StoreError/damaged(_:)`` where it cannot be read.
    public static func faults(
        in directory: String, zones: ZoneDatabase, now: Instant
    ) throws(StoreError) -> [StoreFault] {
        let path = directory + "/creneau.sqlite"
        guard access(path, R_OK) == 0 else { throw .cannotOpen("there is no database in \(directory)") }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.allowsUnsafeTransactions = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA query_only = ON; BEGIN")
                defer { try? database.execute(sql: "ROLLBACK") }
                var inspection = StoreInspection(database: database, zones: zones, now: now)
                try inspection.run()
                return inspection.faults
            }
        } catch {
            throw StoreError.wrapping(error)
        }
    }

    /// The site's mail domains; empty where there is no site yet.
    public static func domains(in directory: String) throws(StoreError) -> [String] {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: directory + "/creneau.sqlite", configuration: configuration)
            defer { try? queue.close() }
            let data = try queue.read { try Data.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'site'") }
            return try data.map { Array(try JSONDecoder().decode(Site.self, from: $0).domains.keys) } ?? []
        } catch {
            throw StoreError.wrapping(error)
        }
    }

    init(database: Database, zones: ZoneDatabase, now: Instant) {
        self.database = database
        self.zones = zones
        self.now = now
    }

    private mutating func run() throws {
        try checkFile()
        // Of a file that is not whole the rest says nothing.
        guard faults.isEmpty else { return }
        try checkRows()
        try checkZones()
        try checkResources()
    }

    mutating func found(_ check: StoreFault.Check, _ detail: String) {
        guard faults.count(where: { $0.check == check }) < Self.told else { return }
        faults.append(StoreFault(check: check, detail: detail))
    }

    private mutating func checkFile() throws {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard application == Migrator.applicationID else {
            return found(.file, "the file is a database of another program")
        }
        let (version, known) = (try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0, Migration.embedded().count)
        if version != known {
            found(.file, "the database has version \(version) and this program makes version \(known)")
        }
        for fault in try String.fetchAll(database, sql: "PRAGMA integrity_check(20)") where fault != "ok" {
            found(.file, fault)
        }
        let missing = try Row.fetchCursor(database, sql: "PRAGMA foreign_key_check")
        while let row = try missing.next() {
            let (table, parent) = (row[0] as String? ?? "", row[2] as String? ?? "")
            found(.references, "a row of \(table) names one of \(parent) that is not there")
        }
    }

    private mutating func checkZones() throws {
        guard let recorded = try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'tzdata'") else {
            return
        }
        let version = String(decoding: recorded, as: UTF8.self)
        if version != zones.version {
            found(.zones, "the database was last open with tzdata \(version); this machine has \(zones.version)")
        }
    }

    /// What a question to the rows can find.
    private mutating func checkRows() throws {
        for question in StoreQuestion.all {
            let rows = try Row.fetchCursor(database, sql: question.sql, arguments: question.arguments(now))
            while let row = try rows.next() {
                let subject = row.databaseValues.map { $0.isNull ? "" : "\($0.storage.value ?? "")" }
                found(question.check, question.sentence + ": " + subject.joined(separator: " "))
            }
        }
    }
}

/// Rows that must not be there.
struct StoreQuestion {
    var check: StoreFault.Check
    var sql: String
    /// Before the row's columns.
    var sentence: String
    var asksTime = false

    func arguments(_ now: Instant) -> StatementArguments { asksTime ? [now.seconds] : [] }

    static let all: [StoreQuestion] = [
        StoreQuestion(
            check: .numbers,
            sql: """
                SELECT r.id FROM resource_change AS c JOIN resource AS r ON r.no = c.resource
                WHERE c.revision > c.number
                    OR c.number < (SELECT max(number) FROM resource_version AS v WHERE v.resource = c.resource)
                """,
            sentence: "a resource was saved at a number that it has not reached"),
        StoreQuestion(
            check: .numbers,
            sql: "SELECT id FROM resource WHERE no NOT IN (SELECT resource FROM resource_change)",
            sentence: "a resource has no change number"),
        StoreQuestion(
            check: .numbers,
            sql: """
                SELECT c.owner, c.name FROM collection AS c
                WHERE c.change_number < (SELECT max(o.change_number) FROM calendar_object AS o WHERE o.collection = c.no)
                    OR c.change_number < (SELECT max(o.change_number) FROM removed_object AS o WHERE o.collection = c.no)
                """,
            sentence: "a calendar holds a change that its number has not reached"),
        StoreQuestion(
            check: .numbers,
            sql: """
                SELECT c.owner, c.name, count(*) FROM removed_object AS r
                JOIN calendar_object AS o ON o.collection = r.collection AND o.name = r.name
                JOIN collection AS c ON c.no = r.collection GROUP BY c.no
                """,
            sentence: "a calendar has an object that it also says is gone"),
        StoreQuestion(
            check: .objects,
            sql: """
                SELECT r.id, b.id FROM booking AS b JOIN resource AS r ON r.no = b.resource
                WHERE b.holds_time = 1 AND b.last_end > ?1 AND NOT EXISTS (
                    SELECT 1 FROM collection AS c JOIN calendar_object AS o ON o.collection = c.no AND o.uid = b.uid
                    WHERE c.owner = 'resources/' || r.id AND c.is_deleted = 0)
                """,
            sentence: "a booking is not in its room's calendar", asksTime: true),
        StoreQuestion(
            check: .records,
            sql: """
                SELECT r.id, b.id FROM booking AS b JOIN resource AS r ON r.no = b.resource
                WHERE b.last_end > ?1 AND NOT EXISTS (SELECT 1 FROM decision_record AS d WHERE d.booking = b.id)
                """,
            sentence: "a booking has no decision", asksTime: true),
        StoreQuestion(
            check: .references,
            sql: """
                SELECT b.id, b.companion_of FROM booking AS b WHERE b.companion_of IS NOT NULL
                    AND b.companion_of NOT IN (SELECT id FROM booking)
                """,
            sentence: "a booking goes with one that is not there"),
        StoreQuestion(
            check: .directory,
            sql: """
                SELECT principal FROM address WHERE NOT (
                    (principal LIKE 'people/%' AND substr(principal, 8) IN (SELECT id FROM person))
                    OR (principal LIKE 'groups/%' AND substr(principal, 8) IN (SELECT id FROM person_group))
                    OR (principal LIKE 'room-groups/%' AND substr(principal, 13) IN (SELECT id FROM room_group))
                    OR (principal LIKE 'resources/%' AND substr(principal, 11) IN (SELECT id FROM resource)))
                """,
            sentence: "an address belongs to nobody"),
        StoreQuestion(
            check: .directory,
            sql: "SELECT id FROM credential WHERE revoked_at IS NULL AND person NOT IN (SELECT id FROM person)",
            sentence: "a credential that is good belongs to nobody"),
        StoreQuestion(
            check: .deadlines,
            sql: "SELECT id FROM booking WHERE deadline IS NOT NULL AND deadline < ?1 - 600 ORDER BY deadline",
            sentence: "a booking should have been looked at more than ten minutes ago", asksTime: true),
        StoreQuestion(
            check: .outbox,
            sql: "SELECT count(*) FROM outbox WHERE created_at < ?1 - 86400 HAVING count(*) > 0",
            sentence: "messages wait for more than a day", asksTime: true),
        StoreQuestion(
            check: .clock,
            sql: "SELECT max(decided_at) FROM decision_record HAVING max(decided_at) > ?1 + 60",
            sentence: "the newest decision was made in a time that is still to come", asksTime: true),
    ]
}
