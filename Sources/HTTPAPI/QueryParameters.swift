import CalendarTime
import Scheduling

/// The query of a request; an unknown name is refused, so that a misspelt filter does not return everything.
struct QueryParameters {
    private let pairs: [(name: String, value: String)]

    /// - Parameter lists: those that may come several times.
    init(
        _ pairs: [(String, String)], known: [String], lists: Set<String> = ["resource", "feature"]
    ) throws(RequestError) {
        var seen: Set<String> = []
        for (name, _) in pairs {
            guard known.contains(name) else { throw .unknownParameter(name: name) }
            guard seen.insert(name).inserted || lists.contains(name) else { throw .repeatedParameter(name: name) }
        }
        self.pairs = pairs.map { (name: $0.0, value: $0.1) }
    }

    /// Every value of a parameter, also several in one, separated by commas.
    func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(String.init) }
    }

    subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The words of a text; forms write a space as `+`.
    func words(_ name: String) -> [Substring] { (self[name] ?? "").split { $0 == " " || $0 == "+" } }

    func flag(_ name: String) throws(RequestError) -> Bool {
        switch self[name] {
        case nil, "false": return false
        case "true", "": return true
        case let text?: throw .invalidField(name: name, .malformed(text))
        }
    }

    func integer(_ name: String, _ allowed: ClosedRange<Int>) throws(RequestError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text) else { throw .invalidField(name: name, .malformed(text)) }
        guard allowed.contains(number) else { throw .invalidField(name: name, .outOfRange) }
        return number
    }

    /// RFC 3339; a `+` that the client did not escape arrives as a space.
    func instant(_ name: String) throws(RequestError) -> Instant? {
        guard let text = self[name] else { return nil }
        guard let instant = Instant(rfc3339: text.map { $0 == " " ? "+" : String($0) }.joined()) else {
            throw .invalidField(name: name, .malformed(text))
        }
        return instant
    }

    /// RFC 3339, or a date: its midnight in `zone`.
    private func instant(_ name: String, zone: ZoneRules) throws(RequestError) -> Instant? {
        if let text = self[name], let date = CivilDate(iso8601: text) {
            return zone.instant(of: CivilDateTime(startOf: date))
        }
        return try instant(name)
    }

    /// `from` and `to`, half-open.
    ///
    /// - Parameter now: begins the window where `from` is missing; it lasts 31 days where `to` is.
    /// - Parameter zone: where dates are read.
    func window(now: Instant, zone: ZoneRules) throws(RequestError) -> TimeRange {
        let from = try instant("from", zone: zone) ?? now
        let to = try instant("to", zone: zone) ?? from.adding(31 * 86_400)
        guard let window = TimeRange(checking: from, end: to) else { throw .invalidField(name: "to", .endBeforeStart) }
        return window
    }
}
