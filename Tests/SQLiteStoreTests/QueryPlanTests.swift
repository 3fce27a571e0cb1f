import BookingCore
import CalendarTime
import GRDB
import Scheduling
import Synchronization
import Testing

@testable import SQLiteStore

/// No query reads a whole table that grows with the past or with other resources (QUALITY, Speed).
@Suite struct QueryPlanTests {
    private static let growing = [
        "booking", "b", "booking_instance", "calendar_object", "o", "removed_object", "decision_record", "audit_record",
        "stored_answer", "credential", "address", "d", "resource_version", "delegation",
        "booking_event", "webhook_message",
    ]

    /// What a query looks for, and the index that gives it, in its order where it has one.
    private static let indexes = [
        ("b.deadline <= ?", "INDEX booking_due (deadline<?)"), ("deadline IS NOT NULL", "COVERING INDEX booking_due"),
        ("b.companion_of = ?", "INDEX booking_companion (companion_of=?)"),
        ("b.state IN ('tentative', 'waitlisted')", "INDEX booking_waiting (resource=?)"),
        (
            "b.last_end > ? AND b.holds_time = 1",
            "INDEX booking_by_organizer (organizer_key=? AND resource=? AND last_end>?)"
        ),
        (
            "b.last_end >= ?", "INDEX booking_by_organizer (organizer_key=? AND resource=? AND last_end>?)"
        ),
        (
            "WITH RECURSIVE used", "COVERING INDEX booking_by_organizer (organizer_key=? AND resource>?)"
        ),
        ("FROM resource_version", "(resource=? AND number<?)"),
        ("FROM named_policy WHERE", "PRIMARY KEY (name=?)"),
        ("FROM webhook_message WHERE webhook", "INDEX webhook_message_by_webhook (webhook=? AND id>?)"),
        ("FROM booking_event WHERE position", "INTEGER PRIMARY KEY (rowid>?)"),
        ("FROM delegation WHERE owner", "PRIMARY KEY (owner=?)"),
        ("FROM delegation WHERE delegate", "INDEX delegation_by_delegate (delegate=?)"),
    ]

    @Test func `queries find their rows by an index`() async throws {
        let directory = TestDirectory()
        let store = try directory.open()
        let room = Resource(
            id: "salle", names: LocalizedText(fr: "S", en: "R"), address: "salle@ville.example", zone: "Europe/Paris")
        let calendar = CollectionID.calendar(of: .person("camille"))
        try await store.withTransaction(locking: [.resource("salle"), .collection(calendar)]) { transaction in
            try transaction.save(room)
            let range = TimeRange(start: Instant(seconds: 0), end: Instant(seconds: 60))
            try transaction.save(
                Booking(
                    id: BookingID(rawValue: 2), resource: room.id, uid: "v",
                    organizer: BookingOrganizer(personID: nil, address: "o"), title: "", state: .confirmed,
                    series: RecurrenceSet(single: range),
                    instances: [BookedInstance(recurrenceID: range.start, range: range, verdict: .accepted)],
                    stamp: range.start, createdAt: range.start, updatedAt: range.start))
            try transaction.save(
                CalendarCollection(id: calendar, displayName: "A", createdAt: Instant(seconds: 0)))
        }
        let context = store.context
        let statements = Mutex<Set<String>>([])
        let plans = try await store.pool.read { database in
            database.trace { event in
                if case .statement(let statement) = event { statements.withLock { _ = $0.insert(statement.sql) } }
            }
            let snapshot = SQLiteSnapshot(
                connection: database,
                context: StoreContext(
                    zones: context.zones, facts: context.facts, published: PublishedState(),
                    randomBytes: context.randomBytes))
            try Self.readEverything(snapshot, calendar)
            database.trace(options: [])
            return try statements.withLock { $0 }.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("WITH") }.map { sql in
                // Parameters may stay unbound: nothing is run.
                let explanation = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                explanation.setUncheckedArguments([])
                return (sql, try Row.fetchAll(explanation).map { $0["detail"] as String })
            }
        }
        #expect(plans.count > 30)
        for (condition, index) in Self.indexes {
            let matching = plans.filter { $0.0.contains(condition) }
            #expect(!matching.isEmpty, "\(condition)")
            for (sql, steps) in matching {
                #expect(steps.contains { $0.contains(index) }, "\(steps): \(sql)")
                #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps): \(sql)")
            }
        }
        for (sql, steps) in plans {
            for step in steps where step.hasPrefix("SCAN ") {
                let table = step.split(separator: " ")[1]
                #expect(!Self.growing.contains(String(table)), "\(step): \(sql)")
            }
            // A UID is looked up, not searched for among all of a collection.
            if sql.contains("uid = ?") { #expect(steps.contains { $0.contains("uid=?") }, "\(steps): \(sql)") }
        }
        await store.close()
    }

