public import BookingCore
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
        /// The audit's chains and seals are whole, and what is booked stands in them (QUALITY I16).
        case audit
        /// The directory's addresses, rights and credentials belong to somebody.
        case directory
        /// What time alone asks for was done.
        case deadlines
        /// Messages leave.
        case outbox
        /// No message comes back here.
        case mail
        /// Nothing was decided in a time that is still to come: the clock went back.
        case clock
        /// The zone data is that which instances were reckoned with.
        case zones
    }

    /// What was found, with ids and without titles and names.
    public enum Problem: Hashable, Sendable {
        case foreignFile
        case otherVersion(found: Int, known: Int)
        /// What SQLite says of a page.
        case damagedPage(String)
        /// A row of this table or kind, with its id.
        case unreadable(String)
        case rowMissing(of: String, at: String)
        case companionMissing(BookingID)
        case foundElsewhere(BookingID, ResourceID)
        case takenByNone(ResourceID, BookingID)
        case bookedTwice(ResourceID, units: Int, taken: Int, at: Instant, BookingID)
        case partBooked(whole: ResourceID, part: ResourceID, at: Instant, BookingID)
        case numberNotReached(String)
        case numberMissing(String)
        case bothThereAndGone(String)
        case notInCalendar(String)
        case undecided(String)
        case unrecorded(String)
        case auditBroken(chain: String, order: Int64)
        case rootBroken(Int64)
        case addressOfNobody(String)
        case credentialOfNobody(String)
        case overdue(BookingID)
        case messagesWait(Int)
        case decidedLater
        case otherZones(recorded: String, present: String)
        /// A message to the outside whose recipient is a resource here.
        case mailToRoom(recipient: String, sender: String)
        /// Of a resource, in no domain of the site.
        case addressOutside(String)
        /// Of several resources, people or groups.
        case addressOfSeveral(String, names: String)
    }

    public var check: Check
    public var problem: Problem
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
        try reading(directory) { database in
            var inspection = StoreInspection(database: database, zones: zones, now: now)
            try inspection.run()
            return inspection.faults
        }
    }

    /// The site's mail domains, each with the number of resources' addresses in it; empty where there is no site yet.
    public static func domains(in directory: String) throws(StoreError) -> [String: Int] {
        try reading(directory) { database in
            let site = try site(of: database)
            let addresses = try String.fetchAll(
                database,
                sql: "SELECT address FROM address WHERE principal LIKE 'resources/%' OR principal LIKE 'room-groups/%'")
            return (site?.domains ?? [:]).reduce(into: [:]) { found, domain in
                found[domain.key] = addresses.count { $0.hasSuffix("@" + domain.key) }
            }
        }
    }

    static func site(of database: Database) throws -> Site? {
        try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'site'")
            .map { try JSONDecoder().decode(Site.self, from: $0) }
    }

    /// Reads in one reader's view, and makes no file where there is none.
    private static func reading<Result>(
        _ directory: String, _ read: (Database) throws -> Result
    ) throws(StoreError) -> Result {
        let path = directory + "/creneau.sqlite"
        guard let facts = FileFacts(of: path), facts.size > 0, access(path, R_OK) == 0 else {
            throw .cannotOpen("there is no database in \(directory)")
        }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.allowsUnsafeTransactions = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA query_only = ON; BEGIN")
                defer { try? database.execute(sql: "ROLLBACK") }
                return try read(database)
            }
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
        try checkAudit()
        try checkMail()
        try checkZones()
        try checkResources()
    }

    mutating func found(_ check: StoreFault.Check, _ problem: StoreFault.Problem) {
        guard faults.count(where: { $0.check == check }) < Self.told else { return }
        faults.append(StoreFault(check: check, problem: problem))
    }

    private mutating func checkFile() throws {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard application == Migrator.applicationID else {
            return found(.file, .foreignFile)
        }
        let (version, known) = (try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0, Migration.embedded().count)
        if version != known {
            found(.file, .otherVersion(found: version, known: known))
        }
        for fault in try String.fetchAll(database, sql: "PRAGMA integrity_check(20)") where fault != "ok" {
            found(.file, .damagedPage(fault))
        }
        let missing = try Row.fetchCursor(database, sql: "PRAGMA foreign_key_check")
        while let row = try missing.next() {
            let (table, parent) = (row[0] as String? ?? "", row[2] as String? ?? "")
            found(.references, .rowMissing(of: table, at: parent))
        }
    }

    private mutating func checkZones() throws {
        guard let recorded = try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'tzdata'") else {
            return
        }
        let version = String(decoding: recorded, as: UTF8.self)
        if version != zones.version {
            found(.zones, .otherZones(recorded: version, present: zones.version))
        }
    }
}
