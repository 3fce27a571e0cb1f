import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract

/// Looks at everything that is stored and says what does not agree (QUALITY I1, I3).
struct RandomCheck {
    let town: TestTown
    let zone = TestTown.zones.zone(named: "Europe/Paris") ?? .utc
    static let window = TimeRange(start: .minDateTime, end: .maxDateTime)

    /// What a resource consists of, itself included; two resources exclude each other where these meet.
    static let pieces: [String: Set<String>] = [
        "hall": ["hall", "nord", "sud"], "grande": ["grande", "sud", "annexe"],
    ]

    /// As a client would.
    private static func read(_ stored: StoredObject) throws -> CalendarObject {
        do {
            return try CalendarObject(parsing: Array(stored.text.utf8))
        } catch {
            throw Unreadable(text: "\(error) \(stored.collection)\n\(stored.text)")
        }
    }

    struct Unreadable: Error { var text: String }

    static func bookings(of town: TestTown) async throws -> [Booking] {
        try await town.store.withSnapshot {
            try $0.bookings(BookingQuery(window: window, includesInactive: true, limit: 100_000))
        }
    }

    /// What was done to the event of the first problem, by the clock, and what became of it.
    func story(_ logs: [String], about problems: [String]) async throws -> String {
        guard let uid = problems.first?.split(separator: " ").first(where: { $0.hasPrefix("p") && $0.contains("-") })
        else { return "" }
        var story = logs.filter { $0.contains(uid) || $0.contains("refused") }.sorted()
        for person in RandomPlayer.people {
            let held = try await town.calendars.objects(
                in: .calendar(of: .person(person.id)), names: nil, as: Principal(person: person))
            story += held.filter { $0.uid == uid }.map { "\(person.id) has\n\($0.text)" }
        }
        return story.joined(separator: "\n")
    }

    func problems() async throws -> [String] {
        let bookings = try await Self.bookings(of: town)
        var problems = exclusivity(of: bookings) + bookings.flatMap(instances)
        for person in RandomPlayer.people {
            // What is booked along with a room is answered by the room.
            let own = bookings.filter { $0.organizer.personID == person.id && $0.companionOf == nil }
            problems += try await answers(of: person, own)
        }
        problems += try await freeBusy(bookings)
        for room in RandomPlayer.rooms {
            problems += try await copies(of: room, bookings.filter { $0.resource.rawValue == room })
        }
        problems += try await guestProblems()
        problems += try await inboxProblems(bookings)
        return problems
    }

    private func taken(_ booking: Booking) -> [TimeRange] {
        booking.state.holdsTime ? booking.instances.filter { $0.verdict == .accepted }.map(\.range) : []
    }

    private func held(_ booking: Booking) -> [TimeRange] {
        booking.state.holdsTime ? booking.instances.filter { $0.verdict == .tentative }.map(\.range) : []
    }

    // MARK: I1

    private func exclusivity(of bookings: [Booking]) -> [String] {
        var problems: [String] = []
        let slots = bookings.flatMap { booking in taken(booking).map { (booking, $0) } }
        for (index, one) in slots.enumerated() {
            for other in slots[..<index] where one.1.overlaps(other.1) {
                let (a, b) = (one.0.resource.rawValue, other.0.resource.rawValue)
                if a == b, a == "projecteur" { continue }
                let meet = !(Self.pieces[a] ?? [a]).isDisjoint(with: Self.pieces[b] ?? [b])
                if meet { problems.append("\(a) of \(one.0.uid) and \(b) of \(other.0.uid) overlap at \(one.1)") }
            }
        }
        let units = slots.filter { $0.0.resource == "projecteur" }
        for (_, range) in units {
            let peak = units.filter { $0.1.start <= range.start && $0.1.end > range.start }.map(\.0.units).reduce(0, +)
            if peak > 2 { problems.append("\(peak) units are taken at \(range.start)") }
        }
        return problems
    }

    /// The stored instances are those of the stored series.
    private func instances(of booking: Booking) -> [String] {
        guard booking.state.holdsTime else { return [] }
        let expanded = Set(booking.series.instances().prefix(200).map { "\($0.recurrenceID) \($0.range)" })
        let stored = Set(booking.instances.map { "\($0.recurrenceID) \($0.range)" })
        return expanded == stored ? [] : ["\(booking.resource) \(booking.uid): \(stored) are not \(expanded)"]
    }

    // MARK: I3