    private static func readEverything(_ snapshot: SQLiteSnapshot, _ calendar: CollectionID) throws {
        let window = TimeRange(start: Instant(seconds: 0), end: Instant(seconds: 3600))
        _ = try snapshot.resources()
        _ = try snapshot.delegations(of: "camille")
        _ = try snapshot.delegations(to: .person("camille"))
        _ = try snapshot.schedule(of: "salle")
        _ = try snapshot.wholes(of: "salle")
        _ = try snapshot.booking(BookingID(rawValue: 1))
        _ = try snapshot.booking(resource: "salle", uid: "u")
        _ = try snapshot.bookings(organizer: "address:o", uid: "u")
        _ = try snapshot.bookings(BookingQuery(window: window, includesInactive: true))
        _ = try snapshot.bookings(BookingQuery(window: window, organizer: "address:o"))
        _ = try snapshot.waiting(on: "salle")
        _ = try snapshot.due(at: window.end, limit: 10)
        _ = try snapshot.nextDeadline()
        _ = try snapshot.companions(of: BookingID(rawValue: 1))
        _ = try snapshot.upcoming(organizer: "address:o", on: "salle", from: window.start)
        _ = try snapshot.upcoming(organizer: "address:o", on: nil, from: window.start)
        _ = try snapshot.version(of: "salle", at: 0)
        _ = try snapshot.namedPolicies()
        _ = try snapshot.namedPolicy("p")
        _ = try snapshot.versions(ofPolicy: "p")
        _ = try snapshot.roomGroups()
        _ = try snapshot.decisions(since: window.start, on: nil, after: nil, limit: 10)
        _ = try snapshot.decisions(since: window.start, on: ["salle"], after: nil, limit: 10)
        _ = try snapshot.principal(address: "a")
        _ = try snapshot.credential("c")
        _ = try snapshot.credentials(of: "camille")
        _ = try snapshot.feed("f")
        _ = try snapshot.feeds(of: .resource("salle"))
        _ = try snapshot.collections(of: calendar.owner)
        _ = try snapshot.object("n", in: calendar)
        _ = try snapshot.object(uid: "u", in: calendar)
        _ = try snapshot.object(uid: "u", ownedBy: calendar.owner)
        _ = try snapshot.objects(in: calendar, component: "VEVENT", window: window)
        _ = try snapshot.outlines(in: calendar, matching: ObjectQuery(component: "VEVENT", window: window))
        _ = try snapshot.objects(named: ["n"], in: calendar)
        _ = try snapshot.outlinedChanges(in: calendar, since: 1, limit: 10)
        _ = try snapshot.changes(in: calendar, since: 1, limit: 10)
        _ = try snapshot.storedAnswer(personID: "p", key: "k")
        _ = try snapshot.decisions(about: BookingID(rawValue: 1))
        _ = try snapshot.auditRecords(of: "salle", limit: 10)
        _ = try snapshot.changeNumbers(usedBy: "address:o")
        _ = try snapshot.bookingEvents(after: 1, limit: 10)
        _ = try snapshot.eventBounds()
        _ = try snapshot.webhook("w")
        _ = try snapshot.webhooks()
        _ = try snapshot.webhookMessages(of: "w", in: .waiting, after: 0, limit: 10)
        _ = try snapshot.webhookMessage(1)
        _ = try snapshot.nextWebhookMessages()
    }
}
