import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension StoreInspection {
    /// One resource after the other: no more than its bookings are in memory.
    mutating func checkResources() throws {
        let rows = try Row.fetchAll(database, sql: "SELECT no, id, data FROM resource ORDER BY no")
        for row in rows {
            let (number, id) = (row[0] as Int64, row[1] as String)
            guard let resource = try? JSONDecoder().decode(Resource.self, from: row[2] as Data) else {
                found(.file, .unreadable("resources/\(id)"))
                continue
            }
            let rows = try takenRows(of: number)
            try checkIndex(of: number, resource.id, rows: rows)
            checkExclusivity(of: resource, rows: rows.values.flatMap(\.self))
            for part in resource.parts { try checkPart(part, of: resource, rows: rows.values.flatMap(\.self)) }
        }
    }

    /// The rows by booking.
    private func takenRows(of resource: Int64) throws -> [Int64: Set<InstanceRow>] {
        var found: [Int64: Set<InstanceRow>] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT takes_time, span, starts_at, booking, recurrence_id, ends_at, units, tentative
                FROM booking_instance WHERE resource = ?
                """, arguments: [resource])
        while let row = try rows.next() {
            let instance = InstanceRow(
                takesTime: row[0], span: row[1], start: row[2], booking: row[3], recurrenceID: row[4], end: row[5],
                units: row[6], tentative: row[7])
            found[instance.booking, default: []].insert(instance)
        }
        return found
    }

    private mutating func checkIndex(of resource: Int64, _ id: ResourceID, rows: [Int64: Set<InstanceRow>]) throws {
        var unseen = Set(rows.keys)
        let bookings = try Row.fetchCursor(
            database, sql: BookingRow.select + " WHERE b.resource = ?", arguments: [resource])
        while let row = try bookings.next() {
            let number = row[0] as Int64
            unseen.remove(number)
            guard let booking = try? BookingRow.decode(row, zones: zones) else {
                found(.file, .unreadable("bookings/\(BookingID(rawValue: number))"))
                continue
            }
            let expected = InstanceRow.rows(of: booking)
            let present = rows[number] ?? []
            // The first version did not say in the row that an instance waits for an answer.
            let isSame =
                booking.state == .tentative
                ? Set(expected.map(\.place)) == Set(present.map(\.place)) : expected == present
            if !isSame { found(.index, .foundElsewhere(BookingID(rawValue: number), id)) }
        }
        for number in unseen.sorted() { found(.index, .takenByNone(id, BookingID(rawValue: number))) }
    }

    /// Confirmed time, in order, against the units that there are.
    private mutating func checkExclusivity(of resource: Resource, rows: [InstanceRow]) {
        let policy = resource.policy
        guard !policy.allowConflicts, policy.autoSchedule != .acceptAlways else { return }
        var changes: [(at: Int64, units: Int, booking: Int64)] = []
        for row in rows where row.takesTime && !row.tentative {
            changes.append((row.start, row.units, row.booking))
            changes.append((row.end, -row.units, row.booking))
        }
        changes.sort { ($0.at, $0.units) < ($1.at, $1.units) }
        var taken = 0
        for change in changes {
            taken += change.units
            if taken > resource.units, change.units > 0 {
                found(
                    .exclusivity,
                    .bookedTwice(
                        resource.id, units: resource.units, taken: taken, at: Instant(seconds: change.at),
                        BookingID(rawValue: change.booking)))
            }
        }
    }

    /// A part and its whole are never taken at once.
    private mutating func checkPart(_ part: ResourceID, of whole: Resource, rows: [InstanceRow]) throws {
        guard !whole.policy.allowConflicts, whole.policy.autoSchedule != .acceptAlways else { return }
        let number = try Int64.fetchOne(
            database, sql: "SELECT no FROM resource WHERE id = ?", arguments: [part.rawValue])
        guard let number else { return }
        let others = try takenRows(of: number).values.flatMap(\.self)
        let all = (rows.map { ($0, true) } + others.map { ($0, false) })
            .filter { $0.0.takesTime && !$0.0.tentative }.sorted { $0.0.start < $1.0.start }
        var ends = (whole: Int64.min, part: Int64.min)
        for (row, isWhole) in all {
            if row.start < (isWhole ? ends.part : ends.whole) {
                found(
                    .exclusivity,
                    .partBooked(
                        whole: whole.id, part: part, at: Instant(seconds: row.start), BookingID(rawValue: row.booking)))
            }
            if isWhole { ends.whole = max(ends.whole, row.end) } else { ends.part = max(ends.part, row.end) }
        }
    }
}

extension InstanceRow {
    fileprivate struct Place: Hashable {
        var takesTime: Bool
        var start: Int64
        var end: Int64
        var recurrenceID: Int64
        var units: Int
    }

    fileprivate var place: Place {
        Place(takesTime: takesTime, start: start, end: end, recurrenceID: recurrenceID, units: units)
    }
}
