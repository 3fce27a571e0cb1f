import BookingCore
import CalendarTime
import GRDB
import Scheduling

/// Finding the bookings that meet a window. The work grows with what lies in the window, and not with the past.
extension SQLiteSnapshot {
    func places(onResources query: BookingQuery) throws -> [BookingPlace] {
        let rows: [Int64]
        if let resources = query.resources {
            rows = try Set(resources).compactMap { try facts(of: $0)?.row }
        } else {
            rows = try database.all("SELECT no FROM resource") { $0[0] }
        }
        var starts: [Int64: Int64] = [:]
        for row in rows {
            try gatherDecided(on: row, takesTime: true, query.window, into: &starts)
            try gatherUndecided(on: row, query.window, into: &starts)
            guard query.includesInactive else { continue }
            var inactive: [Int64: Int64] = [:]
            try gatherDecided(on: row, takesTime: false, query.window, into: &inactive)
            starts.merge(inactive) { taken, _ in taken }
        }
        return starts.map { BookingPlace(booking: $0.key, start: $0.value) }
    }

    private func gatherDecided(
        on row: Int64, takesTime: Bool, _ window: TimeRange, into starts: inout [Int64: Int64]
    ) throws {
        for span in SpanClass.all {
            // A row of no length takes no time; where untaken ones are asked for it is found at its instant.
            let found = try database.all(
                """
                SELECT booking, min(starts_at) FROM booking_instance
                WHERE resource = ? AND takes_time = ? AND span = ? AND starts_at >= ? AND starts_at < ?
                    AND (ends_at > ? OR (ends_at = starts_at AND starts_at >= ?))
                GROUP BY booking
                """,
                [
                    row, takesTime, span, window.start.adding(-SpanClass.longest(in: span)).seconds, window.end.seconds,
                    window.start.seconds, window.start.seconds,
                ]
            ) { BookingPlace(booking: $0[0], start: $0[1]) }
            for place in found { starts[place.booking] = min(starts[place.booking] ?? .max, place.start) }
        }
    }

    /// Series of which instances are still to be decided hold the time of those instances (BEHAVIOUR, Recurrence).
    private func gatherUndecided(on row: Int64, _ window: TimeRange, into starts: inout [Int64: Int64]) throws {
        let open = try database.all(
            """
            SELECT id, decided_through, series FROM booking
            WHERE resource = ? AND decided_through IS NOT NULL AND holds_time = 1
            """, [row]
        ) { (id: $0[0] as Int64, through: Instant(seconds: $0[1]), series: try $0.bytes(2)) }
        for (id, through, encoded) in open where starts[id] == nil {
            let series = try RecurrenceSet(encoded: encoded, zones: context.zones)
            if let start = Self.firstUndecided(of: series, after: through, in: window) { starts[id] = start.seconds }
        }
    }

    /// An organizer's bookings are found by their ends, so that those of the past cost nothing.
    func places(ofOrganizer key: String, _ query: BookingQuery) throws -> [BookingPlace] {
        let wanted = try query.resources.map { Set(try $0.compactMap { try facts(of: $0)?.row }) }
        let candidates = try resourceRows(usedBy: key).filter { wanted?.contains($0) ?? true }.flatMap { row in
            try bookings(
                "WHERE b.organizer_key = ? AND b.resource = ? AND b.last_end >= ?",
                [key, row, query.window.start.seconds])
        }
        return candidates.compactMap { booking in
            guard let start = Self.firstStart(of: booking, query) else { return nil }
            return BookingPlace(booking: booking.id.rawValue, start: start.seconds)
        }
    }

    private static func firstStart(of booking: Booking, _ query: BookingQuery) -> Instant? {
        let window = query.window
        let met = booking.instances.filter { instance in
            let range = instance.foundRange
            return range.overlaps(window) || (range.isEmpty && window.contains(range.start))
        }
        if booking.state.holdsTime {
            if let start = met.filter(\.takesTime).map(\.range.start).min() { return start }
            if let through = booking.decidedThrough,
                let start = firstUndecided(of: booking.series, after: through, in: window)
            {
                return start
            }
        }
        return query.includesInactive ? met.map(\.range.start).min() : nil
    }

    private static func firstUndecided(
        of series: RecurrenceSet, after through: Instant, in window: TimeRange
    ) -> Instant? {
        for instance in series.instances(from: max(through, window.start)) {
            if instance.range.start >= window.end { return nil }
            if instance.blocks, instance.range.end > through, instance.range.overlaps(window) {
                return instance.range.start
            }
        }
        return nil
    }
}
