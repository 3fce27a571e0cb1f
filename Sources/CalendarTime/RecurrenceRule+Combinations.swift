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
    /// As FREQ writes it.
    var name: StaticString {
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
    /// As BYDAY and WKST write it.
    var name: StaticString {
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
