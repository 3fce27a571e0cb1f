import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract

/// Operations of several people on the same few rooms, through both doors, made up from a seed.
struct RandomPlayer {
    let town: TestTown
    var numbers: SeededNumbers
    /// Keeps the UIDs of concurrent players apart.
    let name: String
    var log: [String] = []
    /// UIDs of which a JSON request was decided too: that sends no reply, or is a manager's decline.
    var changed: Set<String> = []

    func usesBothDoors(_ uid: String) -> Bool { changed.contains(uid) }

    /// Managers answer, requests expire, the server does what is due.
    var hasManagers = false
    /// Copies as attendees' clients saw them once.
    var seen: [String: StoredObject] = [:]

    static let rooms = ["jaures", "zola", "hall", "nord", "sud", "grande", "annexe", "projecteur"]
    static let people = TestTown.people

    static func town() async throws -> TestTown {
        try await TestTown([
            TestTown.room("jaures"), TestTown.room("zola"), TestTown.room("hall", parts: ["nord", "sud"]),
            TestTown.room("nord"), TestTown.room("sud"), TestTown.room("grande", parts: ["sud", "annexe"]),
            TestTown.room("annexe"), TestTown.room("projecteur", units: 2),
        ])
    }

    init(_ town: TestTown, seed: UInt64, name: String = "e") {
        self.town = town
        numbers = SeededNumbers(seed)
        self.name = name
    }

    /// A PUT that can be repeated.
    struct Put {
        var person: Person
        var name: String
        var text: String
    }

    /// Does one thing. What the service refuses by rule is part of the game.
    mutating func step() async throws -> Put? {
        let known = log.count
        defer { for index in log.indices.dropFirst(known) { log[index] = "\(town.clock.now.rfc3339) " + log[index] } }
        if numbers.chance(20) { town.clock.advance(by: 60) }
        let person = Self.people[numbers.below(3)]
        let uid = "\(name)-\(person.id)-\(numbers.below(5))"
        do {
            if hasManagers, numbers.chance(35) {
                try await manage()
                return nil
            }
            if numbers.chance(15) {
                try await answerInvitation(as: person)
                return nil
            }
            switch numbers.below(100) {
            case ..<45: return try await putNew(uid, of: person)
            case ..<60: return try await putBack(uid, of: person)
            case ..<70:
                log.append("delete \(uid)")
                try await town.delete(uid, as: person)
            case ..<80: try await submit(as: person)
            default: try await changeBooking(as: person)
            }
        } catch let error as SchedulingError {
            log.append("  refused: \(error)")
        }
        return nil
    }

    // MARK: CalDAV

    private mutating func putNew(_ uid: String, of person: Person) async throws -> Put {
        let put = Put(person: person, name: uid, text: event(uid, of: person))
        return try await carryOut(put)
    }

    private mutating func carryOut(_ put: Put) async throws -> Put {
        log.append("put \(put.person.id)\n\(put.text)")
        try await Self.carryOut(put, in: town)
        return put
    }

    @discardableResult
    static func carryOut(_ put: Put, in town: TestTown) async throws -> PutResult {
        try await town.calendars.put(
            Array(put.text.utf8), name: put.name + ".ics", in: .calendar(of: .person(put.person.id)), if: .init(),
            as: Principal(person: put.person))
    }

