public import CalendarTime
import Foundation
import GRDB
import Glibc
public import Scheduling

/// What a copy of the database holds, counted.
public struct StoreContents: Hashable, Sendable {
    /// The schema's version.
    public var version: Int
    public var bookings = 0
    public var resources = 0
    public var people = 0
    public var calendarObjects = 0
    public var decisions = 0
    /// Messages that were still to be sent.
    public var outbox = 0

    init(of database: Database) throws {
        version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        func count(_ table: String) throws -> Int {
            guard try database.tableExists(table) else { return 0 }
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
        }
        bookings = try count("booking")
        resources = try count("resource")
        people = try count("person")
        calendarObjects = try count("calendar_object")
        decisions = try count("decision_record")
        outbox = try count("outbox")
    }
}

/// Copies of a database: taken while a server writes, and put into a new directory.
public enum BackupFile {
    /// Pages between two reports of progress.
    private static let step: CInt = 2_000

    /// Copies the database in `directory` into a new file, as it stands at one instant, and reads the copy back.
    ///
    /// A server that runs goes on writing meanwhile: everything that it acknowledged before the copy began is in it. The
    /// file has mode 0600 from its first octet, and its name only when it is complete and was read back.
    ///
    /// - Parameter progress: pages copied and pages in all.
    /// - Throws: ``StoreError/cannotOpen(_:)`` where there is no database or the file exists; ``StoreError/damaged(_:)``
    ///   where the copy does not hold what it should.
    public static func make(
        of directory: String, at path: String, progress: ((Int, Int) -> Void)? = nil
    ) throws(StoreError) -> StoreContents {
        let source = directory + "/creneau.sqlite"
        guard let facts = FileFacts(of: source), facts.size > 0, access(source, R_OK) == 0 else {
            throw .cannotOpen("there is no database in \(directory)")
        }
        guard access(path, F_OK) != 0 else { throw .cannotOpen("\(path) exists already") }
        let partial = path + ".partial"
        do {
            try makeFile(partial)
            let contents = try copy(source, to: partial, progress: progress)
            let found = try check(partial)
            guard found == contents else { throw StoreError.damaged("the copy holds \(found) and not \(contents)") }
            try finish(partial, as: path)
            return contents
        } catch {
            unlink(partial)
            throw StoreError.wrapping(error)
        }
    }

    /// Reads a copy from its first page to its last.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` or ``StoreError/cannotOpen(_:)`` with what is wrong.
    public static func verify(_ path: String) throws(StoreError) -> StoreContents {
        do { return try check(path) } catch { throw StoreError.wrapping(error) }
    }

    /// What came out of a copy.
    public struct Restored: Sendable {
        public var contents: StoreContents
        /// Was still to be sent when the copy was taken, and is not sent.
        public var unsentMail: [OutboxEntry]
        public var unsentWebhooks: Int
    }

    /// Makes a new data directory from a copy.
    ///
    /// The new database has another epoch, so that no tag or token that clients hold from before means anything in it, and
    /// an empty outbox: what was to be sent when the copy was taken may have been sent since, and is not sent again.
    ///
    /// - Parameter directory: must not hold a database.
    public static func restore(
        _ path: String, into directory: String, randomBytes: (Int) -> [UInt8], progress: ((Int, Int) -> Void)? = nil
    ) throws(StoreError) -> Restored {
        guard access(path, R_OK) == 0 else { throw .cannotOpen("\(path) cannot be read") }
        let known = Migration.embedded().count
        let version = try verify(path).version
        guard version <= known else {
            throw .cannotOpen("the copy has version \(version) and this program knows versions up to \(known)")
        }
        let database = directory + "/creneau.sqlite"
        guard access(database, F_OK) != 0 else { throw .cannotOpen("\(directory) holds a database already") }
        let claim = try DataDirectory(claiming: directory, makesDatabase: false)
        defer { withExtendedLifetime(claim) {} }
        let partial = database + ".partial"
        do {
            try makeFile(partial)
            let contents = try copy(path, to: partial, progress: progress)
            let dropped = try renew(partial, randomBytes: randomBytes)
            _ = try check(partial)
            try finish(partial, as: database)
            return Restored(contents: contents, unsentMail: dropped.mail, unsentWebhooks: dropped.webhooks)
        } catch {
            unlink(partial)
            throw StoreError.wrapping(error)
        }
    }

    private static func copy(
        _ source: String, to path: String, progress: ((Int, Int) -> Void)?
    ) throws -> StoreContents {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.allowsUnsafeTransactions = true
        let from = try DatabaseQueue(path: source, configuration: configuration)
        let target = try DatabaseQueue(path: path)
        defer {
            try? from.close()
            try? target.close()
        }
        let contents = try target.writeWithoutTransaction { copy in
            try from.inDatabase { database in
                // One reader's view for the whole copy: what others commit meanwhile does not begin it anew.
                try database.execute(sql: "BEGIN")
                defer { try? database.execute(sql: "ROLLBACK") }
                let contents = try StoreContents(of: database)
                try database.backup(to: copy, pagesPerStep: step) { state in
                    progress?(state.completedPageCount, state.totalPageCount)
                }
                return contents
            }
        }
        // One file, without a log beside it.
        try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        return contents
    }

    private static func check(_ path: String) throws -> StoreContents {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.inDatabase { database in
            let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            guard application == Migrator.applicationID else {
                throw StoreError.cannotOpen("\(path) is no copy of a database of this program")
            }
            let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(10)")
            guard faults == ["ok"] else { throw StoreError.damaged(faults.joined(separator: "; ")) }
            guard try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") == nil else {
                throw StoreError.damaged("a row names another that is not there")
            }
            return try StoreContents(of: database)
        }
    }

    /// Gives the database another epoch and takes out what was to be sent.
    private static func renew(
        _ path: String, randomBytes: (Int) -> [UInt8]
    ) throws -> (mail: [OutboxEntry], webhooks: Int) {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.write { database in
            let epoch = randomBytes(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            try database.execute(
                sql:
                    "INSERT INTO meta (key, value) VALUES ('epoch', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                arguments: [Data(epoch.utf8)])
            let rows = try Row.fetchAll(database, sql: OutboxRow.select + " ORDER BY id")
            let dropped = try rows.map(OutboxRow.decode)
            try database.execute(sql: "DELETE FROM outbox")
            guard try database.tableExists("webhook_message") else { return (dropped, 0) }
            try database.execute(sql: "DELETE FROM webhook_message WHERE state = 'waiting'")
            return (dropped, database.changesCount)
        }
    }

    private static func makeFile(_ path: String) throws(StoreError) {
        unlink(path)
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notWritable("\(path): \(String(cString: strerror(errno)))") }
        close(descriptor)
    }

    /// The file is on the disk before it gets its name, and its name too before anybody is told.
    private static func finish(_ partial: String, as path: String) throws(StoreError) {
        try flush(partial)
        guard link(partial, path) == 0 else { throw .notWritable("\(path): \(String(cString: strerror(errno)))") }
        unlink(partial)
        let slash = path.lastIndex(of: "/")
        try flush(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
    }

    private static func flush(_ path: String) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notWritable("\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .notWritable("\(path): \(String(cString: strerror(errno)))") }
    }
}
