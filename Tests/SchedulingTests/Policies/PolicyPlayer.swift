import BookingCore
import CalendarTime
import Scheduling

/// Plays one scenario through one door, and says where it came out otherwise.
final class PolicyPlayer {
    let town = PolicyTown()
    let door: PolicyDoor
    var events: [String: PolicyEvent] = [:]
    var answer = PolicyAnswer(verdict: "done")
    /// Events that were refused when they were asked for, and left no trace.
    var refused: [String: PolicyAnswer] = [:]

    private init(_ door: PolicyDoor) { self.door = door }

    static func problems(of scenario: PolicyScenario, by door: PolicyDoor) async -> [String] {
        let player = PolicyPlayer(door)
        let lines = scenario.lines.filter { ($0.door ?? door) == door }
        var problems: [String] = []
        var isOpen = false
        for line in lines {
            do {
                if line.kind == .given, !isOpen {
                    try player.town.given(line)
                    continue
                }
                if !isOpen { try await player.town.open() }
                isOpen = true
                problems += try await player.play(line).map { "\(scenario.file):\(line.number) by \(door): \($0)" }
            } catch {
                problems.append("\(scenario.file):\(line.number) by \(door): \(error)")
            }
        }
        return problems
    }

    private func play(_ line: PolicyLine) async throws -> [String] {
        switch line.kind {
        case .when:
            let parts = line.words.split(separator: "->", maxSplits: 1, omittingEmptySubsequences: false)
            var words = PolicyWords(Array(parts[0]))
            let isRequest = try await step(&words)
            try await runDue()
            try words.finish()
            var expected = PolicyWords(parts.count == 2 ? Array(parts[1]) : [isRequest ? "accepted" : "done"])
            return try answer.problems(with: &expected)
        case .then:
            var words = PolicyWords(line.words)
            let problems = try await expect(&words)
            try words.finish()
            return problems
        case .given, .unknown:
            throw PolicyFault("no line begins like this here")
        }
    }

    /// - Returns: whether an answer to a request is expected.
    private func step(_ words: inout PolicyWords) async throws -> Bool {
        answer = PolicyAnswer(verdict: "done")
        if words.take("the clock is") {
            town.set(clock: try PolicyTown.instant(&words))
            return false
        }
        if words.take("policy") {
            let name = try words.next("a policy")
            try words.expect("now has")
            try await town.change(policy: name, try PolicyField.fields(&words))
            return false
        }
        let subject = try words.next("who does it")
        if words.take("now has") {
            try await town.change(subject, try PolicyField.fields(&words))
            return false
        }
        let verb = try words.next("what is done")
        do {
            switch verb {
            case "books", "tries": try await book(subject, isTry: verb == "tries", &words)
            case "moves", "changes": try await change(subject, &words)
            default:
                try await act(subject, verb, &words)
                return verb == "extends"
            }
        } catch let error as SchedulingError {
            answer = PolicyAnswer(error)
        }
        return ["books", "tries", "moves", "changes", "extends"].contains(verb)
    }

    func event(_ name: String) throws(PolicyFault) -> PolicyEvent {
        guard let event = events[name] else { throw PolicyFault("nobody asked for \(name)") }
        return event
    }

    /// `by json` or `by caldav` at the end of a step, else the run's door.
    func doorNamed(_ words: inout PolicyWords) -> PolicyDoor {
        for door in PolicyDoor.allCases where words.take("by " + door.rawValue) { return door }
        return door
    }
}
