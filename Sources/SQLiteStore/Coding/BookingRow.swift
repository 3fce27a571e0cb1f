import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

/// The row of a booking.
enum BookingRow {
    /// `last_end` of a booking that goes on past its decided instances.
    static let endless: Int64 = 1 << 62

    static let select = """
        SELECT b.id, r.id, b.uid, b.state, b.decided_through, b.created_at, b.series, b.instances, b.data,
            b.deadline, b.companion_of, b.waiting_since
        FROM booking AS b JOIN resource AS r ON r.no = b.resource
        """

    static func decode(_ row: Row, zones: ZoneDatabase) throws -> Booking {
        let id = BookingID(rawValue: row[0])
        do {
            let details = try BookingDetails(encoded: row.bytes(8))
            guard let resource = ResourceID(validating: row[1] as String), let state = BookingState(rawValue: row[3])
            else { throw ByteReader.Damaged() }
            var instances = try InstanceList.decode(row.bytes(7))
            if details.isOfFirstFormat, state == .tentative { instances = instances.map(Self.held) }
            return Booking(
                id: id, resource: resource, uid: row[2], organizer: details.organizer, title: details.title,
                visibility: details.visibility, units: details.units, attendeeCount: details.attendeeCount,
                state: state, series: try RecurrenceSet(encoded: row.bytes(6), zones: zones),
                instances: instances, decidedThrough: instant(row[4]), sequence: details.sequence,
                stamp: details.stamp, group: details.group, createdAt: Instant(seconds: row[5]),
                updatedAt: details.updatedAt, reasons: details.reasons, deadline: instant(row[9]),
                companionOf: (row[10] as Int64?).map(BookingID.init(rawValue:)), requestedAs: details.requestedAs,
                waitingSince: instant(row[11]), managerComment: details.managerComment,
                approvedAt: details.approvedAt)
        } catch {
            throw StoreError.damaged("booking \(id): \(error)")
        }
    }

    private static func instant(_ seconds: Int64?) -> Instant? { seconds.map(Instant.init(seconds:)) }

    private static func held(_ instance: BookedInstance) -> BookedInstance {
        guard instance.verdict == .accepted else { return instance }
        var held = instance
        held.verdict = .tentative
        return held
    }

    static let save = """
        INSERT INTO booking (id, resource, uid, organizer_key, state, holds_time, last_end, decided_through, created_at,
            series, instances, data, deadline, companion_of, waiting_since)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        ON CONFLICT (id) DO UPDATE SET resource = ?2, uid = ?3, organizer_key = ?4, state = ?5, holds_time = ?6,
            last_end = ?7, decided_through = ?8, created_at = ?9, series = ?10, instances = ?11, data = ?12,
            deadline = ?13, companion_of = ?14, waiting_since = ?15
        """

    static func values(of booking: Booking, on resource: Int64) throws -> [(any DatabaseValueConvertible)?] {
        let isOpen = booking.decidedThrough != nil && booking.state.holdsTime
        let lastEnd = booking.instances.map(\.range.end.seconds).max() ?? 0
        return [
            booking.id.rawValue, resource, booking.uid, booking.organizer.key, booking.state.rawValue,
            booking.state.holdsTime, isOpen ? endless : lastEnd, booking.decidedThrough?.seconds,
            booking.createdAt.seconds, Data(booking.series.encoded()),
            Data(try InstanceList.encode(booking.instances)), Data(try BookingDetails(of: booking).encoded()),
            booking.deadline?.seconds, booking.companionOf?.rawValue, booking.waitingSince?.seconds,
        ]
    }
}

extension BookedInstance {
    /// Where a query finds the instance: in the time that it takes, else in the time that it was to take.
    var foundRange: TimeRange { takesTime ? takenRange : range }
}

/// The row of one decided instance. Two rows are the same where every column is.
struct InstanceRow: Hashable {
    let takesTime: Bool
    let span: Int
    let start: Int64
    let booking: Int64
    let recurrenceID: Int64
    let end: Int64
    let units: Int
    let tentative: Bool

    /// The rows of a booking's instances, without repeats.
    static func rows(of booking: Booking) -> Set<InstanceRow> {
        Set(
            booking.instances.map { instance in
                let range = instance.foundRange
                return InstanceRow(
                    takesTime: booking.state.holdsTime && instance.takesTime,
                    span: SpanClass.of(length: range.duration), start: range.start.seconds,
                    booking: booking.id.rawValue, recurrenceID: instance.recurrenceID.seconds,
                    end: range.end.seconds, units: booking.units, tentative: instance.verdict == .tentative)
            })
    }

    static let insert = """
        INSERT INTO booking_instance (resource, takes_time, span, starts_at, booking, recurrence_id, ends_at, units,
            tentative)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ends_at = excluded.ends_at, units = excluded.units,
            tentative = excluded.tentative
        """

    static let delete = """
        DELETE FROM booking_instance WHERE resource = ? AND takes_time = ? AND span = ? AND starts_at = ?
            AND booking = ? AND recurrence_id = ?
        """

    func key(on resource: Int64) -> [(any DatabaseValueConvertible)?] {
        [resource, takesTime, span, start, booking, recurrenceID]
    }

    func values(on resource: Int64) -> [(any DatabaseValueConvertible)?] {
        key(on: resource) + [end, units, tentative]
    }
}
