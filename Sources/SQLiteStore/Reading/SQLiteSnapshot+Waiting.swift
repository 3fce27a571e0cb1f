import BookingCore
import CalendarTime
import GRDB
import Scheduling

/// What the server has to look at by itself. Each query reads the rows that it returns and no others.
extension SQLiteSnapshot {
    func waiting(on id: ResourceID) throws -> [Booking] {
        guard let row = try facts(of: id)?.row else { return [] }
        return try bookings(
            """
            WHERE b.resource = ? AND b.state IN ('tentative', 'waitlisted')
            ORDER BY coalesce(b.waiting_since, b.created_at), b.id
            """, [row])
    }

    func due(at instant: Instant, limit: Int) throws -> [Booking] {
        try bookings("WHERE b.deadline <= ? ORDER BY b.deadline, b.id LIMIT ?", [instant.seconds, max(0, limit)])
    }

    func nextDeadline() throws -> Instant? {
        try database.first(
            "SELECT deadline FROM booking WHERE deadline IS NOT NULL ORDER BY deadline LIMIT 1", []
        ) { Instant(seconds: $0[0]) }
    }

    func companions(of id: BookingID) throws -> [Booking] {
        try bookings("WHERE b.companion_of = ? ORDER BY b.id", [id.rawValue])
    }

    func upcoming(organizer key: String, on id: ResourceID?, from instant: Instant) throws -> [Booking] {
        let rows: [Int64]
        if let id {
            rows = try facts(of: id).map { [$0.row] } ?? []
        } else {
            rows = try resourceRows(usedBy: key)
        }
        let found = try rows.flatMap { row in
            try bookings(
                "WHERE b.organizer_key = ? AND b.resource = ? AND b.last_end > ? AND b.holds_time = 1",
                [key, row, instant.seconds])
        }
        // `last_end` is 0 where there is no instance.
        return found.filter { $0.decidedThrough != nil || !$0.instances.isEmpty }.sorted { $0.id < $1.id }
    }

    /// The resources that an organizer ever had a booking on: one step in the index for each.
    func resourceRows(usedBy key: String) throws -> [Int64] {
        try database.all(
            """
            WITH RECURSIVE used (resource) AS (
                SELECT min(resource) FROM booking WHERE organizer_key = ?1
                UNION ALL
                SELECT (SELECT min(resource) FROM booking WHERE organizer_key = ?1 AND resource > used.resource)
                FROM used WHERE used.resource IS NOT NULL
            )
            SELECT resource FROM used WHERE resource IS NOT NULL
            """, [key]
        ) { $0[0] }
    }

    func changeNumbers(usedBy key: String) throws -> [ResourceID: Int64] {
        var numbers: [ResourceID: Int64] = [:]
        for row in try resourceRows(usedBy: key) {
            let id = try database.first("SELECT id FROM resource WHERE no = ?", [row]) { $0[0] as String }
            guard let id = id.flatMap({ ResourceID(validating: $0) }) else {
                throw StoreError.damaged("the resource in row \(row)")
            }
            numbers[id] = try changeNumber(of: id)
        }
        return numbers
    }

    func bookings(
        _ condition: String, _ arguments: [(any DatabaseValueConvertible)?]
    ) throws -> [Booking] {
        try database.all(BookingRow.select + " " + condition, arguments) {
            try BookingRow.decode($0, zones: context.zones)
        }
    }
}
