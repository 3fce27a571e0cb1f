import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func resources() throws -> [Resource] {
        let rows = try database.all(
            "SELECT r.id, c.revision FROM resource AS r JOIN resource_change AS c ON c.resource = r.no ORDER BY r.id"
        ) { (id: $0[0] as String, revision: $0[1] as Int64) }
        return try rows.compactMap { row in
            guard let id = ResourceID(validating: row.id) else { throw StoreError.damaged("resource id \(row.id)") }
            let revision = uncommittedRevision(of: id) ?? row.revision
            return try context.published.resource(id, at: revision) ?? resource(id)
        }
    }

    func changeNumber(of id: ResourceID) throws -> Int64 {
        try facts(of: id)?.changeNumber ?? 0
    }

    func wholes(of id: ResourceID) throws -> [ResourceID] {
        try database.all("SELECT whole FROM resource_part WHERE part = ? ORDER BY whole", [id.rawValue]) {
            $0[0] as String
        }.compactMap { ResourceID(validating: $0) }
    }

    func loadDefinition(of id: ResourceID, facts: ResourceFacts) throws -> PublishedState.Definition {
        let data = try database.first("SELECT data FROM resource WHERE no = ?", [facts.row]) { $0[0] as Data }
        guard let data else { throw StoreError.damaged("resource \(id) is missing") }
        let resource = try JSONDecoder().decode(Resource.self, from: data)
        return PublishedState.Definition(revision: facts.revision, resource: resource)
    }

    func version(of id: ResourceID, at number: Int64) throws -> ResourceVersion? {
        guard let facts = try facts(of: id) else { return nil }
        if facts.revision <= number {
            return try resource(id).map { ResourceVersion(number: facts.revision, resource: $0) }
        }
        return try database.first(
            """
            SELECT number, data FROM resource_version WHERE resource = ? AND number <= ? ORDER BY number DESC LIMIT 1
            """, [facts.row, number]
        ) { ResourceVersion(number: $0[0], resource: try context.published.formerResources.value(of: $0[1])) }
    }

    /// Reads the resource's open series, then the taken instances of all others in one range scan.
    func loadSchedule(of id: ResourceID, facts: ResourceFacts) throws -> ResourceSchedule {
        var schedule = ResourceSchedule()
        var open: Set<Int64> = []
        for booking in try openBookings(on: facts.row) {
            schedule.apply(old: nil, new: booking)
            open.insert(booking.id.rawValue)
        }
        let statement = try database.cachedStatement(
            sql: """
                SELECT starts_at, ends_at, booking, units, tentative FROM booking_instance
                WHERE resource = ? AND takes_time = 1
                """)
        let rows = try Row.fetchCursor(statement, arguments: [facts.row])
        while let row = try rows.next() {
            if !open.isEmpty, open.contains(row[2]) { continue }
            let range = TimeRange(checking: Instant(seconds: row[0]), end: Instant(seconds: row[1]))
            guard let range else { throw StoreError.damaged("an instance on \(id) ends before it starts") }
            schedule.apply(
                old: nil,
                new: Self.stand(
                    in: id, for: BookingID(rawValue: row[2]), range: range, units: row[3], tentative: row[4]))
        }
        schedule.changeNumber = facts.changeNumber
        return schedule
    }

    private func openBookings(on row: Int64) throws -> [Booking] {
        try database.all(
            BookingRow.select + """
                 WHERE b.resource = ? AND b.decided_through IS NOT NULL AND b.holds_time = 1 ORDER BY b.created_at, b.id
                """, [row]
        ) { try BookingRow.decode($0, zones: context.zones) }
    }

    private static func stand(
        in resource: ResourceID, for id: BookingID, range: TimeRange, units: Int, tentative: Bool
    ) -> Booking {
        Booking(
            id: id, resource: resource, uid: "", organizer: BookingOrganizer(personID: nil, address: ""), title: "",
            units: units, state: .confirmed, series: RecurrenceSet(single: range),
            instances: [
                BookedInstance(
                    recurrenceID: range.start, range: range, verdict: tentative ? .tentative : .accepted)
            ], stamp: range.start, createdAt: range.start, updatedAt: range.start)
    }
}
