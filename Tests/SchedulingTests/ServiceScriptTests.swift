import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Runs the scripts of Samples/itip through the service: people put and delete, rooms are resources that decide, and a
/// `busy` range is somebody else's booking. Scripts with a `receive` need mail and are played by the broker's player
/// alone.
@Suite struct ServiceScriptTests {
    private static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Samples/itip")
    }

    private static func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    /// Every script without a message from outside.
    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") && !text($0).contains("\n> receive ") }.sorted()
    }

    @Test(arguments: names)
    func `the service plays as the script says`(name: String) async throws {
        let steps = ScriptStep.steps(of: Self.text(name))
        try #require(!steps.isEmpty)
        let player = try await ServiceScriptPlayer(steps)
        for step in steps {
            for problem in try await player.play(step) { Issue.record("\(name):\(step.line): \(problem)") }
        }
    }

    @Test func `there are such scripts`() {
        #expect(Self.names.count >= 25)
    }
}

/// One command with the lines below it.
struct ScriptStep {
    var line: Int
    var words: [String]
    var body: [String] = []

    static func steps(of text: String) -> [ScriptStep] {
        var steps: [ScriptStep] = []
        for (index, line) in text.components(separatedBy: "\n").enumerated() where !line.hasPrefix("#") && !line.isEmpty
        {
            if line.hasPrefix("> ") {
                steps.append(
                    ScriptStep(line: index + 1, words: line.dropFirst(2).split(separator: " ").map(String.init)))
            } else if !steps.isEmpty {
                steps[steps.count - 1].body.append(line)
            }
        }
        return steps
    }
}

/// Maps the steps onto the service. It delivers in the same transaction, so that `send` only looks at what came of it.
///
/// What the script says of single messages (`expect REQUEST …`) is the broker's; here its effects are looked at:
/// objects, and messages in the inboxes of people, outbox entries for people elsewhere. An expected refusal must be
/// refused.
final class ServiceScriptPlayer {
    private let town: TestTown
    private let people: [String: Person]
    private let rooms: [String: Resource]
    private var blockers: [String: [String]] = [:]
    private var refusal: SchedulingError?
    private var isRefusalNamed = true

    init(_ steps: [ScriptStep]) async throws {
        func addresses(_ command: String) -> [String] { steps.filter { $0.words.first == command }.map { $0.words[1] } }
        func id(_ address: String) -> String { String(address.prefix { $0 != "@" }) }
        let rooms = Set(addresses("room")).sorted().map { address in
            var room = TestTown.room(id(address))
            room.address = address
            return room
        }
        let people = Set(addresses("person")).subtracting(TestTown.people.flatMap(\.addresses)).sorted()
            .map { Person(id: id($0), name: id($0), addresses: [$0]) }
        town = try await TestTown(rooms, people: people)
        self.rooms = Dictionary(rooms.map { ($0.address, $0) }, uniquingKeysWith: { $1 })
        self.people = Dictionary(
            (people + TestTown.people).flatMap { person in person.addresses.map { ($0, person) } },
            uniquingKeysWith: { $1 })
        town.clock.advance(by: -3_600)
    }

    func play(_ step: ScriptStep) async throws -> [String] {
        let words = step.words
        var problems: [String] = []
        if words[0] != "expect", !isRefusalNamed, let refusal {
            problems.append("refused: \(refusal)")
            isRefusalNamed = true
        }
        switch words[0] {
        case "person", "room", "send": break
        case "busy": try await block(words[1], words[2])
        case "free":
            for uid in blockers.removeValue(forKey: words[1]) ?? [] { try await town.delete(uid, as: TestTown.admin) }
        case "put", "delete": try await write(step)
        case "expect": problems += expect(step)
        case "get": problems += try await get(step)
        default: problems.append("unknown command: \(words.joined(separator: " "))")
        }
        return problems
    }

    /// Somebody else's booking.
    private func block(_ room: String, _ range: String) async throws {
        let ends = range.split(separator: "/")
        let uid = "busy-\(blockers.values.joined().count)"
        blockers[room, default: []].append(uid)
        try await town.put(
            uid,
            """
            BEGIN:VEVENT
            UID:\(uid)
            DTSTAMP:20261120T080000Z
            DTSTART:\(ends[0])
            DTEND:\(ends[1])
            ORGANIZER:mailto:admin@ville.example
            ATTENDEE:mailto:\(room)
            END:VEVENT
            """, as: TestTown.admin)
    }

