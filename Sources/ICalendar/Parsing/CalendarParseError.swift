/// Why bytes are no calendar object that can be kept. Lines count from 1, as they stand in the file.
public enum CalendarParseError: Error, Hashable, Sendable {
    case tooLarge(bytes: Int, limit: Int)
    case lineTooLong(line: Int, limit: Int)
    case nestedTooDeep(line: Int, limit: Int)
    case tooManyProperties(line: Int, limit: Int)
    case tooManyAlarms(line: Int, limit: Int)
    case tooManyAttendees(line: Int, limit: Int)
    case tooManyTimezones(line: Int, limit: Int)
    case invalidUTF8(line: Int)
    case controlCharacter(line: Int, code: UInt8)
    /// No `BEGIN:VCALENDAR` where the object has to begin.
    case notACalendar(line: Int?)
    case malformedLine(line: Int, fault: LineFault)
    /// An END that closes nothing, or not what is open.
    case unbalanced(line: Int, found: String, open: String?)
    /// The object ends while `component`, begun at `line`, is open.
    case notClosed(line: Int, component: String)
    case contentAfterEnd(line: Int)
    /// A value that libical or the check of its type refuses.
    case invalidValue(line: Int, property: String, value: String)
    /// A date or time that does not exist, such as 30 February or 25 o'clock.
    case noSuchTime(line: Int, property: String, value: String)
    case beforeMinimumDate(line: Int, property: String, value: String)
    case afterMaximumDate(line: Int, property: String, value: String)
    case missingProperty(line: Int, component: String, property: String)
    case repeatedProperty(line: Int, component: String, property: String)
    case endBeforeStart(line: Int, property: String)
    case endAndDuration(line: Int)
    /// A DATE beside a DATE-TIME: DTEND or RECURRENCE-ID against DTSTART.
    case mixedValueTypes(line: Int, property: String)
    case invalidRule(line: Int, value: String, reason: String)
    /// EXRULE, which RFC 5545 took out and nobody may rely on.
    case exceptionRule(line: Int)

    /// What is wrong with the form of a content line (RFC 5545 §3.1).
    public enum LineFault: Hashable, Sendable {
        case continuesNothing
        case noName
        case noColon
        case parameterWithoutName
        case parameterWithoutValue(String)
        case openQuote(String)
        case textAfterQuote(String)
    }
}

extension CalendarParseError {
    /// `nil` where the fault is in no particular line.
    public var line: Int? {
        switch self {
        case .tooLarge: nil
        case .notACalendar(let line): line
        case .lineTooLong(let line, _), .nestedTooDeep(let line, _), .tooManyProperties(let line, _),
            .tooManyAlarms(let line, _), .tooManyAttendees(let line, _), .tooManyTimezones(let line, _),
            .invalidUTF8(let line), .controlCharacter(let line, _), .malformedLine(let line, _),
            .unbalanced(let line, _, _),
            .notClosed(let line, _), .contentAfterEnd(let line), .invalidValue(let line, _, _),
            .noSuchTime(let line, _, _), .beforeMinimumDate(let line, _, _), .afterMaximumDate(let line, _, _),
            .missingProperty(let line, _, _), .repeatedProperty(let line, _, _), .endBeforeStart(let line, _),
            .endAndDuration(let line), .mixedValueTypes(let line, _), .invalidRule(let line, _, _),
            .exceptionRule(let line):
            line
        }
    }
}
