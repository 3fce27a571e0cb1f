import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Everybody does anything to rooms of every kind while time passes; after each step the bookings, the calendars and the
/// inboxes say the same, nobody sits on anybody, and nobody waits for what is free.
@Suite struct LifecycleRandomTests {
    private static let seeds = SeededNumbers.seeds(4)

    @Test(arguments: seeds)
    func `a town hall's days leave nothing inconsistent`(seed: UInt64) async throws {
        var play = try await LifecyclePlay(seed: seed)
        for step in 0..<120 {
            let deed = try await play.act()
            play.deeds.append(deed)
            try await play.town.settleDue()
            try await play.check("seed \(seed), step \(step): \(deed)")
            if play.hasFailed { return }
        }
    }
}

private struct LifecyclePlay {
    let town: TestTown
    var random: SeededNumbers
    var uids: [String] = []
    var deeds: [String] = []
    private(set) var hasFailed = false

    static let rooms: [Resource] = [
        TestTown.askedRoom("jaures") { room in
            room.policy.approval.pendingBlocks = false
            room.companions = [Companion("projecteur")]
        },
        TestTown.room("zola") { room in
            room.policy.waitlist = true
            room.policy.checkIn.required = true
        },
        TestTown.room("hugo") { room in
            room.policy.waitlist = true
            room.companions = [Companion("projecteur")]
        },
        TestTown.room("hall") { room in
            room.policy.waitlist = true
            room.parts = ["zola"]
        },
        TestTown.room("projecteur"),
        TestTown.room("annexe") { $0.policy.autoSchedule = .acceptIfFree },
    ]

    static let organizers = [TestTown.camille, TestTown.agnes]

