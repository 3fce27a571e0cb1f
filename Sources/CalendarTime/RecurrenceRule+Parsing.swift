extension RecurrenceRule {
    /// Reads a RECUR value such as `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10`.
    ///
    /// Letters may be of either case and a trailing semicolon is accepted, as clients write them; every other deviation
    /// from RFC 5545 §3.3.10 is refused rather than guessed, for a guess would book the wrong days.
    public init(parsing text: some StringProtocol) throws(RecurrenceRuleError) {
        var parser = RuleParser(text: Array(text.utf8))
        try parser.parse()
        self = try parser.finish()
    }
}

private struct RuleParser {
    /// The parts of a rule; the raw value is the bit by which a repeated one is noticed.
    private enum Part: UInt32, CaseIterable {
        case freq, interval, count, until, wkst, bysecond, byminute, byhour, byday, bymonthday, byyearday, byweekno
        case bymonth, bysetpos, rscale, skip

        var name: StaticString {
            switch self {
            case .freq: "FREQ"
            case .interval: "INTERVAL"
            case .count: "COUNT"
            case .until: "UNTIL"
            case .wkst: "WKST"
            case .bysecond: "BYSECOND"
            case .byminute: "BYMINUTE"
            case .byhour: "BYHOUR"
            case .byday: "BYDAY"
            case .bymonthday: "BYMONTHDAY"
            case .byyearday: "BYYEARDAY"
            case .byweekno: "BYWEEKNO"
            case .bymonth: "BYMONTH"
            case .bysetpos: "BYSETPOS"
            case .rscale: "RSCALE"
            case .skip: "SKIP"
            }
        }

        init?(_ bytes: ArraySlice<UInt8>) {
            for part in Part.allCases where bytes.matches(part.name) {
                self = part
                return
            }
            return nil
        }
    }

    private let text: [UInt8]
    private var frequency: RecurrenceRule.Frequency?
    private var rule = RecurrenceRule(frequency: .daily)
    private var seen: UInt32 = 0

    init(text: [UInt8]) { self.text = text }

