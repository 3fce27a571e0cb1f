import CalendarTime
import Foundation
import ICalendar
import Testing

/// Runs every script of Samples/itip through the broker.
@Suite struct ITIPScriptTests {
    @Test(arguments: ITIPScript.names)
    func `plays as the script says`(name: String) throws {
        let text = try String(contentsOf: ITIPScript.folder.appending(path: name), encoding: .utf8)
        let script = ITIPScript(text)
        try #require(!script.steps.isEmpty)
        var player = ITIPScriptPlayer()
        for step in script.steps {
            for problem in player.play(step) { Issue.record("\(name):\(step.line): \(problem)") }
        }
        for problem in player.finish() { Issue.record("\(name): \(problem)") }
    }

    @Test func `there are scripts`() {
        #expect(ITIPScript.names.count >= 25)
    }
}

/// Plays steps in a world and collects what does not come as written.
struct ITIPScriptPlayer {
    private var world = ITIPWorld()
    private var unnamed: [ITIPMessage] = []
    private var isRefusalOpen = false

    mutating func play(_ step: ITIPScript.Step) -> [String] {
        let words = step.words
        guard let command = words.first else { return ["no command"] }
        var problems: [String] = []
        if isRefusalOpen, command != "expect" { problems += finish() }
        switch (command, words.count) {
        case ("person", 2): world.people.insert(words[1])
        case ("room", 2): world.rooms[words[1]] = world.rooms[words[1]] ?? []
        case ("busy", 3):
            guard let range = Self.range(words[2]) else { return problems + ["no range: \(words[2])"] }
            world.rooms[words[1], default: []].append(range)
        case ("free", 2): world.rooms[words[1]] = []
        case ("put", 2...3), ("receive", 2): problems += write(step)
        case ("delete", 3):
            world.put(words[1], nil, uid: words[2], merging: false)
            takeMade()
        case ("send", 1):
            world.send()
            takeMade()
        case ("get", 3): problems += get(step)
        case ("expect", 2...): problems += expect(step)
        default: problems.append("unknown command: \(words.joined(separator: " "))")
        }
        return problems
    }

    /// What no `expect` has named.
    mutating func finish() -> [String] {
        defer { isRefusalOpen = false }
        return isRefusalOpen ? ["refused: \(world.refusal.map(\.description) ?? "")"] : []
    }

    private mutating func takeMade() {
        unnamed = world.made
        isRefusalOpen = world.refusal != nil
    }

    private mutating func write(_ step: ITIPScript.Step) -> [String] {
        do {
            let object = try Self.object(step.body)
            if step.words[0] == "put" {
                let merging = step.words.count == 3 && step.words[2] == "if-schedule-tag-match"
                world.put(step.words[1], object, uid: object.uid ?? "", merging: merging)
            } else {
                world.receive(step.words[1], object)
            }
        } catch {
            return ["not read: \(error)"]
        }
        takeMade()
        return []
    }

    private func get(_ step: ITIPScript.Step) -> [String] {
        let object = world.objects[ITIPWorld.Address(owner: step.words[1], uid: step.words[2])]
        if step.body == ["nothing"] { return object == nil ? [] : ["there is an object:\n\(Self.text(object))"] }
        guard let object else { return ["no such object"] }
        return ScriptPattern(step.body).problems(with: object).map { "\($0) in\n\(Self.text(object))" }
    }

    private mutating func expect(_ step: ITIPScript.Step) -> [String] {
        let words = step.words
        switch words[1] {
        case "nothing":
            return unnamed.isEmpty ? [] : ["unexpected:\n" + unnamed.map(Self.describe).joined(separator: "\n")]
        case "refused":
            isRefusalOpen = false
            guard let refusal = world.refusal else { return ["was not refused"] }
            let name = Self.name(of: refusal)
            return name == words.dropFirst(2).joined(separator: " ") ? [] : ["refused as \(name)"]
        case "outcome":
            let name = world.outcome.map(Self.name(of:)) ?? "none"
            return name == words.dropFirst(2).joined(separator: " ") ? [] : ["the outcome was \(name)"]
        default: return expectMessage(step)
        }
    }

    private mutating func expectMessage(_ step: ITIPScript.Step) -> [String] {
        let words = step.words
        guard words.count >= 5, words[3] == "to" else { return ["no message: \(words.joined(separator: " "))"] }
        let pattern = ScriptPattern(step.body)
        var problems: [String] = []
        for (index, message) in unnamed.enumerated() {
            guard message.method.rawValue == words[1], message.sender.normalized == words[2],
                message.recipient.normalized == words[4]
            else { continue }
            var own = pattern.problems(with: message.object)
            if words.contains("text"), message.significant { own.append("the message asks for an answer") }
            if words.contains("asks"), !message.significant { own.append("the message asks for nothing") }
            if own.isEmpty {
                unnamed.remove(at: index)
                return []
            }
            problems += own
        }
        let others = unnamed.map(Self.describe).joined(separator: "\n")
        return ["no such message: \(words.joined(separator: " ")) \(problems)\nbut:\n\(others)"]
    }

    // MARK: Reading and names

    /// The lines as an object; a VCALENDAR is put around them where they have none.
    static func object(_ body: [String]) throws -> CalendarObject {
        var all = body
        if all.first != "BEGIN:VCALENDAR" {
            let head = all.prefix { !$0.hasPrefix("BEGIN:") }
            all = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samples//iTIP//EN"] + head + all.dropFirst(head.count)
            all.append("END:VCALENDAR")
        }
        return try CalendarObject(parsing: Array((all.joined(separator: "\r\n") + "\r\n").utf8))
    }

    private static func range(_ text: String) -> TimeRange? {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let start = Instant(icalendarUTC: parts[0]), let end = Instant(icalendarUTC: parts[1])
        else { return nil }
        return TimeRange(checking: start, end: end)
    }

    private static func describe(_ message: ITIPMessage) -> String {
        let weight = message.significant ? "asks" : "text"
        return "\(message.method.rawValue) \(message.sender.normalized) to \(message.recipient.normalized) \(weight)\n"
            + text(message.object)
    }

    private static func text(_ object: CalendarObject?) -> String {
        object?.serialized().replacing("\r\n", with: "\n") ?? ""
    }

    /// The preconditions of RFC 6638 §3.2.4, by which a server answers.
    private static func name(of error: ITIPError) -> String {
        switch error {
        case .differentOrganizers: "same-organizer-in-all-components"
        case .organizerChanged, .notOrganizer: "allowed-organizer-scheduling-object-change"
        case .attendeeChangeNotAllowed, .notAttendee: "allowed-attendee-scheduling-object-change"
        case .uidChanged: "no-uid-conflict"
        case .unknownMethod, .malformedMessage: "valid-calendar-data"
        }
    }

    private static func name(of outcome: ITIPOutcome) -> String {
        switch outcome {
        case .created: "created"
        case .updated: "updated"
        case .cancelled: "cancelled"
        case .remembered: "remembered"
        case .answered: "answered"
        case .ignored(let reason): "ignored \(reason)"
        }
    }
}