    init(seed: UInt64) async throws {
        random = SeededNumbers(seed)
        town = try await TestTown(Self.rooms, people: [TestTown.agnes])
        try town.move(to: "2027-03-01T06:00:00Z")
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(random.next() % UInt64(values.count))] }

    private func all() async throws -> [Booking] {
        try await town.store.withSnapshot {
            try $0.bookings(
                BookingQuery(
                    window: TimeRange(start: .minDateTime, end: .maxDateTime), includesInactive: true, limit: 100_000))
        }
    }

    // MARK: Deeds

    mutating func act() async throws -> String {
        let deed = random.next() % 12
        do {
            switch deed {
            case 0...3: return try await invite()
            case 4: return try await remove()
            case 5: return try await decide()
            case 6...8: return try await present()
            case 9: return try await pass()
            default:
                town.clock.advance(by: pick([60, 600, 900, 1_800, 3_600, 14_400, 86_400]))
                return "time passes to \(town.clock.now)"
            }
        } catch let error as SchedulingError {
            return "refused: \(error)"
        }
    }

    /// A new event, or another version of one.
    private mutating func invite() async throws -> String {
        let isNew = uids.isEmpty || random.next() % 3 > 0
        let uid = isNew ? "e\(uids.count)" : pick(uids)
        let owner = try await organizer(of: uid) ?? pick(Self.organizers)
        if isNew { uids.append(uid) }
        let day = TestTown.zones.zone(named: "Europe/Paris")!.civil(at: town.clock.now).date.adding(
            days: Int(random.next() % 4))
        let room = pick(["jaures", "zola", "hugo", "hall", "annexe", "projecteur"])
        let rule = pick(["", "", "", "RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=WEEKLY"])
        let hour = 8 + Int(random.next() % 6)
        let second = random.next() % 4 == 0 ? ["zola"].filter { $0 != room } : []
        let event = TestTown.event(
            uid, at: hour, rooms: [room] + second, more: rule, sequence: Int(town.clock.now.seconds % 1_000_000)
        ).replacingOccurrences(of: ":20270302T", with: ":\(day.iso8601.filter { $0 != "-" })T")
            .replacingOccurrences(of: "camille", with: owner.id)
        try await town.put(uid, event, as: owner)
        return "\(owner.id) puts \(uid) into \(room) on \(day.iso8601) at \(hour) \(rule) \(second)"
    }

    private func organizer(of uid: String) async throws -> Person? {
        for person in Self.organizers {
            let events = try await town.calendars.objects(
                in: .calendar(of: .person(person.id)), names: [uid + ".ics"], as: Principal(person: person))
            if let text = events.first?.text, text.contains("ORGANIZER:mailto:" + person.id) { return person }
        }
        return nil
    }

    private mutating func remove() async throws -> String {
        guard !uids.isEmpty else { return "nothing" }
        let uid = pick(uids)
        guard let owner = try await organizer(of: uid) else { return "\(uid) has gone" }
        try await town.delete(uid, as: owner)
        return "\(owner.id) deletes \(uid)"
    }

    private mutating func decide() async throws -> String {
        let manager = Principal(person: TestTown.bruno)
        let waiting = try await town.bookings.approvals(as: manager)
        guard !waiting.isEmpty else { return "nothing waits" }
        let id = pick(waiting).booking.id
        switch random.next() % 4 {
        case 0:
            _ = try await town.bookings.decline(id, comment: "Non", as: manager, door: .json)
            return "refuses \(id)"
        case 1:
            guard let request = try await town.requests().first(where: { $0.name.contains(id.description) }) else {
                return "no request for \(id)"
            }
            try await town.putBack(request) {
                $0.replacingOccurrences(of: "PARTSTAT=NEEDS-ACTION", with: "PARTSTAT=ACCEPTED")
            }
            return "approves \(id) in the inbox"
        default:
            let answer = try await town.bookings.approve(id, comment: nil, as: manager, door: .json)
            return "approves \(id): \(answer.codes)"
        }
    }

    private mutating func present() async throws -> String {
        let now = town.clock.now
        let near = try await all().filter { booking in
            booking.companionOf == nil
                && booking.instances.contains {
                    $0.verdict == .accepted && $0.range.start <= now.adding(1_800) && $0.range.end > now
                }
        }
        guard !near.isEmpty else { return "nobody is near" }
        let booking = pick(near)
        let manager = Principal(person: TestTown.bruno)
        switch random.next() % 3 {
        case 0:
            _ = try await town.bookings.checkIn(booking.id, instance: nil, as: manager, door: .web)
            return "checks in to \(booking.uid)"
        case 1:
            _ = try await town.bookings.end(booking.id, instance: nil, as: manager, door: .web)
            return "ends \(booking.uid)"
        default:
            let current = booking.instances.first { $0.verdict == .accepted && $0.range.end > now }
            let until = (current?.range.end ?? now).adding(pick([900, 1_800, 3_600]))
            let answer = try await town.bookings.extend(
                booking.id, instance: nil, until: until, as: manager, door: .web)
            return "extends \(booking.uid) to \(until): \(answer.codes)"
        }
    }

    private mutating func pass() async throws -> String {
        let living = try await all().filter { $0.companionOf == nil && $0.state.holdsTime }
        guard !living.isEmpty else { return "nothing to pass on" }
        let booking = pick(living)
        let heir = booking.organizer.personID == "camille" ? "agnes" : "camille"
        _ = try await town.bookings.transfer(booking.id, to: heir, as: Principal(person: TestTown.admin), door: .json)
        return "passes \(booking.uid) to \(heir)"
    }

    // MARK: What must hold

    mutating func check(_ context: String) async throws {
        let bookings = try await all()
        var faults = overlaps(bookings) + companionFaults(bookings) + waitingInVain(bookings)
        faults += try await calendarFaults(bookings)
        faults += try await storeFaults(bookings)
        for fault in faults.prefix(3) {
            let uid = fault.prefix { $0 != " " }
            let story = deeds.filter { $0.contains(uid + " ") }.joined(separator: "\n")
            Issue.record("\(context): \(fault)\n\(story)")
        }
        hasFailed = !faults.isEmpty
    }

    private struct Taken {
        var booking: Booking
        var range: TimeRange
        var isHeld: Bool
    }

    private func taken(_ bookings: [Booking], on rooms: Set<ResourceID>) -> [Taken] {
        bookings.filter { rooms.contains($0.resource) && $0.state.holdsTime }.flatMap { booking in
            booking.instances.filter(\.takesTime).map {
                Taken(booking: booking, range: $0.takenRange, isHeld: $0.verdict == .tentative)
            }
        }
    }

    /// The rooms that cannot be used together.
    private static let exclusive: [Set<ResourceID>] = [
        ["jaures"], ["zola", "hall"], ["hugo"], ["projecteur"], ["annexe"],
    ]

    private func overlaps(_ bookings: [Booking]) -> [String] {
        Self.exclusive.flatMap { rooms -> [String] in
            let confirmed = taken(bookings, on: rooms).filter { !$0.isHeld && !$0.range.isEmpty }
                .sorted { $0.range.start < $1.range.start }
            return zip(confirmed, confirmed.dropFirst()).filter { $0.range.end > $1.range.start }.map {
                "\($0.booking.uid) and \($1.booking.uid) both have \($0.booking.resource) at \($1.range)"
            }
        }
    }

    private func companionFaults(_ bookings: [Booking]) -> [String] {
        let byMain = Dictionary(
            bookings.compactMap { booking in booking.companionOf.map { ($0, booking) } }, uniquingKeysWith: { $1 })
        return bookings.filter { $0.companionOf == nil }.compactMap { main in
            let companion = byMain[main.id]
            let wants = main.state.holdsTime && (main.resource == "jaures" || main.resource == "hugo")
            if !wants { return companion?.state.holdsTime == true ? "\(main.uid) left its projector booked" : nil }
            guard let companion else { return "\(main.uid) has no projector" }
            guard companion.organizer == main.organizer else { return "\(main.uid)'s projector is another's" }
            return companion.state == main.state && companion.instances == main.instances
                ? nil : "\(main.uid) (\(main.state)) and its projector (\(companion.state)) differ"
        }
    }

    /// A single date on the waitlist for which nobody is in the way.
    private func waitingInVain(_ bookings: [Booking]) -> [String] {
        let now = town.clock.now
        return bookings.filter { $0.state == .waitlisted && !$0.series.isRecurring }.compactMap { booking in
            guard let wanted = booking.instances.first?.range, wanted.end > now else { return nil }
            var rooms = Self.exclusive.first { $0.contains(booking.resource) } ?? []
            if booking.resource == "hugo" { rooms.insert("projecteur") }
            let horizon = now.adding(BookingPolicy.defaultBookingWindow)
            if wanted.end > horizon { return nil }
            let isTaken = taken(bookings, on: rooms).contains {
                $0.booking.id != booking.id && $0.range.overlaps(wanted)
            }
            return isTaken ? nil : "\(booking.uid) waits for \(booking.resource) at \(wanted), which is free"
        }
    }

    private func calendarFaults(_ bookings: [Booking]) async throws -> [String] {
        var faults: [String] = []
        for booking in bookings where booking.companionOf == nil && booking.state != .cancelled {
            guard let person = Self.organizers.first(where: { $0.id == booking.organizer.personID }) else { continue }
            let event = try await town.store.withSnapshot {
                try $0.object(uid: booking.uid, ownedBy: .person(person.id))
            }
            guard let event else {
                faults.append("\(booking.uid) (\(booking.state)) has no event of \(person.id)")
                continue
            }
            if booking.series.isRecurring { continue }
            let object = try CalendarObject(parsing: Array(event.text.utf8))
            let status = object.master?.attendee([booking.resource.rawValue + "@ville.example"])?.participationStatus
            let wanted: ParticipationStatus =
                switch booking.state {
                case .tentative: .tentative
                case .declined, .released, .waitlisted: .declined
                default: .accepted
                }
            // What is over is not answered any more.
            let isOver = booking.instances.allSatisfy { $0.range.end <= town.clock.now }
            if status != wanted, !isOver {
                faults.append(
                    "\(booking.uid): \(booking.resource) is \(booking.state), the event says \(status?.text ?? "nothing")"
                )
            }
        }
        let requests = Set(try await town.requests().map(\.name))
        let pending = Set(
            bookings.filter { $0.state == .tentative && $0.companionOf == nil }.map { "approval-\($0.id).ics" })
        if requests != pending { faults.append("requests in the inbox \(requests), waiting \(pending)") }
        return faults
    }

    private func storeFaults(_ bookings: [Booking]) async throws -> [String] {
        var faults: [String] = []
        if let next = try await town.lifecycle.nextDeadline(), next <= town.clock.now {
            faults.append("something is due still")
        }
        let window = TimeRange(start: town.clock.now.adding(-7 * 86_400), end: town.clock.now.adding(20 * 86_400))
        for room in Self.rooms {
            let known = try await town.store.withSnapshot { try $0.offeredSchedule(of: room.id).busy(in: window) }
            let wanted = taken(bookings, on: [room.id]).filter { $0.range.overlaps(window) }
            let one = known.map { "\($0.booking) \($0.range) \($0.tentative)" }.sorted()
            let other = wanted.map { "\($0.booking.id) \($0.range) \($0.isHeld)" }.sorted()
            if one != other { faults.append("the index of \(room.id) says \(one), the bookings \(other)") }
        }
        return faults
    }
}