    mutating func parse() throws(RecurrenceRuleError) {
        var rest = text[...]
        if rest.last == UInt8(ascii: ";") { rest.removeLast() }
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
            try add(rest[rest.startIndex..<end])
            if end == rest.endIndex { return }
            rest = rest[(end + 1)...]
        }
    }

    func finish() throws(RecurrenceRuleError) -> RecurrenceRule {
        guard let frequency else { throw .missingFrequency }
        var rule = rule
        rule.frequency = frequency
        try rule.checkCombinations()
        return rule
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) throws(RecurrenceRuleError) {
        guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else { throw .malformedPart(bytes.text) }
        let name = bytes[bytes.startIndex..<separator]
        let value = bytes[(separator + 1)...]
        guard let part = Part(name) else { throw .unknownPart(name.text) }
        guard seen & 1 << part.rawValue == 0 else { throw .duplicatePart(name.text) }
        seen |= 1 << part.rawValue
        switch part {
        case .freq: frequency = try parseFrequency(value)
        case .interval: rule.interval = try number(value, in: 1...999_999_999, part)
        case .count: try setEnd(.count(try number(value, in: 1...999_999_999, part)))
        case .until: try setEnd(.until(try parseUntil(value)))
        case .wkst: rule.weekStart = try parseWeekday(value, part)
        case .bysecond: rule.bySecond = try list(value, in: 0...60, part)
        case .byminute: rule.byMinute = try list(value, in: 0...59, part)
        case .byhour: rule.byHour = try list(value, in: 0...23, part)
        case .byday: rule.byDay = try parseByDay(value)
        case .bymonthday: rule.byMonthDay = try list(value, in: 1...31, signed: true, part)
        case .byyearday: rule.byYearDay = try list(value, in: 1...366, signed: true, part)
        case .byweekno: rule.byWeekNo = try list(value, in: 1...53, signed: true, part)
        case .bymonth: rule.byMonth = try list(value, in: 1...12, part)
        case .bysetpos: rule.bySetPos = try list(value, in: 1...366, signed: true, part)
        case .rscale, .skip: throw .unsupportedCalendarScale(part: name.text)
        }
    }

    private mutating func setEnd(_ end: RecurrenceRule.End) throws(RecurrenceRuleError) {
        guard rule.end == .never else { throw .countAndUntil }
        rule.end = end
    }

    private func invalid(_ part: Part, _ value: ArraySlice<UInt8>) -> RecurrenceRuleError {
        .invalidValue(part: "\(part.name)", value: value.text)
    }

    private func parseFrequency(_ value: ArraySlice<UInt8>) throws(RecurrenceRuleError) -> RecurrenceRule.Frequency {
        for frequency in RecurrenceRule.Frequency.allCases where value.matches(frequency.name) { return frequency }
        throw invalid(.freq, value)
    }

    private func parseUntil(_ value: ArraySlice<UInt8>) throws(RecurrenceRuleError) -> RecurrenceRule.Until {
        var reader = DigitReader(bytes: value)
        guard let date = reader.basicDate() else { throw invalid(.until, value) }
        if reader.isAtEnd { return .date(date) }
        guard reader.skip("T") || reader.skip("t"), let civil = reader.basicTime(on: date) else {
            throw invalid(.until, value)
        }
        if reader.isAtEnd { return .local(civil) }
        guard reader.skip("Z") || reader.skip("z"), reader.isAtEnd else { throw invalid(.until, value) }
        return .utc(Instant(seconds: civil.secondsSinceEpoch))
    }

    private func parseWeekday(_ value: ArraySlice<UInt8>, _ part: Part) throws(RecurrenceRuleError) -> Weekday {
        for weekday in Weekday.allCases where value.matches(weekday.name) { return weekday }
        throw invalid(part, value)
    }

    private func parseByDay(_ value: ArraySlice<UInt8>) throws(RecurrenceRuleError) -> [RecurrenceRule.OrdinalWeekday] {
        var days: [RecurrenceRule.OrdinalWeekday] = []
        for element in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let weekday = try parseWeekday(element.suffix(2), .byday)
            let prefix = element.dropLast(2)
            let ordinal: Int? = prefix.isEmpty ? nil : try number(prefix, in: 1...53, signed: true, .byday)
            let day = RecurrenceRule.OrdinalWeekday(ordinal: ordinal, weekday: weekday)
            if !days.contains(day) { days.append(day) }
        }
        return days
    }

    /// Sorted and each once.
    private func list(
        _ value: ArraySlice<UInt8>, in range: ClosedRange<Int>, signed: Bool = false, _ part: Part
    ) throws(RecurrenceRuleError) -> [Int] {
        var numbers: Set<Int> = []
        for element in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            numbers.insert(try number(element, in: range, signed: signed, part))
        }
        return numbers.sorted()
    }

    private func number(
        _ value: ArraySlice<UInt8>, in range: ClosedRange<Int>, signed: Bool = false, _ part: Part
    ) throws(RecurrenceRuleError) -> Int {
        var reader = DigitReader(bytes: value)
        let negative = signed && reader.skip("-")
        if signed, !negative { _ = reader.skip("+") }
        guard let number = reader.number(), reader.isAtEnd, range.contains(number) else { throw invalid(part, value) }
        return negative ? -number : number
    }
}

extension ArraySlice<UInt8> {
    /// Compares with an upper-case ASCII name, letters of either case being alike.
    fileprivate func matches(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { buffer in
            for (byte, wanted) in zip(self, buffer) {
                let upper = byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte
                if upper != wanted { return false }
            }
            return true
        }
    }

    /// For messages: upper case, and no longer than a line.
    fileprivate var text: String { String(decoding: prefix(80), as: UTF8.self).uppercased() }
}