    /// What is stored, with other words, another day, or without its exceptions.
    private mutating func putBack(_ uid: String, of person: Person) async throws -> Put {
        let stored = try await town.object(uid, of: person)
        var object = try CalendarObject(parsing: Array(stored.text.utf8))
        switch numbers.below(5) {
        case 0:
            let title = "Titre \(numbers.below(1_000))"
            object.updateMain { $0.summary = title }
        case 1:
            // The series moves, its exceptions stay behind.
            let (from, to) = ("T\(hour(numbers.below(12)))", "T\(hour(numbers.below(12)))")
            object.updateMain { component in
                for name in ["DTSTART", "DTEND"] where component.first("RECURRENCE-ID") == nil {
                    guard var property = component.first(name) else { continue }
                    property.value = property.value.replacingOccurrences(of: from, with: to)
                    component.set(property)
                }
            }
            if let master = object.master, let start = master.first("DTSTART")?.value,
                let end = master.first("DTEND")?.value,
                end <= start
            {
                throw SchedulingError.notFound
            }
        case 2: object.main = object.main.filter { $0.first("RECURRENCE-ID") == nil }
        case 3:
            let value = numbers.chance(50) ? "TRANSPARENT" : "OPAQUE"
            object.updateMain { $0.set("TRANSP", value: value) }
        default:
            let forged = numbers.chance(50) ? "ACCEPTED" : "NEEDS-ACTION"
            object.updateMain { component in
                component.updateAttendee(Set(Self.rooms.map { $0 + "@ville.example" })) {
                    $0[parameter: "PARTSTAT"] = forged
                }
            }
        }
        return try await carryOut(Put(person: person, name: uid, text: object.serialized()))
    }

    private func hour(_ index: Int) -> String { String(format: "%02d", 7 + index) }

    private mutating func event(_ uid: String, of person: Person) -> String {
        let day = 1 + numbers.below(6)
        let start = 8 * 60 + numbers.below(20) * 30
        let length = 30 * (1 + numbers.below(4))
        let form = numbers.below(10)
        func time(_ name: String, day: Int, minute: Int) -> String {
            let clock = String(format: "%02dT%02d%02d00", day, minute / 60, minute % 60)
            switch form {
            case 0: return "\(name):202703\(clock)"
            case 1: return "\(name):202703\(clock)Z"
            case 2: return String(format: "\(name);VALUE=DATE:202703%02d", day + (name == "DTEND" ? 1 : 0))
            default: return "\(name);TZID=Europe/Paris:202703\(clock)"
            }
        }
        var rooms = Set([Self.rooms[numbers.below(8)]])
        if numbers.chance(30) { rooms.insert(Self.rooms[numbers.below(8)]) }
        var lines = ["BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20261123T080000Z"]
        if numbers.chance(50) { lines.append("SEQUENCE:\(numbers.below(3))") }
        let guests = numbers.chance(40) ? Self.people.filter { $0.id != person.id && numbers.chance(70) } : []
        func people(_ rooms: Set<String>, units: Int, _ guests: [Person]) -> [String] {
            ["ORGANIZER:mailto:\(person.addresses[0])"]
                + rooms.sorted().map { room in
                    let number = room == "projecteur" && units > 1 ? ";X-CRENEAU-UNITS=\(units)" : ""
                    return "ATTENDEE;PARTSTAT=NEEDS-ACTION\(number):mailto:\(room)@ville.example"
                } + guests.map { "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:\($0.addresses[0])" }
        }
        let units = 1 + numbers.below(2)
        lines += [
            "SUMMARY:Réunion \(uid)", time("DTSTART", day: day, minute: start),
            time("DTEND", day: day, minute: start + length),
        ]
        lines += people(rooms, units: units, guests)
        if numbers.chance(8) { lines.append(numbers.chance(50) ? "STATUS:CANCELLED" : "TRANSP:TRANSPARENT") }
        guard numbers.chance(45) else { return wrapped(lines + ["END:VEVENT"]) }
        let count = 2 + numbers.below(5)
        lines.append("RRULE:FREQ=DAILY;COUNT=\(count)")
        if numbers.chance(30) { lines.append(time("EXDATE", day: day + numbers.below(count), minute: start)) }
        lines.append("END:VEVENT")
        for offset in 0..<count where numbers.chance(15) {
            let own = numbers.chance(70) ? rooms : rooms.union([Self.rooms[numbers.below(8)]])
            let moved = numbers.chance(60) ? 8 * 60 + numbers.below(20) * 30 : start
            lines += ["BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20261123T080000Z", "SUMMARY:Exception"]
            let isLater = numbers.chance(20) && !lines.contains("STATUS:CANCELLED")
            lines.append(
                time("RECURRENCE-ID" + (isLater ? ";RANGE=THISANDFUTURE" : ""), day: day + offset, minute: start))
            lines.append(time("DTSTART", day: day + offset, minute: moved))
            lines.append(time("DTEND", day: day + offset, minute: moved + length))
            let present = numbers.chance(15) && !isLater ? Array(guests.dropFirst()) : guests
            lines += people(isLater ? rooms : numbers.chance(15) ? [] : own, units: units, present)
            if !isLater, numbers.chance(15) { lines.append("STATUS:CANCELLED") }
            lines.append("END:VEVENT")
        }
        return wrapped(lines)
    }

