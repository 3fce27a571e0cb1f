/// What is wrong with calendar data, in English: clauses that follow a colon.
enum EnglishCalendarWords {
    static func clause(_ fault: CalendarFault) -> String {
        switch fault {
        case .lineTooLong(let limit): "the line is longer than \(limit) bytes; fold long lines"
        case .nestedTooDeep(let limit): "components are nested deeper than \(limit) levels"
        case .tooMany(let part, let limit): "there are more than \(limit) \(name(part))"
        case .notUTF8: "the text is not in UTF-8"
        case .controlCharacter(let code): "there is a control character (code \(code)); remove it"
        case .notACalendar: "the object does not begin with BEGIN:VCALENDAR"
        case .malformedLine(let fault): line(fault)
        case .unbalanced(let found, let open?): "END:\(found) stands where END:\(open) is due"
        case .unbalanced(let found, nil): "END:\(found) closes nothing"
        case .notClosed(let component): "\(component) begins here and never ends; the object may have been cut off"
        case .contentAfterEnd: "there is text after END:VCALENDAR; send exactly one object"
        case .methodPresent(let method):
            "the object carries METHOD:\(Wording.short(method)), which is for messages; store it without METHOD"
        case .noComponent: "the object holds no event, task or journal"
        case .mixedComponents(let names):
            "the object mixes \(Wording.few(names)); put one kind of component into it"
        case .mixedUIDs(let uids): "the object mixes the UIDs \(Wording.few(uids)); put one UID into it"
        case .severalMasters(let uid): "the UID \(Wording.short(uid)) has several components without RECURRENCE-ID"
        case .duplicateInstance(let id): "two components change the same instance \(Wording.short(id))"
        case .differentOrganizers: "all instances of one event have the same organizer (ORGANIZER)"
        case .unsupportedComponent(let name): "components \(Wording.short(name)) are not kept here"
        default: value(fault)
        }
    }

    private static func value(_ fault: CalendarFault) -> String {
        switch fault {
        case .invalidValue(let property, let value):
            "property \(property) has a value that is not valid, “\(Wording.short(value))”"
        case .noSuchTime(let property, let value):
            "property \(property) names a date or time that does not exist, “\(Wording.short(value))”"
        case .beforeMinimumDate(let property, let value):
            "property \(property) is too early, “\(Wording.short(value))”; the first date is 1900-01-01"
        case .afterMaximumDate(let property, let value):
            "property \(property) is too late, “\(Wording.short(value))”; the last date is 2100-01-01"
        case .missing(let property, let component): "property \(property) is missing in \(component)"
        case .repeated(let property, let component): "property \(property) is there more than once in \(component)"
        case .beforeStart(let property): "property \(property) is before the start"
        case .endBeforeStart(nil): "the end is before the start"
        case .endBeforeStart(let instance?): "the end of the instance \(Wording.short(instance)) is before its start"
        case .endAndDuration: "there is an end as well as a DURATION; keep one of them"
        case .mixedValueTypes(let property): "properties \(property) and DTSTART mix a date with a date and time"
        case .invalidRule(let value, let why):
            "the recurrence rule “\(Wording.short(value))” is not valid"
                + (why.map { " (\(EnglishRuleWords.clause($0)))" } ?? "")
        case .exceptionRule: "property EXRULE is not accepted; use EXDATE"
        case .unknownZone(let name):
            "the time zone “\(Wording.short(name))” is not known; "
                + "use an IANA name such as Europe/Paris, or add a VTIMEZONE"
        default: "it cannot be read"
        }
    }

    private static func line(_ fault: CalendarFault.ContentLineFault) -> String {
        switch fault {
        case .continuesNothing: "the line begins with a space, but continues nothing"
        case .noName: "the line does not begin with the name of a property"
        case .noColon: "the line has no colon between name and value; the object may have been cut off"
        case .parameterWithoutName: "a parameter has no name"
        case .parameterWithoutValue(let name): "the parameter \(Wording.short(name)) has no value"
        case .openQuote(let name): "the quote of the parameter \(Wording.short(name)) is never closed"
        case .textAfterQuote(let name): "text follows the closing quote of the parameter \(Wording.short(name))"
        }
    }

    private static func name(_ part: CalendarFault.CountedPart) -> String {
        switch part {
        case .properties: "properties"
        case .alarms: "alarms"
        case .attendees: "attendees"
        case .zones: "time zones (VTIMEZONE)"
        }
    }
}
