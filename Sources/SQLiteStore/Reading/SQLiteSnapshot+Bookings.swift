import BookingCore
import CalendarTime
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func booking(_ id: BookingID) throws -> Booking? {
        try database.first(BookingRow.select + " WHERE b.id = ?", [id.rawValue]) {
            try BookingRow.decode($0, zones: context.zones)
        }
    }

    func booking(resource: ResourceID, uid: String) throws -> Booking? {
        try database.first(BookingRow.select + " WHERE b.uid = ? AND r.id = ?", [uid, resource.rawValue]) {
            try BookingRow.decode($0, zones: context.zones)
        }
    }

    func bookings(organizer key: String, uid: String) throws -> [Booking] {
        // The plus keeps SQLite to the index by UID: a UID has few bookings, an organizer many.
        try database.all(BookingRow.select + " WHERE b.uid = ? AND +b.organizer_key = ? ORDER BY r.id", [uid, key]) {
            try BookingRow.decode($0, zones: context.zones)
        }
    }

    func bookings(_ query: BookingQuery) throws -> [Booking] {
        guard query.limit > 0, !query.window.isEmpty else { return [] }
        var places =
            try query.organizer.map { try self.places(ofOrganizer: $0, query) } ?? self.places(onResources: query)
        places.sort { ($0.start, $0.booking) < ($1.start, $1.booking) }
        if let after = query.after {
            guard let position = places.firstIndex(where: { $0.booking == after.rawValue }) else {
                return try page(places.filter { try isBehind(after, $0, query) }, limit: query.limit)
            }
            places.removeFirst(position + 1)
        }
        return try page(places, limit: query.limit)
    }

    private func page(_ places: [BookingPlace], limit: Int) throws -> [Booking] {
        try places.prefix(limit).compactMap { try booking(BookingID(rawValue: $0.booking)) }
    }

    /// Whether a place comes behind a booking that has left the answer since the page before was read.
    private func isBehind(_ after: BookingID, _ place: BookingPlace, _ query: BookingQuery) throws -> Bool {
        guard let gone = try booking(after) else { return place.booking > after.rawValue }
        let first = gone.instances.first { $0.range.overlaps(query.window) } ?? gone.instances.last
        return (place.start, place.booking) > (first?.range.start.seconds ?? query.window.start.seconds, after.rawValue)
    }
}

/// A booking in the answer to a query, and the start that orders it.
struct BookingPlace {
    var booking: Int64
    var start: Int64
}
