extension RecurrenceRule {
    /// Reads a RECUR value such as `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10`.
    ///
    /// Letters may be of either case and a trailing semicolon is accepted, as clients write them; every other deviation
    /// from RFC 5545 §3.3.10 is refused rather than guessed, for a guess would book the wrong days.
    public init(parsing text: some StringProtocol) throws(RecurrenceRuleError) {
        var parser = RuleParser()
        let trimmed = text.last == ";" ? text.dropLast() : text[...]
        for part in trimmed.split(separator: ";", omittingEmptySubsequences: false) {
            try parser.add(part: String(part).uppercased())
        }
        self = try parser.finish()
    }
}

private struct RuleParser {
    private var frequency: RecurrenceRule.Frequency?
    private var rule = RecurrenceRule(frequency: .daily)
    private var seen: Set<String> = []

    mutating func add(part: String) throws(RecurrenceRuleError) {
        guard let separator = part.utf8.firstIndex(of: UInt8(ascii: "=")) else { throw .malformedPart(part) }
        let name = String(part[..<separator])
        let value = part[part.utf8.index(after: separator)...]
        guard seen.insert(name).inserted else { throw .duplicatePart(name) }
        switch name {
        case "FREQ": frequency = try parseFrequency(value)
        case "INTERVAL": rule.interval = try number(value, in: 1...999_999_999, part: name)
        case "COUNT": try setEnd(.count(try number(value, in: 1...999_999_999, part: name)))
        case "UNTIL": try setEnd(.until(try parseUntil(value)))
        case "WKST": rule.weekStart = try parseWeekday(value, part: name)
        case "BYSECOND": rule.bySecond = try list(value, in: 0...60, part: name)
        case "BYMINUTE": rule.byMinute = try list(value, in: 0...59, part: name)
        case "BYHOUR": rule.byHour = try list(value, in: 0...23, part: name)
        case "BYDAY": rule.byDay = try parseByDay(value)
        case "BYMONTHDAY": rule.byMonthDay = try list(value, in: 1...31, signed: true, part: name)
        case "BYYEARDAY": rule.byYearDay = try list(value, in: 1...366, signed: true, part: name)
        case "BYWEEKNO": rule.byWeekNo = try list(value, in: 1...53, signed: true, part: name)
        case "BYMONTH": rule.byMonth = try list(value, in: 1...12, part: name)
        case "BYSETPOS": rule.bySetPos = try list(value, in: 1...366, signed: true, part: name)
        case "RSCALE", "SKIP": throw .unsupportedCalendarScale(part: name)
        default: throw .unknownPart(name)
        }
    }

    func finish() throws(RecurrenceRuleError) -> RecurrenceRule {
        guard let frequency else { throw .missingFrequency }
        var rule = rule
        rule.frequency = frequency
        try rule.checkCombinations()
        return rule
    }

    private mutating func setEnd(_ end: RecurrenceRule.End) throws(RecurrenceRuleError) {
        guard rule.end == .never else { throw .countAndUntil }
        rule.end = end
    }

    private func parseFrequency(_ value: Substring) throws(RecurrenceRuleError) -> RecurrenceRule.Frequency {
        for frequency in RecurrenceRule.Frequency.allCases where frequency.icalendar == value { return frequency }
        throw .invalidValue(part: "FREQ", value: String(value))
    }

    private func parseUntil(_ value: Substring) throws(RecurrenceRuleError) -> RecurrenceRule.Until {
        if let date = CivilDate(icalendar: value) { return .date(date) }
        if let civil = CivilDateTime(icalendar: value) { return .local(civil) }
        if let instant = Instant(icalendarUTC: value) { return .utc(instant) }
        throw .invalidValue(part: "UNTIL", value: String(value))
    }

    private func parseWeekday(_ value: Substring, part: String) throws(RecurrenceRuleError) -> Weekday {
        for weekday in Weekday.allCases where weekday.icalendar == value { return weekday }
        throw .invalidValue(part: part, value: String(value))
    }

    private func parseByDay(_ value: Substring) throws(RecurrenceRuleError) -> [RecurrenceRule.OrdinalWeekday] {
        var days: [RecurrenceRule.OrdinalWeekday] = []
        for element in value.split(separator: ",", omittingEmptySubsequences: false) {
            let weekday = try parseWeekday(element.suffix(2), part: "BYDAY")
            let prefix = element.dropLast(2)
            let ordinal: Int? =
                prefix.isEmpty ? nil : try number(prefix, in: 1...53, signed: true, part: "BYDAY")
            let day = RecurrenceRule.OrdinalWeekday(ordinal: ordinal, weekday: weekday)
            if !days.contains(day) { days.append(day) }
        }
        return days
    }

    private func list(
        _ value: Substring, in range: ClosedRange<Int>, signed: Bool = false, part: String
    ) throws(RecurrenceRuleError) -> [Int] {
        var numbers: Set<Int> = []
        for element in value.split(separator: ",", omittingEmptySubsequences: false) {
            numbers.insert(try number(element, in: range, signed: signed, part: part))
        }
        return numbers.sorted()
    }

    private func number(
        _ value: Substring, in range: ClosedRange<Int>, signed: Bool = false, part: String
    ) throws(RecurrenceRuleError) -> Int {
        var reader = DigitReader(value)
        let negative = signed && reader.skip("-")
        if signed, !negative { _ = reader.skip("+") }
        guard let number = reader.number(), reader.isAtEnd, range.contains(number) else {
            throw .invalidValue(part: part, value: String(value))
        }
        return negative ? -number : number
    }
}

extension RecurrenceRule {
    /// Refuses what RFC 5545 §3.3.10 says MUST NOT stand together.
    func checkCombinations() throws(RecurrenceRuleError) {
        if !byWeekNo.isEmpty, frequency != .yearly {
            throw .notAllowed(part: "BYWEEKNO", reason: .withThisFrequency)
        }
        if !byYearDay.isEmpty, frequency == .daily || frequency == .weekly || frequency == .monthly {
            throw .notAllowed(part: "BYYEARDAY", reason: .withThisFrequency)
        }
        if !byMonthDay.isEmpty, frequency == .weekly {
            throw .notAllowed(part: "BYMONTHDAY", reason: .withThisFrequency)
        }
        if byDay.contains(where: { $0.ordinal != nil }) {
            guard frequency >= .monthly else {
                throw .notAllowed(part: "BYDAY", reason: .ordinalWithThisFrequency)
            }
            if !byWeekNo.isEmpty { throw .notAllowed(part: "BYDAY", reason: .ordinalWithWeekNumbers) }
        }
        if !bySetPos.isEmpty, !hasByParts { throw .notAllowed(part: "BYSETPOS", reason: .withoutOtherParts) }
    }
}

extension RecurrenceRule.Frequency {
    var icalendar: String {
        switch self {
        case .secondly: "SECONDLY"
        case .minutely: "MINUTELY"
        case .hourly: "HOURLY"
        case .daily: "DAILY"
        case .weekly: "WEEKLY"
        case .monthly: "MONTHLY"
        case .yearly: "YEARLY"
        }
    }
}

extension Weekday {
    var icalendar: String {
        switch self {
        case .monday: "MO"
        case .tuesday: "TU"
        case .wednesday: "WE"
        case .thursday: "TH"
        case .friday: "FR"
        case .saturday: "SA"
        case .sunday: "SU"
        }
    }
}
