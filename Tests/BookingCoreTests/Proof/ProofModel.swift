import BookingCore
import CalendarTime

/// The rules of deciding, stated on plain lists: what BEHAVIOUR says, without an index, lazy merges or caches.
struct ProofModel {
    var rooms: [Resource]
    var zone: ZoneRules
    private(set) var bookings: [Int64: ModelBooking] = [:]

    /// Of each room, those that have a piece in common with it, by id.
    private var relatedRooms: [[Int]] = []
    /// Of each pair of rooms, the seconds that must lie between their instances.
    private var roomGaps: [[(before: Int64, behind: Int64)]] = []

    init(_ rooms: [Resource], zone: ZoneRules) {
        self.rooms = rooms
        self.zone = zone
        relatedRooms = rooms.indices.map(findRelated)
        roomGaps = rooms.map { room in
            rooms.map { (before: room.setup + $0.teardown, behind: room.teardown + $0.setup) }
        }
    }

    mutating func store(_ booking: ModelBooking) { bookings[booking.id] = booking }

    mutating func cancel(_ id: Int64) {
        bookings[id]?.state = .cancelled
    }

    func windowEnd(_ room: Int, _ now: Int64) -> Int64 {
        min(now + (rooms[room].policy.bookingWindow ?? 400 * 86_400), NaiveExpansion.end)
    }

    /// A room, its pieces and theirs.
    private func pieces(of room: Int) -> Set<ResourceID> {
        var found: Set<ResourceID> = [rooms[room].id]
        for _ in rooms {
            for other in rooms where found.contains(other.id) { found.formUnion(other.parts) }
        }
        return found
    }

    func related(to room: Int) -> [Int] { relatedRooms[room] }

    private func findRelated(to room: Int) -> [Int] {
        rooms.indices.filter { $0 != room && !pieces(of: $0).isDisjoint(with: pieces(of: room)) }
            .sorted { rooms[$0].id < rooms[$1].id }
    }

    /// What others have in `room` between two moments: decided instances, and of open series those still to come.
    ///
    /// - Parameters:
    ///   - younger: a booking whose series is only behind those that come before it.
    ///   - countsHolds: what waits for a manager is in the way.
    func taken(
        in room: Int, from low: Int64, to high: Int64, besides id: Int64? = nil, behind younger: ModelBooking? = nil,
        countsHolds: Bool
    ) -> TakenTime {
        var items: [TakenTime.Item] = []
        for booking in bookings.values where booking.room == room && booking.holds && booking.id != id {
            let isEndless = booking.expansion.isEndless
            for instance in booking.instances
            where instance.takesTime && instance.end > low && instance.start < high
                && (countsHolds || instance.verdict != .tentative)
            {
                items.append(
                    TakenTime.Item(
                        start: instance.start, end: instance.end, units: booking.units, booking: booking.id))
            }
            guard let from = booking.decidedThrough, countsHolds || !booking.holdsLater,
                younger.map({ comes(booking, before: $0) }) ?? true
            else { continue }
            for instance in booking.expansion.instances(before: high)
            where instance.blocks && instance.end > instance.start && instance.end > max(from, low)
                && instance.start < high
            {
                items.append(
                    TakenTime.Item(
                        start: instance.start, end: instance.end, units: booking.units, booking: booking.id,
                        isEndless: isEndless))
            }
        }
        return TakenTime(items)
    }

    /// Whose later instances come first: the older series'; where requests keep nobody out, what is confirmed comes
    /// before what waits, in the order in which it was confirmed.
    private func comes(_ first: ModelBooking, before second: ModelBooking) -> Bool {
        let policy = rooms[second.room].policy
        let asksManagers = policy.autoSchedule == .acceptIfFree || policy.autoSchedule == .manual
        if policy.approval.pendingBlocks, !asksManagers { return first.isOlder(than: second) }
        if first.holdsLater != second.holdsLater { return second.holdsLater }
        return (first.approved ?? first.created, first.id) < (second.approved ?? second.created, second.id)
    }

    /// The time of `room` and of every room beside it that is in a request's way.
    ///
    /// - Parameter confirmedOnly: nobody's holds count; else they do where the room's policy says so.
    func surroundings(
        of room: Int, from low: Int64, to high: Int64, besides id: Int64, behind younger: ModelBooking? = nil,
        confirmedOnly: Bool = false
    ) -> (own: TakenTime, related: [(room: Int, taken: TakenTime)]) {
        func time(_ other: Int) -> TakenTime {
            taken(
                in: other, from: low, to: high, besides: id, behind: younger,
                countsHolds: !confirmedOnly && rooms[other].policy.approval.pendingBlocks)
        }
        return (time(room), related(to: room).map { (room: $0, taken: time($0)) })
    }

    /// Setup and teardown of a room's own bookings.
    func gap(_ room: Int) -> Int64 { roomGaps[room][room].before }

    /// Seconds that must lie between an instance of `room` and one of `other`, before and behind.
    func gaps(_ room: Int, _ other: Int) -> (before: Int64, behind: Int64) { roomGaps[room][other] }

    /// Why others' time leaves no room for a range, in words.
    func conflicts(
        _ start: Int64, _ end: Int64, in room: Int, units: Int, own: TakenTime, related: [(room: Int, taken: TakenTime)]
    ) -> [String] {
        guard end > start else { return [] }
        var reasons: [String] = []
        if rooms[room].units > 1 {
            let peak = own.peak(start, end, gap: gap(room))
            if peak + units > rooms[room].units {
                reasons.append("unitsExhausted(\(max(0, rooms[room].units - peak)) of \(units))")
            }
        } else {
            let found = own.overlapping(start - gap(room), end + gap(room))
            if !found.isEmpty { reasons.append("conflict" + Self.text(found)) }
        }
        for (other, taken) in related {
            let gaps = gaps(room, other)
            let found = taken.overlapping(start - gaps.before, end + gaps.behind)
            if !found.isEmpty { reasons.append("partInUse(\(rooms[other].id))" + Self.text(found)) }
        }
        return reasons
    }

    /// Up to nine are named; of more only that they are.
    private static func text(_ items: [TakenTime.Item]) -> String {
        items.count > 9 ? "[…]" : "\(items.map { "\($0.booking)@\($0.start)" }.sorted())"
    }

    static func isConflict(_ reason: String) -> Bool {
        reason.hasPrefix("conflict") || reason.hasPrefix("unitsExhausted") || reason.hasPrefix("partInUse")
    }
}
