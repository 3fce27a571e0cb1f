import Foundation
import Testing

/// One story of Samples/policies: its title and its lines.
struct PolicyScenario: Sendable, CustomTestStringConvertible {
    var file: String
    var title: String
    var doors: [PolicyDoor] = [.json, .caldav]
    var lines: [PolicyLine] = []

    var testDescription: String { "\(file): \(title)" }

    /// The files of a folder in the order of their names.
    static func scenarios(in folder: URL) -> [PolicyScenario] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted().flatMap { file in
            let text = (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
            return scenarios(of: text, file: file)
        }
    }

    static func scenarios(of text: String, file: String) -> [PolicyScenario] {
        var found: [PolicyScenario] = []
        var kind = PolicyLine.Kind.given
        for (index, text) in text.components(separatedBy: "\n").enumerated() {
            if text.hasPrefix("== ") {
                found.append(PolicyScenario(file: file, title: String(text.dropFirst(3))))
                continue
            }
            var words = PolicyLine.words(of: text)
            guard let first = words.first, !found.isEmpty else { continue }
            if first == "doors" {
                found[found.count - 1].doors = words.dropFirst().compactMap(PolicyDoor.init(rawValue:))
                continue
            }
            var door: PolicyDoor?
            if let only = PolicyDoor(rawValue: first) {
                door = only
                words.removeFirst()
            }
            if let word = words.first, word != "and" { kind = PolicyLine.Kind(rawValue: word) ?? .unknown }
            found[found.count - 1].lines.append(
                PolicyLine(number: index + 1, kind: kind, door: door, words: Array(words.dropFirst())))
        }
        return found
    }
}

/// By what a request comes in.
enum PolicyDoor: String, Sendable, CaseIterable {
    case json, caldav
    /// A message from outside; no server has this door yet, so that it is played in process alone.
    case mail
}

/// One line: what it is, and its words after that.
struct PolicyLine: Sendable {
    enum Kind: String, Sendable {
        case given, when, then
        case unknown
    }

    var number: Int
    var kind: Kind
    /// Only for runs through this door.
    var door: PolicyDoor?
    /// A text in quotes is one word that begins with a quote.
    var words: [String]

    static func words(of line: String) -> [String] {
        var words: [String] = []
        for (index, part) in line.components(separatedBy: "\"").enumerated() {
            if index % 2 == 1 {
                words.append("\"" + part)
                continue
            }
            let plain = part.split(separator: " ").map(String.init)
            if let comment = plain.firstIndex(where: { $0.hasPrefix("#") }) { return words + plain[..<comment] }
            words += plain
        }
        return words
    }
}

/// Something in a scenario that cannot be, or did not come as it says.
struct PolicyFault: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Reads a line word by word.
struct PolicyWords {
    private var words: ArraySlice<String>

    init(_ words: [String]) { self.words = words[...] }

    var isAtEnd: Bool { words.isEmpty }
    var rest: String { words.joined(separator: " ") }
    var peek: String? { words.first }

    mutating func next(_ what: String = "a word") throws(PolicyFault) -> String {
        guard let word = words.popFirst() else { throw PolicyFault("\(what) is missing") }
        return word
    }

    /// Steps over these words where they come next.
    mutating func take(_ phrase: String) -> Bool {
        let wanted = phrase.split(separator: " ").map(String.init)
        guard words.count >= wanted.count, Array(words.prefix(wanted.count)) == wanted else { return false }
        words = words.dropFirst(wanted.count)
        return true
    }

    mutating func expect(_ phrase: String) throws(PolicyFault) {
        if !take(phrase) { throw PolicyFault("“\(phrase)” is expected before “\(rest)”") }
    }

    /// `a, b, c`.
    mutating func list() throws(PolicyFault) -> [String] {
        var items: [String] = []
        repeat {
            let word = try next("a name")
            items.append(word.hasSuffix(",") ? String(word.dropLast()) : word)
            if !word.hasSuffix(",") { return items }
        } while true
    }

    /// A text in quotes, where one comes next.
    mutating func quoted() -> String? {
        guard let word = words.first, word.hasPrefix("\"") else { return nil }
        words = words.dropFirst()
        return String(word.dropFirst())
    }

    mutating func number() throws(PolicyFault) -> Int {
        let word = try next("a number")
        guard let number = Int(word) else { throw PolicyFault("“\(word)” is no number") }
        return number
    }

    func finish() throws(PolicyFault) {
        if !isAtEnd { throw PolicyFault("“\(rest)” is not understood") }
    }
}
