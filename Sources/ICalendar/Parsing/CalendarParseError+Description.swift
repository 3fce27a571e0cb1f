extension CalendarParseError: CustomStringConvertible {
    /// What is wrong, where, and what to do, for the person who sent the object.
    public var description: String {
        guard let line else { return sentence }
        return "Line \(line): \(sentence)"
    }

    private var sentence: String {
        switch self {
        case .tooLarge, .lineTooLong, .nestedTooDeep, .tooManyProperties, .tooManyAlarms, .tooManyAttendees,
            .tooManyTimezones:
            limitSentence
        case .invalidUTF8, .controlCharacter, .notACalendar, .malformedLine, .unbalanced, .notClosed, .contentAfterEnd:
            formSentence
        default:
            valueSentence
        }
    }

    private var limitSentence: String {
        switch self {
        case .tooLarge(let bytes, let limit):
            "The calendar object has \(bytes) octets, \(limit) are allowed. Leave attachments out."
        case .lineTooLong(_, let limit):
            "The line is longer than \(limit) octets. Fold long lines (RFC 5545 §3.1)."
        case .nestedTooDeep(_, let limit):
            "Components are nested deeper than \(limit) levels."
        case .tooManyProperties(_, let limit):
            "There are more than \(limit) properties. Split the object."
        case .tooManyAlarms(_, let limit):
            "The component has more than \(limit) alarms. Remove some."
        case .tooManyAttendees(_, let limit):
            "The component has more than \(limit) attendees. Invite a group or split the event."
        case .tooManyTimezones(_, let limit):
            "There are more than \(limit) VTIMEZONEs. Keep those that are used."
        default: ""
        }
    }

    private var formSentence: String {
        switch self {
        case .invalidUTF8:
            "The text is not valid UTF-8. Send the object in UTF-8."
        case .controlCharacter(_, let code):
            "There is a control character (code \(code)). Remove it; a line end inside a text is written \\n."
        case .notACalendar:
            "The object does not begin with BEGIN:VCALENDAR. Send exactly one iCalendar object."
        case .malformedLine(_, let fault):
            fault.description
        case .unbalanced(_, let found, let open?):
            "END:\(found) stands where END:\(open) is due. Close components in the order they were begun."
        case .unbalanced(_, let found, nil):
            "END:\(found) closes nothing. Remove it, or add its BEGIN."
        case .notClosed(_, let component):
            "\(component) begins here and never ends. Add END:\(component); the object may have been cut off."
        case .contentAfterEnd:
            "There is text after END:VCALENDAR. Send exactly one iCalendar object."
        default: ""
        }
    }

    private var valueSentence: String {
        switch self {
        case .invalidValue(_, let property, let value):
            "\(property) has the value \"\(Self.short(value))\", which is not valid for it."
        case .noSuchTime(_, let property, let value):
            "\(property) names \"\(Self.short(value))\", a date or time that does not exist. Correct it."
        case .beforeMinimumDate(_, let property, let value):
            "\(property) is \"\(Self.short(value))\"; dates before 1900-01-01 are not kept."
        case .afterMaximumDate(_, let property, let value):
            "\(property) is \"\(Self.short(value))\"; dates after 2100-01-01 are not kept."
        case .missingProperty(_, let component, let property):
            "\(component) has no \(property). Add one."
        case .repeatedProperty(_, let component, let property):
            "\(component) has \(property) more than once. Keep one."
        case .endBeforeStart(_, let property):
            "\(property) lies before the start. Set the end at or after the start."
        case .endAndDuration:
            "There is an end as well as a DURATION. Keep one of them."
        case .mixedValueTypes(_, let property):
            "\(property) and DTSTART are not of one type. Use a date for both, or a date with a time for both."
        case .invalidRule(_, let value, let reason):
            "The recurrence rule \"\(Self.short(value))\" is not valid: \(reason)"
        case .exceptionRule:
            "EXRULE is not supported (RFC 5545 removed it). Use EXDATE."
        default: ""
        }
    }

    private static func short(_ value: String) -> String {
        value.count > 60 ? "\(value.prefix(60))…" : value
    }
}

extension CalendarParseError.LineFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .continuesNothing: "The line begins with a space, but there is no line before it to continue."
        case .noName: "The line does not begin with the name of a property."
        case .noColon: "The line has no colon between name and value. The object may have been cut off."
        case .parameterWithoutName: "A parameter has no name; write ;NAME=value."
        case .parameterWithoutValue(let name): "The parameter \(name) has no value; write ;\(name)=value."
        case .openQuote(let name): "The quote of the parameter \(name) is never closed."
        case .textAfterQuote(let name): "There is text after the closing quote of the parameter \(name)."
        }
    }
}
