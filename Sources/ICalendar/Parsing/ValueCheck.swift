import CalendarTime

/// Checks single values after libical, which accepts 30 February, 25 o'clock, `SEQUENCE:abc` and offsets of any text.
struct ValueCheck {
    let property: CalendarProperty
    let line: Int
    /// Times in VTIMEZONE may lie in any year (Outlook begins its zones in 1601).
    let inZone: Bool

    /// Properties whose time is kept and expanded, and so has to lie between 1900 and 2100.
    private static let limited: Set<String> = ["DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "RDATE", "EXDATE"]

    private var invalid: CalendarParseError {
        .invalidValue(line: line, property: property.name, value: property.value)
    }

    func check(_ type: LibicalGrammar.ValueType) throws(CalendarParseError) {
        switch type {
        case .date, .dateTime: try checkTimes()
        case .period: try checkPeriods()
        case .duration:
            guard let duration = EventDuration(icalendar: property.value) else { throw invalid }
            try checkLength(duration, property.value)
        case .integer:
            guard let number = Int32(property.value), number >= 0 || property.name != "SEQUENCE" else { throw invalid }
        case .offset:
            guard OffsetText.seconds(property.value) != nil else { throw invalid }
        case .rule: try checkRule()
        case .other: try checkWord()
        }
    }

    /// VERSION and CALSCALE, and the properties that must not be empty.
    private func checkWord() throws(CalendarParseError) {
        switch property.name {
        case "VERSION":
            guard property.value.trimmingSpaces == "2.0" else { throw invalid }
        case "CALSCALE":
            guard property.value.trimmingSpaces.uppercased() == "GREGORIAN" else { throw invalid }
        default: break
        }
    }

    private func checkTimes() throws(CalendarParseError) {
        let declared = property[parameter: "VALUE"]?.uppercased()
        for text in property.value.split(separator: ",", omittingEmptySubsequences: false) {
            let time = try time(text)
            if declared == "DATE-TIME", time.isDate { throw invalid }
            if declared == "DATE", !time.isDate { throw invalid }
        }
    }

    private func checkPeriods() throws(CalendarParseError) {
        for text in property.value.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw invalid }
            let start = try time(parts[0])
            guard !start.isDate else { throw invalid }
            if let duration = EventDuration(icalendar: parts[1]) {
                guard duration.days >= 0, duration.seconds >= 0 else {
                    throw .endBeforeStart(line: line, property: property.name)
                }
                try checkLength(duration, String(parts[1]))
                continue
            }
            let end = try time(parts[1])
            guard !end.isDate else { throw invalid }
            guard end.civil >= start.civil else { throw .endBeforeStart(line: line, property: property.name) }
        }
    }

    /// Nothing lasts longer than from 1900 to 2100, so that an end can always be reckoned.
    private func checkLength(_ duration: EventDuration, _ text: String) throws(CalendarParseError) {
        let days: UInt = 201 * 366
        guard duration.days.magnitude <= days, duration.seconds.magnitude <= UInt64(days) * 86_400 else {
            throw .afterMaximumDate(line: line, property: property.name, value: text)
        }
    }

    private func time(_ text: Substring) throws(CalendarParseError) -> TimeText {
        guard let time = TimeText(text) else {
            guard TimeText.looksLikeTime(text) else { throw invalid }
            throw .noSuchTime(line: line, property: property.name, value: String(text))
        }
        guard !inZone, Self.limited.contains(property.name) else { return time }
        let seconds = time.civil.secondsSinceEpoch
        guard seconds >= Instant.minDateTime.seconds else {
            throw .beforeMinimumDate(line: line, property: property.name, value: String(text))
        }
        guard seconds <= Instant.maxDateTime.seconds else {
            throw .afterMaximumDate(line: line, property: property.name, value: String(text))
        }
        return time
    }

    private func checkRule() throws(CalendarParseError) {
        guard property.name == "RRULE" else { throw .exceptionRule(line: line) }
        do {
            _ = try RecurrenceRule(parsing: property.value)
        } catch {
            throw .invalidRule(line: line, value: property.value, reason: error.sentence)
        }
    }
}

/// UTC-OFFSET values (RFC 5545 §3.3.14): `+HHMM` or `+HHMMSS`.
enum OffsetText {
    /// `nil` for any other text. `-0000` is forbidden by the RFC, written by some, and harmless.
    static func seconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5 || bytes.count == 7, let sign = bytes.first, sign == 0x2B || sign == 0x2D else {
            return nil
        }
        let digits = bytes.dropFirst().map { Int($0) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let parts = stride(from: 0, to: digits.count, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
        guard parts[0] < 24, parts[1] < 60, parts.count < 3 || parts[2] < 60 else { return nil }
        let total = parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0)
        return sign == 0x2D ? -total : total
    }

    static func text(_ seconds: Int) -> String {
        let amount = seconds.magnitude
        let pairs = [amount / 3600, amount / 60 % 60] + (amount % 60 == 0 ? [] : [amount % 60])
        return (seconds < 0 ? "-" : "+") + pairs.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    }
}
