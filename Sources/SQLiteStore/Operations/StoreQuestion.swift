import BookingCore
import CalendarTime
import GRDB

extension StoreInspection {
    /// What a question to the rows can find.
    mutating func checkRows() throws {
        for question in StoreQuestion.all {
            let rows = try Row.fetchCursor(
                database, sql: question.sql, arguments: question.asksTime ? [now.seconds] : [])
            while let row = try rows.next() { found(question.check, question.problem(row)) }
        }
    }
}

/// Rows that must not be there.
struct StoreQuestion: Sendable {
    var check: StoreFault.Check
    var sql: String
    var asksTime = false
    var problem: @Sendable (Row) -> StoreFault.Problem

    static let all = numbers + bookings + directory + times

    /// The row's columns, as ids.
    private static func text(_ row: Row) -> String {
        row.databaseValues.map { $0.isNull ? "" : "\($0.storage.value ?? "")" }.joined(separator: " ")
    }

    private static func booking(_ row: Row, at column: Int = 0) -> BookingID { BookingID(rawValue: row[column]) }

    /// A resource's id and a booking's.
    private static func place(_ row: Row) -> String { "\(row[0] as String) \(booking(row, at: 1))" }

    private static let numbers: [StoreQuestion] = [
        StoreQuestion(
            check: .numbers,
            sql: """
                SELECT r.id FROM resource_change AS c JOIN resource AS r ON r.no = c.resource
                WHERE c.revision > c.number
                    OR c.number < (SELECT max(number) FROM resource_version AS v WHERE v.resource = c.resource)
                """
        ) { .numberNotReached(text($0)) },
        StoreQuestion(
            check: .numbers,
            sql: "SELECT id FROM resource WHERE no NOT IN (SELECT resource FROM resource_change)"
        ) { .numberMissing(text($0)) },
        StoreQuestion(
            check: .numbers,
            sql: """
                SELECT c.owner || '/' || c.name FROM collection AS c
                WHERE c.change_number < (SELECT max(o.change_number) FROM calendar_object AS o WHERE o.collection = c.no)
                    OR c.change_number < (SELECT max(o.change_number) FROM removed_object AS o WHERE o.collection = c.no)
                """
        ) { .numberNotReached(text($0)) },
        StoreQuestion(
            check: .numbers,
            sql: """
                SELECT c.owner || '/' || c.name FROM removed_object AS r
                JOIN calendar_object AS o ON o.collection = r.collection AND o.name = r.name
                JOIN collection AS c ON c.no = r.collection GROUP BY c.no
                """
        ) { .bothThereAndGone(text($0)) },
    ]

    private static let bookings: [StoreQuestion] = [
        StoreQuestion(
            check: .objects,
            sql: """
                SELECT r.id, b.id FROM booking AS b JOIN resource AS r ON r.no = b.resource
                WHERE b.holds_time = 1 AND b.last_end > ?1 AND NOT EXISTS (
                    SELECT 1 FROM collection AS c JOIN calendar_object AS o ON o.collection = c.no AND o.uid = b.uid
                    WHERE c.owner = 'resources/' || r.id AND c.is_deleted = 0)
                """, asksTime: true
        ) { .notInCalendar(place($0)) },
        // What goes along with a booking was decided with it.
        StoreQuestion(
            check: .records,
            sql: """
                SELECT r.id, b.id FROM booking AS b JOIN resource AS r ON r.no = b.resource
                WHERE b.last_end > ?1 AND NOT EXISTS (
                    SELECT 1 FROM decision_record AS d WHERE d.booking IN (b.id, b.companion_of))
                """, asksTime: true
        ) { .undecided(place($0)) },
        StoreQuestion(
            check: .audit,
            sql: """
                SELECT r.id, b.id FROM booking AS b JOIN resource AS r ON r.no = b.resource
                WHERE b.last_end > ?1 AND b.id NOT IN (SELECT booking FROM audit_record WHERE booking IS NOT NULL)
                """, asksTime: true
        ) { .unrecorded(place($0)) },
        StoreQuestion(
            check: .references,
            sql: """
                SELECT b.id FROM booking AS b WHERE b.companion_of IS NOT NULL
                    AND b.companion_of NOT IN (SELECT id FROM booking)
                """
        ) { .companionMissing(booking($0)) },
    ]

    private static let directory: [StoreQuestion] = [
        StoreQuestion(
            check: .directory,
            sql: """
                SELECT address FROM address WHERE NOT (
                    (principal LIKE 'people/%' AND substr(principal, 8) IN (SELECT id FROM person))
                    OR (principal LIKE 'groups/%' AND substr(principal, 8) IN (SELECT id FROM person_group))
                    OR (principal LIKE 'room-groups/%' AND substr(principal, 13) IN (SELECT id FROM room_group))
                    OR (principal LIKE 'resources/%' AND substr(principal, 11) IN (SELECT id FROM resource)))
                """
        ) { .addressOfNobody(text($0)) },
        StoreQuestion(
            check: .directory,
            sql: "SELECT id FROM credential WHERE revoked_at IS NULL AND person NOT IN (SELECT id FROM person)"
        ) { .credentialOfNobody(text($0)) },
    ]

    private static let times: [StoreQuestion] = [
        StoreQuestion(
            check: .deadlines,
            sql: "SELECT id FROM booking WHERE deadline IS NOT NULL AND deadline < ?1 - 600 ORDER BY deadline",
            asksTime: true
        ) { .overdue(booking($0)) },
        StoreQuestion(
            check: .outbox,
            sql: "SELECT count(*) FROM outbox WHERE created_at < ?1 - 86400 HAVING count(*) > 0", asksTime: true
        ) { .messagesWait($0[0]) },
        StoreQuestion(
            check: .clock,
            sql: "SELECT max(decided_at) FROM decision_record HAVING max(decided_at) > ?1 + 60", asksTime: true
        ) { _ in .decidedLater },
    ]
}