    private func answers(of person: Person, _ bookings: [Booking]) async throws -> [String] {
        var problems: [String] = []
        var promised: Set<String> = []
        var pending: Set<String> = []
        for stored in try await town.calendars.objects(
            in: .calendar(of: .person(person.id)), names: nil, as: Principal(person: person))
        {
            let object = try Self.read(stored)
            guard object.organizer?.matches(Set(person.addresses)) == true else { continue }
            let main = object.main
            let set = try object.recurrenceSet(zones: TestTown.zones, defaultZone: zone)
            let master = main.firstIndex { $0.first("RECURRENCE-ID") == nil }
            for instance in set.instances().prefix(200) where instance.blocks {
                guard let index = instance.overrideTag ?? master else { continue }
                for attendee in main[index].attendees {
                    let room = attendee.address.normalized.replacingOccurrences(of: "@ville.example", with: "")
                    guard RandomPlayer.rooms.contains(room) else { continue }
                    switch attendee.participationStatus {
                    case .accepted: promised.insert("\(room) \(stored.uid) \(instance.range)")
                    case .tentative: pending.insert("\(room) \(stored.uid) \(instance.range)")
                    case .declined: break
                    default: problems.append("\(room) answered nothing to \(stored.uid)")
                    }
                }
            }
        }
        let waiting = Set(
            bookings.flatMap { booking in
                self.held(booking).map { "\(booking.resource) \(booking.uid) \($0)" }
            })
        problems += pending.symmetricDifference(waiting).sorted().map { "held or TENTATIVE, not both: \($0)" }
        let held = Set(
            bookings.flatMap { booking in taken(booking).map { "\(booking.resource) \(booking.uid) \($0)" } })
        problems += promised.subtracting(held).sorted().map { "promised and not stored: \($0)" }
        problems += held.subtracting(promised).sorted().map { "stored and not promised: \($0)" }
        return problems
    }

    // MARK: Free/busy and copies

    private func freeBusy(_ bookings: [Booking]) async throws -> [String] {
        var problems: [String] = []
        let ids = RandomPlayer.rooms.compactMap { ResourceID(validating: $0) }
        for answer in try await town.bookings.freeBusy(ids, in: Self.window, as: Principal(person: TestTown.bruno)) {
            let room = answer.resource.rawValue
            var instants: Set<Instant> = []
            let own = Self.pieces[room] ?? [room]
            let slots = bookings.filter {
                !(Self.pieces[$0.resource.rawValue] ?? [$0.resource.rawValue]).isDisjoint(with: own)
            }
            .flatMap { booking in taken(booking).map { ($0, booking.units) } }
            for (range, _) in slots { instants.formUnion([range.start, range.end]) }
            for instant in instants {
                let number = slots.filter { $0.0.start <= instant && $0.0.end > instant }.map(\.1).reduce(0, +)
                let isBusy = answer.busy.contains { $0.start <= instant && $0.end > instant }
                if isBusy != (number >= (room == "projecteur" ? 2 : 1)) {
                    problems.append("free/busy of \(room) at \(instant) says \(isBusy)")
                }
            }
        }
        return problems
    }

    private func copies(of room: String, _ bookings: [Booking]) async throws -> [String] {
        var shown: Set<String> = []
        var problems: [String] = []
        for stored in try await town.calendars.objects(
            in: .calendar(of: .resource(ResourceID(validating: room)!)), names: nil,
            as: Principal(person: TestTown.admin))
        {
            let object = try Self.read(stored)
            let set = try object.recurrenceSet(zones: TestTown.zones, defaultZone: zone)
            for instance in set.instances().prefix(200) where instance.blocks {
                shown.insert("\(stored.uid) \(instance.range)")
            }
            let booking = try await town.booking(room, stored.uid)
            if booking == nil || booking?.state == .cancelled {
                problems.append("\(room) shows \(stored.uid), which is not booked")
            }
        }
        let held = Set(bookings.flatMap { booking in taken(booking).map { "\(booking.uid) \($0)" } })
        let waiting = Set(bookings.flatMap { booking in self.held(booking).map { "\(booking.uid) \($0)" } })
        problems += shown.subtracting(held).subtracting(waiting).sorted().map { "\(room) shows and has not \($0)" }
        problems += held.subtracting(shown).sorted().map { "\(room) has and does not show \($0)" }
        return problems
    }

    // MARK: I4, I5

    /// All that a repeated request must leave as it is.
    func footprint() async throws -> [String] {
        var result = try await Self.bookings(of: town).map { "\($0)" }.sorted()
        for person in RandomPlayer.people {
            let principal = Principal(person: person)
            for collection in [CollectionID.calendar(of: .person(person.id)), .inbox(of: .person(person.id))] {
                result += try await town.calendars.objects(in: collection, names: nil, as: principal)
                    .map { "\($0.collection) \($0.name) \($0.etag) \($0.scheduleTag ?? "")" }.sorted()
            }
        }
        return result
    }

    /// How often the rooms decided about an event, and how often its organizer was told.
    func decisionsAndReplies(_ put: RandomPlayer.Put) async throws -> (Int, Int) {
        let decisions = try await town.store.withSnapshot { snapshot in
            try snapshot.bookings(organizer: "person:" + put.person.id, uid: put.name)
                .map { try snapshot.decisions(about: $0.id).count }.reduce(0, +)
        }
        let people = Set(RandomPlayer.people.flatMap(\.addresses))
        let replies = try await town.inbox(of: put.person).filter { item in
            guard item.uid == put.name, item.text.contains("METHOD:REPLY") else { return false }
            // People answer whenever they like.
            return try Self.read(item).attendees.allSatisfy { !$0.address.matches(people) }
        }
        return (decisions, replies.count)
    }
}
