import CalendarTime

/// Checks what no single line shows: which properties a component needs, ends against starts, overrides against masters.
struct ObjectCheck {
    let verdicts: [LibicalGrammar.Verdict]
    let contentLines: [ContentLineReader.Line]

    private static let named: Set<String> = ["VEVENT", "VTODO", "VJOURNAL"]
    /// Properties of ``named`` components that mean nothing definite when they occur twice.
    private static let single: Set<String> = [
        "UID", "DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "ORGANIZER", "STATUS", "TRANSP", "CLASS",
        "SEQUENCE", "DTSTAMP",
    ]
    /// Properties whose value may not be empty. Others are often written empty and mean nothing then.
    private static let neverEmpty: Set<String> = [
        "UID", "DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "ORGANIZER", "ATTENDEE",
        "TZOFFSETFROM", "TZOFFSETTO", "VERSION",
    ]

    func check(_ calendar: CalendarComponent, _ lines: LineMap) throws(CalendarParseError) {
        try checkValues(calendar, lines, inZone: false)
        let hasMethod = calendar.first("METHOD") != nil
        for (component, map) in zip(calendar.components, lines.components) {
            if component.name == "VTIMEZONE", component.first("TZID") == nil {
                throw .missingProperty(line: map.begin, component: "VTIMEZONE", property: "TZID")
            }
            guard Self.named.contains(component.name) else { continue }
            try checkNames(component, map, hasMethod: hasMethod)
            try checkEnd(component, map)
        }
        try checkRecurrenceIDs(calendar, lines)
    }

    private func line(_ name: String, in component: CalendarComponent, _ map: LineMap) -> Int {
        component.properties.firstIndex { $0.name == name }.map { contentLines[map.properties[$0]].number } ?? map.begin
    }

    private func checkValues(_ component: CalendarComponent, _ map: LineMap, inZone: Bool) throws(CalendarParseError) {
        let inZone = inZone || component.name == "VTIMEZONE"
        for (property, index) in zip(component.properties, map.properties) {
            let line = contentLines[index].number
            guard !property.value.trimmingSpaces.isEmpty else {
                guard Self.neverEmpty.contains(property.name) else { continue }
                throw .invalidValue(line: line, property: property.name, value: property.value)
            }
            switch verdicts[index] {
            case .unknown: break
            case .refused: throw refusal(property, line)
            case .accepted(let type):
                try ValueCheck(property: property, line: line, inZone: inZone).check(type)
            }
        }
        for (inner, innerMap) in zip(component.components, map.components) {
            try checkValues(inner, innerMap, inZone: inZone)
        }
    }

    /// libical only says no; a rule is asked once more for its reason.
    private func refusal(_ property: CalendarProperty, _ line: Int) -> CalendarParseError {
        if property.name == "RRULE" {
            do {
                _ = try RecurrenceRule(parsing: property.value)
            } catch {
                return .invalidRule(line: line, value: property.value, reason: error.sentence)
            }
        }
        return .invalidValue(line: line, property: property.name, value: property.value)
    }

    private func checkNames(
        _ component: CalendarComponent, _ map: LineMap, hasMethod: Bool
    ) throws(CalendarParseError) {
        var seen: Set<String> = []
        for (property, index) in zip(component.properties, map.properties) where Self.single.contains(property.name) {
            guard seen.insert(property.name).inserted else {
                throw .repeatedProperty(
                    line: contentLines[index].number, component: component.name, property: property.name)
            }
        }
        guard seen.contains("UID") else {
            throw .missingProperty(line: map.begin, component: component.name, property: "UID")
        }
        guard seen.contains("DTSTART") || hasMethod || component.name != "VEVENT" else {
            throw .missingProperty(line: map.begin, component: component.name, property: "DTSTART")
        }
    }

    /// Compares where both times are of one zone; across zones ``CalendarObject/validate(zones:)`` does.
    private func checkEnd(_ component: CalendarComponent, _ map: LineMap) throws(CalendarParseError) {
        let endName = component.name == "VTODO" ? "DUE" : "DTEND"
        let duration = component.first("DURATION")
        if let duration, let length = EventDuration(icalendar: duration.value), length.days < 0 || length.seconds < 0 {
            throw .endBeforeStart(line: line("DURATION", in: component, map), property: "DURATION")
        }
        guard let end = component.first(endName) else { return }
        guard duration == nil else { throw .endAndDuration(line: line(endName, in: component, map)) }
        guard let start = component.first("DTSTART"), let startTime = TimeText(start.value),
            let endTime = TimeText(end.value)
        else { return }
        guard startTime.isDate == endTime.isDate else {
            throw .mixedValueTypes(line: line(endName, in: component, map), property: endName)
        }
        let comparable: Bool
        switch (startTime, endTime) {
        case (.date, .date), (.utc, .utc): comparable = true
        case (.local, .local): comparable = start[parameter: "TZID"] == end[parameter: "TZID"]
        default: comparable = false
        }
        guard !comparable || endTime.civil >= startTime.civil else {
            throw .endBeforeStart(line: line(endName, in: component, map), property: endName)
        }
    }

    /// RECURRENCE-ID has the value type of the master's DTSTART (RFC 5545 §3.8.4.4).
    private func checkRecurrenceIDs(_ calendar: CalendarComponent, _ lines: LineMap) throws(CalendarParseError) {
        var startsByUID: [String: Bool] = [:]
        for component in calendar.components where component.first("RECURRENCE-ID") == nil {
            guard let uid = component.uid, let start = component.first("DTSTART").flatMap({ TimeText($0.value) })
            else { continue }
            startsByUID[uid] = start.isDate
        }
        for (component, map) in zip(calendar.components, lines.components) {
            guard let uid = component.uid, let id = component.first("RECURRENCE-ID").flatMap({ TimeText($0.value) }),
                let masterIsDate = startsByUID[uid]
            else { continue }
            guard masterIsDate == id.isDate else {
                throw .mixedValueTypes(
                    line: line("RECURRENCE-ID", in: component, map), property: "RECURRENCE-ID")
            }
        }
    }
}