    private func write(_ step: ScriptStep) async throws {
        town.clock.advance(by: 60)
        refusal = nil
        guard let person = people[step.words[1]] else { throw SchedulingError.unknownPerson(step.words[1]) }
        let principal = Principal(person: person)
        do {
            if step.words[0] == "delete" {
                guard let held = try await object(of: person, uid: step.words[2]) else {
                    throw SchedulingError.notFound
                }
                try await town.calendars.delete(
                    held.name, in: held.collection, if: .init(), scheduleReply: true, as: principal)
            } else {
                let uid = step.body.first { $0.hasPrefix("UID:") }.map { String($0.dropFirst(4)) } ?? ""
                let held = try await object(of: person, uid: uid)
                var preconditions = WritePreconditions()
                if step.words.last == "if-schedule-tag-match" { preconditions.ifScheduleTagMatch = held?.scheduleTag }
                let lines =
                    step.body.first == "BEGIN:VCALENDAR"
                    ? step.body
                    : ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samples//iTIP//EN"] + step.body + ["END:VCALENDAR"]
                _ = try await town.calendars.put(
                    Array((lines.joined(separator: "\r\n") + "\r\n").utf8), name: held?.name ?? "event.ics",
                    in: held?.collection ?? .calendar(of: .person(person.id)), if: preconditions, as: principal)
            }
        } catch let error as SchedulingError {
            refusal = error
        }
        isRefusalNamed = refusal == nil
    }

    private func object(of person: Person, uid: String) async throws -> StoredObject? {
        try await town.store.withSnapshot { try $0.object(uid: uid, ownedBy: .person(person.id)) }
    }

    private func expect(_ step: ScriptStep) -> [String] {
        guard step.words[1] == "refused" else { return [] }
        isRefusalNamed = true
        guard let refusal else { return ["was not refused"] }
        let name: String
        switch refusal {
        case .differentOrganizers: name = "same-organizer-in-all-components"
        case .organizerChanged: name = "allowed-organizer-scheduling-object-change"
        case .attendeeChangeNotAllowed: name = "allowed-attendee-scheduling-object-change"
        default: name = "\(refusal)"
        }
        return name == step.words[2] ? [] : ["refused as \(name)"]
    }

    /// A room's copy is deleted where the broker alone keeps it as cancelled.
    private func get(_ step: ScriptStep) async throws -> [String] {
        let (address, uid) = (step.words[1], step.words[2])
        let stored: StoredObject?
        if let room = rooms[address] {
            stored = try await town.store.withSnapshot {
                try $0.object(uid: uid, in: .calendar(of: .resource(room.id)))
            }
            let booking = try await town.booking(room.id.rawValue, uid)
            if step.body.contains("STATUS:CANCELLED"), !step.body.contains(where: { $0.hasPrefix("RECURRENCE-ID") }) {
                return stored == nil && booking?.state == .cancelled ? [] : ["the room still has it"]
            }
        } else if let person = people[address] {
            stored = try await object(of: person, uid: uid)
        } else {
            stored = nil
        }
        if step.body == ["nothing"] { return stored == nil ? [] : ["there is an object:\n\(stored?.text ?? "")"] }
        guard let stored else { return ["no such object"] }
        let object = try CalendarObject(parsing: Array(stored.text.utf8))
        return ScriptLines(step.body).problems(with: object).map { "\($0) in\n\(stored.text)" }
    }
}

/// The lines under `get`, as Samples/itip/README.md describes them.
struct ScriptLines {
    private var components: [[String]] = []

    init(_ body: [String]) {
        for line in body {
            if line.hasPrefix("BEGIN:") {
                components.append([])
            } else if !line.hasPrefix("END:"), !components.isEmpty {
                components[components.count - 1].append(line)
            }
        }
    }

    func problems(with object: CalendarObject) -> [String] {
        var rest = object.main
        var problems: [String] = []
        for lines in components {
            let id = lines.first { $0.hasPrefix("RECURRENCE-ID") }
            let place = rest.firstIndex { component in
                id.map { Self.matches($0, component) } ?? (component.first("RECURRENCE-ID") == nil)
            }
            guard let place else {
                problems.append("no \(id ?? "series")")
                continue
            }
            let component = rest.remove(at: place)
            problems += lines.filter { !Self.matches($0, component) }
        }
        return problems + rest.map { "one more \($0.first("RECURRENCE-ID")?.value ?? "series")" }
    }

    private static func matches(_ line: String, _ component: CalendarComponent) -> Bool {
        if line.hasPrefix("!") {
            let name = String(line.dropFirst())
            return component.first(name) == nil && component.components(named: name).isEmpty
        }
        let head = line.prefix { $0 != ":" }.split(separator: ";").map(String.init)
        let value = String(line.drop { $0 != ":" }.dropFirst())
        return component.all(head[0]).contains { property in
            property.value == value
                && head.dropFirst().allSatisfy { parameter in
                    let parts = parameter.components(separatedBy: "=")
                    let value = (property[parameter: parts[0]] ?? "").uppercased()
                    // No answer yet: the service says beside it that the message was delivered.
                    if parts == ["SCHEDULE-STATUS", ""], value == "1.2" { return true }
                    return value == parts[1].uppercased()
                }
        }
    }
}
