import BookingCore
import CalendarTime
import Scheduling
import Synchronization

/// A copy of the state.
class MemorySnapshot: BookingSnapshot {
    var state: MemoryState
    private let reads: ReadCount?
    private let bookingReads: ReadCount?

    init(_ state: MemoryState, reads: ReadCount? = nil, bookingReads: ReadCount? = nil) {
        self.state = state
        self.reads = reads
        self.bookingReads = bookingReads
    }

    /// The bookings, noting that they were looked at.
    var readBookings: [BookingID: Booking] {
        bookingReads?.add(1)
        return state.bookings
    }

    /// Notes that the texts of these objects were read.
    func reading(_ objects: [StoredObject]) -> [StoredObject] {
        reads?.add(objects.count)
        return objects
    }

    func schedule(of id: ResourceID) throws -> ResourceSchedule {
        bookingReads?.add(1)
        var schedule = state.schedules[id] ?? ResourceSchedule()
        schedule.changeNumber = state.numbers[id] ?? 0
        return schedule
    }

    func resource(_ id: ResourceID) throws -> Resource? { state.resources[id] }

    func resources() throws -> [Resource] { state.resources.values.sorted { $0.id < $1.id } }

    func changeNumber(of id: ResourceID) throws -> Int64 { state.numbers[id] ?? 0 }

    func changeNumbers(usedBy key: String) throws -> [ResourceID: Int64] {
        Dictionary(
            state.bookings.values.filter { $0.organizer.key == key }.map {
                ($0.resource, state.numbers[$0.resource] ?? 0)
            },
            uniquingKeysWith: { $1 })
    }

    func wholes(of id: ResourceID) throws -> [ResourceID] {
        state.resources.values.filter { $0.parts.contains(id) }.map(\.id).sorted()
    }

    func booking(_ id: BookingID) throws -> Booking? { readBookings[id] }

    func booking(resource: ResourceID, uid: String) throws -> Booking? {
        readBookings.values.first { $0.resource == resource && $0.uid == uid }
    }

    func bookings(organizer key: String, uid: String) throws -> [Booking] {
        readBookings.values.filter { $0.uid == uid && $0.organizer.key == key }.sorted { $0.resource < $1.resource }
    }

    func placedBookings(_ query: BookingQuery) throws -> [PlacedBooking] {
        var found: [PlacedBooking] = []
        for booking in readBookings.values where query.resources?.contains(booking.resource) ?? true {
            guard query.organizer == nil || query.organizer == booking.organizer.key else { continue }
            if let start = Self.firstStart(of: booking, query) {
                found.append(
                    PlacedBooking(booking: booking, position: BookingPosition(start: start, booking: booking.id)))
            }
        }
        if let after = query.after { found.removeAll { $0.position <= after } }
        return Array(found.sorted { $0.position < $1.position }.prefix(max(0, query.limit)))
    }

    private static func firstStart(of booking: Booking, _ query: BookingQuery) -> Instant? {
        let window = query.window
        let met = booking.instances.filter { instance in
            let range = instance.takesTime ? instance.takenRange : instance.range
            return range.overlaps(window) || (range.isEmpty && window.contains(range.start))
        }
        if booking.state.holdsTime {
            if let start = met.filter(\.takesTime).map(\.range.start).min() { return start }
            if let through = booking.decidedThrough {
                for instance in booking.series.instances(from: max(through, window.start)) {
                    if instance.range.start >= window.end { break }
                    if instance.blocks, instance.range.end > through, instance.range.overlaps(window) {
                        return instance.range.start
                    }
                }
            }
        }
        return query.includesInactive ? met.map(\.range.start).min() : nil
    }
}

/// How often something was read: what a request costs, without a clock.
public final class ReadCount: Sendable {
    private let reads = Mutex(0)

    public var count: Int { reads.withLock { $0 } }

    func add(_ count: Int) { reads.withLock { $0 += count } }
}