    private func wrapped(_ lines: [String]) -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN"] + lines + ["END:VCALENDAR", ""])
            .joined(separator: "\r\n")
    }

    // MARK: JSON

    private mutating func time(day: Int) -> (EventTime, EventTime) {
        let zone = TestTown.zones.zone(named: "Europe/Paris") ?? .utc
        let midnight = CivilDateTime(startOf: CivilDate(year: 2027, month: 3, day: day) ?? CivilDate(daysSinceEpoch: 0))
        let start = midnight.secondsSinceEpoch + 8 * 3_600 + Int64(numbers.below(20)) * 1_800
        let end = start + 1_800 * Int64(1 + numbers.below(4))
        return (
            .zoned(CivilDateTime(secondsSinceEpoch: start), zone), .zoned(CivilDateTime(secondsSinceEpoch: end), zone)
        )
    }

    private mutating func submit(as person: Person) async throws {
        let (start, end) = time(day: 1 + numbers.below(6))
        var resources: Set<String> = [Self.rooms[numbers.below(8)]]
        if numbers.chance(30) { resources.insert(Self.rooms[numbers.below(8)]) }
        var draft = BookingDraft(
            resources: resources.sorted().compactMap { ResourceID(validating: $0) }, title: "JSON", start: start,
            end: end)
        if resources == ["projecteur"] { draft.units = 1 + numbers.below(2) }
        if numbers.chance(40) {
            draft.recurrence = [try RecurrenceRule(parsing: "FREQ=DAILY;COUNT=\(2 + numbers.below(4))")]
        }
        log.append("submit \(person.id) \(draft.resources) \(start) \(end) \(draft.recurrence.count) \(draft.units)")
        let answer = try await town.bookings.submit(draft, as: Principal(person: person), door: .json)
        log.append("  \(answer.isBooked)")
    }

    private mutating func changeBooking(as person: Person) async throws {
        let bookings = try await RandomCheck.bookings(of: town).filter {
            $0.state.holdsTime && (person.isAdministrator || $0.organizer.personID == person.id || person.id == "bruno")
        }.sorted { $0.id < $1.id }
        guard !bookings.isEmpty else { return }
        let booking = bookings[numbers.below(bookings.count)]
        let principal = Principal(person: person)
        changed.insert(booking.uid)
        if numbers.chance(35) {
            let instance =
                numbers.chance(50) ? booking.instances.map(\.recurrenceID).randomElement(using: &numbers) : nil
            log.append("cancel \(person.id) \(booking.uid) \(booking.resource) \(instance?.rfc3339 ?? "")")
            _ = try await town.bookings.cancel(
                booking.id, instance: instance, ifMatch: nil, as: principal, door: .json)
            return
        }
        var change = BookingChange()
        switch numbers.below(4) {
        case 0: change.start = time(day: 1 + numbers.below(6)).0
        case 1: change.resource = ResourceID(validating: Self.rooms[numbers.below(8)])
        case 2: change.units = 1 + numbers.below(2)
        default: change.title = "Titre \(numbers.below(1_000))"
        }
        log.append("change \(person.id) \(booking.uid) \(booking.resource) \(change)")
        let answer = try await town.bookings.change(booking.id, change, ifMatch: nil, as: principal, door: .json)
        log.append("  \(answer.isBooked)")
    }
}

extension BookingAnswer {
    var isBooked: Bool { if case .booked = self { true } else { false } }
}
