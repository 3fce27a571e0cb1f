extension RecurrenceRule: CustomStringConvertible {
    /// The RECUR value, parts in the order of RFC 5545's grammar; defaults are left out.
    public var icalendar: String {
        var text = "FREQ=\(frequency.name)"
        switch end {
        case .never: break
        case .count(let count): text += ";COUNT=\(count)"
        case .until(let until): text += ";UNTIL=\(until.icalendar)"
        }
        if interval != 1 { text += ";INTERVAL=\(interval)" }
        text.appendPart("BYSECOND", bySecond)
        text.appendPart("BYMINUTE", byMinute)
        text.appendPart("BYHOUR", byHour)
        text.appendPart("BYDAY", byDay.map { "\($0.ordinal.map(String.init) ?? "")\($0.weekday.name)" })
        text.appendPart("BYMONTHDAY", byMonthDay)
        text.appendPart("BYYEARDAY", byYearDay)
        text.appendPart("BYWEEKNO", byWeekNo)
        text.appendPart("BYMONTH", byMonth)
        text.appendPart("BYSETPOS", bySetPos)
        if weekStart != .monday { text += ";WKST=\(weekStart.name)" }
        return text
    }

    public var description: String { icalendar }
}

extension RecurrenceRule.Until {
    public var icalendar: String {
        switch self {
        case .date(let date): date.icalendar
        case .local(let civil): civil.icalendar
        case .utc(let instant): instant.icalendarUTC
        }
    }
}

extension String {
    fileprivate mutating func appendPart(_ name: String, _ values: [some CustomStringConvertible]) {
        guard !values.isEmpty else { return }
        self += ";\(name)=" + values.map(\.description).joined(separator: ",")
    }
}
