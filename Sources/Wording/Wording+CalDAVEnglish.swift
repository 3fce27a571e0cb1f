/// What went wrong with a CalDAV request, in English.
enum EnglishCalDAVWords {
    static func sentence(_ fault: CalDAVFault) -> String {
        switch fault {
        case .request(let fault): Wording.sentence(for: fault, language: .en)
        case .calendar(let fault, let line): Wording.sentence(for: fault, line: line, language: .en)
        case .document(let fault): sentence(fault)
        case .report(let fault): sentence(fault)
        case .methodNotAllowed: "This cannot be done here."
        case .otherServer: "The destination is on another server."
        case .parentMissing: "The calendar that should hold the object does not exist."
        case .serverCalendar: "This calendar is kept by the server."
        case .calendarExists: "There is a calendar at this address already."
        case .unusableName(let limit):
            "A name has 1 to \(limit) octets of UTF-8, without slashes and control characters."
        case .calendarsOnly: "Only calendars can be made here."
        case .notInHome: "A calendar is made directly in its owner's home."
        case .eventsOnly: "Only events can be copied or moved."
        case .depthOfDelete: "A calendar is removed with all that is in it."
        case .noDestination: "The header field “Destination” is missing."
        case .destinationOutsideCalendar: "The destination is not in a calendar."
        case .otherContentType: "Only text/calendar in UTF-8 is kept here."
        case .calendarDataVersion: "Only text/calendar 2.0 is served."
        case .uidInUse: "Another event has the same UID."
        case .uidInOtherCalendar: "Another of your calendars has this event already."
        case .organizerChanged: "The organizer of an event cannot be replaced."
        case .uidChanged: "The UID of an event cannot be changed."
        case .managersAnswer:
            "A manager accepts (ACCEPTED) or declines (DECLINED) the whole request, or declines single dates."
        case .attendeeChange(let property): "Only the organizer may change this: \(property)."
        case .unusableMessage(let property): "Property \(property) of the message is missing or cannot be read."
        case .notOutboxOwner: "The organizer is not the owner of this outbox."
        case .oneFreeBusyRequest: "The outbox takes one VFREEBUSY with METHOD:REQUEST."
        case .freeBusyWindow: "DTSTART and DTEND are needed, in UTC, the end after the start."
        case .noOrganizer: "The organizer (ORGANIZER) is missing."
        case .noAttendee: "There is no attendee (ATTENDEE)."
        case .tooManyAsked(let limit): "At most \(limit) attendees can be asked about at once."
        case .noChange: "The content changes no property."
        case .tooManyProperties: "There are too many properties."
        case .componentsOnly: "A calendar keeps VEVENT, VTODO or VJOURNAL, nothing else."
        case .propertiesOnCalendarsOnly: "Properties are kept on calendars only."
        case .serverProperty(let name): "Property \(name) is kept by the server."
        case .propertyTooLong(let name): "Property \(name) is too long."
        case .invalidTimeZone(let property): "The element \(property) is not a calendar with one readable VTIMEZONE."
        case .unknownTimeZone(let name): "The time zone \(Wording.short(name)) is not known."
        case .invalidAvailability: "Working hours are a calendar with readable VAVAILABILITY components only."
        case .notOwnCalendar: "Invitations can only be put into a calendar of yours that takes events."
        case .addressDataVersion: "Only vCards of version 3.0 and 4.0 are served."
        case .readOnlyAddressBook: "The server keeps this address book; it can be read only."
        case .unknownDelegate: "Only other people and groups of the directory can be delegates."
        }
    }

    static func sentence(_ fault: DocumentFault) -> String {
        switch fault {
        case .missing: "The request has no XML content."
        case .notUTF8: "The XML content is not in UTF-8."
        case .tooLong(let limit): "The XML content is longer than \(limit) bytes."
        case .documentType(let line): "A document type declaration is not allowed (line \(line))."
        case .tooDeep(let limit, let line): "Elements are nested deeper than \(limit) levels (line \(line))."
        case .tooManyElements(let limit, let line): "There are more than \(limit) elements (line \(line))."
        case .tagTooLong(let limit, let line): "A tag is longer than \(limit) bytes (line \(line))."
        case .malformed(let detail, let line):
            "The content is not valid XML, line \(line) (\(Wording.detail(Wording.short(detail))))."
        case .wrongRoot(let expected): "The content must be an element \(expected)."
        }
    }

    static func sentence(_ fault: ReportFault) -> String {
        switch fault {
        case .infiniteDepth: "Ask with Depth 0 or 1."
        case .invalidSyncToken: "The sync token is not valid any more; start again without one."
        case .calendarsOnly: "Only a calendar can be asked this."
        case .oneLevel: "A calendar has one level only."
        case .invalidLimit: "The limit is a number above 0."
        case .calendarsOrPrincipals: "Only a calendar or a principal can be asked this."
        case .tooManyObjects(let limit): "At most \(limit) objects can be asked for at once."
        case .nothingAsked: "The report asks neither for “self” nor for a property."
        case .noSearch: "One to twenty elements property-search are needed."
        case .incompleteSearch: "An element property-search has prop and match."
        case .namelessProperty: "A property has no name."
        case .unknownReport(let name): "The report \(Wording.short(name)) is not known."
        case .unknownCollation(let name): "The collation \(Wording.short(name)) is not known."
        case .unknownFilter(let name): "The filter element \(Wording.short(name)) is not known."
        case .tooManyTests(let limit): "The filter or search asks for more than \(limit) things at once."
        case .noFilter: "The filter is missing."
        case .oneComponent: "A filter has one comp-filter."
        case .outerComponent: "The outer comp-filter is for VCALENDAR."
        case .timeOfCalendar: "VCALENDAR has no time."
        case .tooDeep: "The filter is nested too deep."
        case .notDefinedAlone: "The element is-not-defined stands alone."
        case .nameless(let element): "An element \(element) has a name."
        case .noTimeRange: "The time-range is missing."
        case .rangeOfFreeBusy: "The time-range has a start and an end, at most five years apart."
        case .openRange(let element): "The element \(element) has a start and an end."
        case .emptyRange(let element): "The element \(element) has a start or an end."
        case .backwardRange(let element): "The element \(element) ends before it starts."
        case .noUTCTime(let name, let value): "The attribute \(name) is not a time in UTC, “\(Wording.short(value))”."
        case .truncated: "The answer is not complete; ask again from here."
        case .addressBooksOnly: "Only an address book can be asked this."
        }
    }
}
