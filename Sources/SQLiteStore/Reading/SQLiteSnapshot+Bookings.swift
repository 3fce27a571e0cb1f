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

    func placedBookings(_ query: BookingQuery) throws -> [PlacedBooking] {
        guard query.limit > 0, !query.window.isEmpty else { return [] }
        var places =
            try query.organizer.map { try self.places(ofOrganizer: $0, query) } ?? self.places(onResources: query)
        if let after = query.after { places.removeAll { $0.position <= after } }
        places.sort { $0.position < $1.position }
        return try places.prefix(query.limit).compactMap { place in
            try booking(place.position.booking).map { PlacedBooking(booking: $0, position: place.position) }
        }
    }
}

/// A booking in the answer to a query, and the start that orders it.
struct BookingPlace {
    var booking: Int64
    var start: Int64

    var position: BookingPosition {
        BookingPosition(start: Instant(seconds: start), booking: BookingID(rawValue: booking))
    }
}
