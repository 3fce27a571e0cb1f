import CalendarTime
import ICalendar
import Scheduling
import WebDAVXML
import Wording

extension CalDAVFault {
    init(_ error: XMLParseError) {
        self = .document(DocumentFault(error))
    }

    init(_ error: ITIPError) {
        switch error {
        case .differentOrganizers: self = .calendar(.differentOrganizers, line: nil)
        case .organizerChanged, .notOrganizer: self = .organizerChanged
        case .notAttendee: self = .attendeeChange(property: "ATTENDEE")
        case .uidChanged: self = .uidChanged
        case .attendeeChangeNotAllowed(let property, _): self = .attendeeChange(property: property)
        case .unknownMethod: self = .unusableMessage(property: "METHOD")
        case .malformedMessage(let property): self = .unusableMessage(property: property)
        }
    }

    init(_ error: CalendarParseError) {
        let fault: CalendarFault
        switch error {
        case .tooLarge(_, let limit):
            self = .request(.tooLarge(limit: limit))
            return
        case .lineTooLong(_, let limit): fault = .lineTooLong(limit: limit)
        case .nestedTooDeep(_, let limit): fault = .nestedTooDeep(limit: limit)
        case .tooManyProperties(_, let limit): fault = .tooMany(.properties, limit: limit)
        case .tooManyAlarms(_, let limit): fault = .tooMany(.alarms, limit: limit)
        case .tooManyAttendees(_, let limit): fault = .tooMany(.attendees, limit: limit)
        case .tooManyTimezones(_, let limit): fault = .tooMany(.zones, limit: limit)
        case .invalidUTF8: fault = .notUTF8
        case .controlCharacter(_, let code): fault = .controlCharacter(code: code)
        case .notACalendar: fault = .notACalendar
        case .malformedLine(_, let form): fault = .malformedLine(CalendarFault.ContentLineFault(form))
        case .unbalanced(_, let found, let open): fault = .unbalanced(found: found, open: open)
        case .notClosed(_, let component): fault = .notClosed(component: component)
        case .contentAfterEnd: fault = .contentAfterEnd
        case .invalidValue(_, let property, let value): fault = .invalidValue(property: property, value: value)
        case .noSuchTime(_, let property, let value): fault = .noSuchTime(property: property, value: value)
        case .beforeMinimumDate(_, let property, let value):
            fault = .beforeMinimumDate(property: property, value: value)
        case .afterMaximumDate(_, let property, let value): fault = .afterMaximumDate(property: property, value: value)
        case .missingProperty(_, let component, let property):
            fault = .missing(property: property, component: component)
        case .repeatedProperty(_, let component, let property):
            fault = .repeated(property: property, component: component)
        case .endBeforeStart(_, let property): fault = .beforeStart(property: property)
        case .endAndDuration: fault = .endAndDuration
        case .mixedValueTypes(_, let property): fault = .mixedValueTypes(property: property)
        case .invalidRule(_, let value, _): fault = CalendarFault(rule: value)
        case .exceptionRule: fault = .exceptionRule
        }
        self = .calendar(fault, line: error.line)
    }

    init(_ error: CalendarObjectError) {
        self = .calendar(CalendarFault(error), line: nil)
    }
}

extension DocumentFault {
    fileprivate init(_ error: XMLParseError) {
        switch error {
        case .empty: self = .missing
        case .tooLarge(let limit): self = .tooLong(limit: limit)
        case .notUTF8: self = .notUTF8
        case .documentType(let line): self = .documentType(line: line)
        case .tooDeep(let limit, let line): self = .tooDeep(limit: limit, line: line)
        case .tooManyElements(let limit, let line): self = .tooManyElements(limit: limit, line: line)
        case .tagTooLong(let limit, let line): self = .tagTooLong(limit: limit, line: line)
        case .malformed(let reason, let line): self = .malformed(detail: reason, line: line)
        }
    }
}

extension CalendarFault {
    /// The rule is asked once more for what is wrong with it: whoever reads that has a language.
    fileprivate init(rule value: String) {
        var why: RecurrenceRuleError?
        do { _ = try RecurrenceRule(parsing: value) } catch { why = error }
        self = .invalidRule(value: value, why: why)
    }

    fileprivate init(_ error: CalendarObjectError) {
        switch error {
        case .methodPresent(let method): self = .methodPresent(method)
        case .noComponent: self = .noComponent
        case .mixedComponents(let names): self = .mixedComponents(names)
        case .missingUID(let component): self = .missing(property: "UID", component: component)
        case .mixedUIDs(let uids): self = .mixedUIDs(uids)
        case .severalMasters(let uid): self = .severalMasters(uid: uid)
        case .duplicateRecurrenceID(let id): self = .duplicateInstance(id)
        case .differentOrganizers: self = .differentOrganizers
        case .unsupportedComponent(let name): self = .unsupportedComponent(name)
        case .unknownZone(let name): self = .unknownZone(name)
        case .missingStart: self = .missing(property: "DTSTART", component: "VEVENT")
        case .invalidValue(let property, let value): self = .invalidValue(property: property, value: value)
        case .invalidRule(let value, _): self = CalendarFault(rule: value)
        case .exceptionRule: self = .exceptionRule
        case .endBeforeStart(let id): self = .endBeforeStart(instance: id)
        case .mixedValueTypes(let property): self = .mixedValueTypes(property: property)
        }
    }
}

extension CalendarFault.ContentLineFault {
    fileprivate init(_ fault: CalendarParseError.LineFault) {
        switch fault {
        case .continuesNothing: self = .continuesNothing
        case .noName: self = .noName
        case .noColon: self = .noColon
        case .parameterWithoutName: self = .parameterWithoutName
        case .parameterWithoutValue(let name): self = .parameterWithoutValue(name)
        case .openQuote(let name): self = .openQuote(name)
        case .textAfterQuote(let name): self = .textAfterQuote(name)
        }
    }
}
