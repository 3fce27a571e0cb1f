import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Synchronization
import Testing

/// A small town hall on an in-memory store, with a clock that the test moves and randomness that repeats.
struct TestTown {
    let store = MemoryStore()
    let environment: ServiceEnvironment
    let bookings: BookingService
    let calendars: CalendarService
    let feeds: FeedService
    let clock: TestClock

    static let camille = Person(
        id: "camille", name: "Camille Martin", addresses: ["camille@ville.example", "c.martin@ville.example"])
    static let bruno = Person(id: "bruno", name: "Bruno Petit", addresses: ["bruno@ville.example"])
    static let admin = Person(
        id: "admin", name: "Administration", addresses: ["admin@ville.example"], isAdministrator: true)

    static func room(_ id: String, parts: [String] = [], units: Int = 1) -> Resource {
        Resource(
            id: ResourceID(validating: id)!, names: LocalizedText(fr: "Salle \(id)", en: "Room \(id)"),
            address: id + "@ville.example", units: units, zone: "Europe/Paris",
            parts: parts.compactMap { ResourceID(validating: $0) }, managers: ["bruno"])
    }

    static let people = [camille, bruno, admin]

    init(_ resources: [Resource] = [room("jaures"), room("zola")], people: [Person] = []) async throws {
        let clock = TestClock()
        let random = TestRandom()
        self.clock = clock
        environment = ServiceEnvironment(
            now: { clock.now }, zones: Self.zones, randomBytes: { count in random.bytes(count) })
        bookings = BookingService(store: store, environment: environment)
        calendars = CalendarService(store: store, environment: environment)
        feeds = FeedService(store: store, environment: environment)
        try await DirectoryService(store: store, environment: environment).provision(
            Installation(
                site: Site(
                    name: "Ville", domains: ["ville.example": .owned, "agglo.example": .shared], zone: "Europe/Paris",
                    language: "fr"),
                people: Self.people + people, groups: [], resources: resources),
            door: .commandLine)
    }

    static let zones = ZoneDatabase(version: "system") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
    }

    // MARK: CalDAV

    /// PUT into the person's calendar; the event's lines are wrapped as a VCALENDAR.
    @discardableResult
    func put(
        _ name: String, _ lines: String, as person: Person = camille, if preconditions: WritePreconditions = .init()
    ) async throws -> PutResult {
        let text =
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n"
            + lines.split(separator: "\n").joined(separator: "\r\n") + "\r\nEND:VCALENDAR\r\n"
        return try await calendars.put(
            Array(text.utf8), name: name + ".ics", in: .calendar(of: .person(person.id)), if: preconditions,
            as: Principal(person: person))
    }

    func delete(_ name: String, as person: Person = camille, scheduleReply: Bool = true) async throws {
        try await calendars.delete(
            name + ".ics", in: .calendar(of: .person(person.id)), if: .init(), scheduleReply: scheduleReply,
            as: Principal(person: person))
    }

    /// An event of an hour on 2 March 2027 or later in Paris, inviting `rooms`.
    static func event(
        _ uid: String, at hour: Int, day: Int = 2, rooms: [String] = ["jaures"], people: [String] = [],
        more: String = "",
        sequence: Int = 0
    ) -> String {
        func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let invited = (rooms + people).map { "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:\($0)@ville.example" }
        return """
            BEGIN:VEVENT
            UID:\(uid)
            DTSTAMP:20261123T080000Z
            SEQUENCE:\(sequence)
            SUMMARY:Réunion \(uid)
            DTSTART;TZID=Europe/Paris:202703\(pad(day))T\(pad(hour))0000
            DTEND;TZID=Europe/Paris:202703\(pad(day))T\(pad(hour + 1))0000
            ORGANIZER:mailto:camille@ville.example
            ATTENDEE;PARTSTAT=ACCEPTED:mailto:camille@ville.example
            \((invited + (more.isEmpty ? [] : [more])).joined(separator: "\n"))
            END:VEVENT
            """
    }

    // MARK: Reading back

    /// The room's answer in the person's stored object, master first, then overrides by recurrence id.
    func answers(_ room: String, in name: String, of person: Person = camille) async throws -> [String] {
        let stored = try await object(name, of: person)
        let parsed = try CalendarObject(parsing: Array(stored.text.utf8))
        return parsed.main.map { component in
            let attendee = component.attendee([room + "@ville.example"])
            let id = component.first("RECURRENCE-ID").map { $0.value + " " } ?? ""
            return id + (attendee?.participationStatus.text ?? "absent")
        }
    }

    func object(_ name: String, of person: Person = camille) async throws -> StoredObject {
        try await calendars.object(
            name + ".ics", in: .calendar(of: .person(person.id)), as: Principal(person: person))
    }

    func inbox(of person: Person) async throws -> [StoredObject] {
        try await calendars.objects(in: .inbox(of: .person(person.id)), names: nil, as: Principal(person: person))
    }

    /// When the room is taken in March 2027.
    func busy(_ room: String) async throws -> [String] {
        let window = TimeRange(
            start: Instant(rfc3339: "2027-03-01T00:00:00Z")!, end: Instant(rfc3339: "2027-04-01T00:00:00Z")!)
        let answer = try await bookings.freeBusy(
            [ResourceID(validating: room)!], in: window, as: Principal(person: Self.bruno))
        return answer[0].busy.map { "\($0.start.rfc3339)/\($0.end.rfc3339)" }
    }

    func booking(_ room: String, _ uid: String) async throws -> Booking? {
        try await store.withSnapshot { try $0.booking(resource: ResourceID(validating: room)!, uid: uid) }
    }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Instant(rfc3339: "2026-11-23T09:00:00Z")!)

    var now: Instant { time.withLock { $0 } }

    func advance(by seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds) }
    }
}

/// The same octets in every run.
final class TestRandom: Sendable {
    private let state = Mutex<UInt64>(0x9E37_79B9_7F4A_7C15)

    func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
        }
    }
}
