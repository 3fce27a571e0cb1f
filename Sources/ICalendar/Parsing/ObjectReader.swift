/// Where the parts of a component stand in the file, in the shape of the component.
struct LineMap {
    /// The line of its BEGIN.
    let begin: Int
    /// Places in ``ObjectReader/contentLines``.
    var properties: [Int] = []
    var components: [LineMap] = []
}

/// Builds the tree of components out of content lines, within the limits.
struct ObjectReader {
    private struct Open {
        var component: CalendarComponent
        var lines: LineMap
        var attendees = 0
        var alarms = 0
    }

    private let limits: CalendarLimits
    private var stack: [Open] = []
    private var entries = 0
    private var timezones = 0
    private var finished: (CalendarComponent, LineMap)?
    /// The unfolded line of every property, in the order of the file.
    private(set) var contentLines: [ContentLineReader.Line] = []

    init(limits: CalendarLimits) {
        self.limits = limits
    }

    /// - Returns: VCALENDAR and the lines of its parts.
    mutating func read(_ bytes: [UInt8]) throws(CalendarParseError) -> (CalendarComponent, LineMap) {
        guard bytes.count <= limits.maximumBytes else {
            throw .tooLarge(bytes: bytes.count, limit: limits.maximumBytes)
        }
        var reader = ContentLineReader(bytes, maximumLineBytes: limits.maximumLineBytes)
        while let line = try reader.next() {
            guard finished == nil else { throw .contentAfterEnd(line: line.number) }
            let property = try CalendarProperty(line: line)
            switch property.name {
            case "BEGIN": try begin(property, line.number)
            case "END": try end(property, line.number)
            default:
                // Other programs' libical leaves its complaints in the data; they are not the user's.
                if property.name != "X-LIC-ERROR" { try add(property, line) }
            }
        }
        if let finished { return finished }
        guard let open = stack.last else { throw .notACalendar(line: nil) }
        throw .notClosed(line: open.lines.begin, component: open.component.name)
    }

    private mutating func count(_ line: Int) throws(CalendarParseError) {
        entries += 1
        guard entries <= limits.maximumEntries else {
            throw .tooManyProperties(line: line, limit: limits.maximumEntries)
        }
    }

    private static func componentName(_ property: CalendarProperty, _ line: Int) throws(CalendarParseError) -> String {
        let name = property.value.trimmingSpaces.uppercased()
        guard !name.isEmpty, name.utf8.allSatisfy(ContentLineNames.allows), property.parameters.isEmpty else {
            throw .invalidValue(line: line, property: property.name, value: property.value)
        }
        return name
    }

    private mutating func begin(_ property: CalendarProperty, _ line: Int) throws(CalendarParseError) {
        let name = try Self.componentName(property, line)
        guard stack.isEmpty == (name == "VCALENDAR") else { throw .notACalendar(line: line) }
        guard stack.count < limits.maximumNesting else {
            throw .nestedTooDeep(line: line, limit: limits.maximumNesting)
        }
        try count(line)
        if name == "VTIMEZONE" {
            timezones += 1
            guard timezones <= limits.maximumTimezones else {
                throw .tooManyTimezones(line: line, limit: limits.maximumTimezones)
            }
        }
        if name == "VALARM", let parent = stack.indices.last {
            stack[parent].alarms += 1
            guard stack[parent].alarms <= limits.maximumAlarms else {
                throw .tooManyAlarms(line: line, limit: limits.maximumAlarms)
            }
        }
        stack.append(Open(component: CalendarComponent(name), lines: LineMap(begin: line)))
    }

    private mutating func end(_ property: CalendarProperty, _ line: Int) throws(CalendarParseError) {
        let name = try Self.componentName(property, line)
        guard let open = stack.popLast() else { throw .unbalanced(line: line, found: name, open: nil) }
        guard open.component.name == name else {
            throw .unbalanced(line: line, found: name, open: open.component.name)
        }
        if let parent = stack.indices.last {
            stack[parent].component.components.append(open.component)
            stack[parent].lines.components.append(open.lines)
        } else {
            finished = (open.component, open.lines)
        }
    }

    private mutating func add(
        _ property: CalendarProperty, _ content: ContentLineReader.Line
    ) throws(CalendarParseError) {
        let line = content.number
        guard let top = stack.indices.last else { throw .notACalendar(line: line) }
        try count(line)
        guard stack[top].component.properties.count < limits.maximumProperties else {
            throw .tooManyProperties(line: line, limit: limits.maximumProperties)
        }
        if property.name == "ATTENDEE" {
            stack[top].attendees += 1
            guard stack[top].attendees <= limits.maximumAttendees else {
                throw .tooManyAttendees(line: line, limit: limits.maximumAttendees)
            }
        }
        stack[top].component.properties.append(property)
        stack[top].lines.properties.append(contentLines.count)
        contentLines.append(content)
    }
}
