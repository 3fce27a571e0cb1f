import CalendarTime

extension RecurrenceRuleError {
    /// What is wrong with the rule, for the person who wrote it.
    var sentence: String {
        switch self {
        case .missingFrequency: "it has no FREQ."
        case .malformedPart(let part): "\"\(part.prefix(40))\" is not of the form NAME=value."
        case .unknownPart(let part): "the part \(part.prefix(40)) is not known."
        case .duplicatePart(let part): "the part \(part.prefix(40)) occurs twice."
        case .invalidValue(let part, let value): "\(part) cannot be \"\(value.prefix(40))\"."
        case .countAndUntil: "COUNT and UNTIL exclude each other; keep one."
        case .unsupportedCalendarScale(let part): "\(part) (RFC 7529) is not supported; use a rule without it."
        case .notAllowed(let part, let reason): "\(part): \(reason.rawValue)."
        }
    }
}
