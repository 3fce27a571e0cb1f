import ICalendar

/// The lines under `get` and `expect`: components that must be there, each with some of its lines.
///
/// A line of a component says a property with this value and at least these parameters; `PARAMETER=` without a value
/// says that the parameter is not there, and `!NAME` that no such property or component is there.
struct ScriptPattern {
    private struct Component {
        var name: String
        var lines: [String] = []

        var recurrenceID: String? { lines.first { $0.hasPrefix("RECURRENCE-ID") } }
    }

    private var components: [Component] = []

    init(_ body: [String]) {
        for line in body {
            if line.hasPrefix("BEGIN:") {
                components.append(Component(name: String(line.dropFirst("BEGIN:".count))))
            } else if !line.hasPrefix("END:"), !components.isEmpty {
                components[components.count - 1].lines.append(line)
            }
        }
    }

    /// What differs; nothing where no component is written.
    func problems(with object: CalendarObject) -> [String] {
        guard !components.isEmpty else { return [] }
        var rest = object.main
        var problems: [String] = []
        for wanted in components {
            let place = rest.firstIndex { component in
                component.name == wanted.name
                    && (wanted.recurrenceID.map { Self.matches($0, component) }
                        ?? (component.first("RECURRENCE-ID") == nil))
            }
            guard let place else {
                problems.append("no \(wanted.name) \(wanted.recurrenceID ?? "of the series")")
                continue
            }
            let component = rest.remove(at: place)
            problems += wanted.lines.filter { !Self.matches($0, component) }
        }
        problems += rest.map { "one more \($0.name) \($0.first("RECURRENCE-ID")?.value ?? "of the series")" }
        return problems
    }

    private static func matches(_ line: String, _ component: CalendarComponent) -> Bool {
        if line.hasPrefix("!") {
            let name = String(line.dropFirst())
            return component.first(name) == nil && component.components(named: name).isEmpty
        }
        let name = String(line.prefix { $0 != ";" && $0 != ":" })
        var rest = line.dropFirst(name.count)
        var parameters: [(String, String)] = []
        while rest.first == ";" {
            let parameter = rest.dropFirst().prefix { $0 != ";" && $0 != ":" }
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
            rest = rest.dropFirst(parameter.count + 1)
        }
        let value = String(rest.dropFirst())
        return component.all(name).contains { property in
            property.value == value
                && parameters.allSatisfy { (property[parameter: $0.0] ?? "").uppercased() == $0.1.uppercased() }
        }
    }
}
