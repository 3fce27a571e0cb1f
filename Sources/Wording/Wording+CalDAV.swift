/// What went wrong with a CalDAV request, as far as a sentence needs to know it.
public enum CalDAVFault: Hashable, Sendable {
    /// What every door says alike.
    case request(RequestFault)
    /// Line counted from 1.
    case calendar(CalendarFault, line: Int?)
    case document(DocumentFault)
    case report(ReportFault)

    // Calendars and their members.
    case methodNotAllowed, otherServer, parentMissing, serverCalendar, calendarExists
    /// A last part of a path that nothing can be called. Octets.
    case unusableName(limit: Int)
    case calendarsOnly, notInHome, eventsOnly, depthOfDelete
    case noDestination, destinationOutsideCalendar
    case otherContentType, calendarDataVersion

    // Scheduling.
    case uidInUse, uidInOtherCalendar, organizerChanged, uidChanged
    /// The property that was changed.
    case attendeeChange(property: String)
    case managersAnswer
    case unusableMessage(property: String)
    case notOutboxOwner, oneFreeBusyRequest, freeBusyWindow, noOrganizer, noAttendee
    case tooManyAsked(limit: Int)

    // Properties.
    case noChange, tooManyProperties, componentsOnly, propertiesOnCalendarsOnly
    case serverProperty(String), propertyTooLong(String), invalidTimeZone(property: String)
    case unknownTimeZone(String), invalidAvailability, notOwnCalendar
    /// Somebody who cannot be a delegate: no person, no group, or the owner.
    case unknownDelegate

    // Address books.
    case addressDataVersion, readOnlyAddressBook
}

/// What is wrong with an XML body. Lines count from 1.
public enum DocumentFault: Hashable, Sendable {
    case missing, notUTF8
    case tooLong(limit: Int)
    case documentType(line: Int)
    case tooDeep(limit: Int, line: Int), tooManyElements(limit: Int, line: Int), tagTooLong(limit: Int, line: Int)
    /// `detail`: in the parser's words, which are English and stand in English sentences alone.
    case malformed(detail: String, line: Int)
    /// Another root element.
    case wrongRoot(expected: String)
}

/// What is wrong with a question: a report, its filter, or a PROPFIND.
public enum ReportFault: Hashable, Sendable {
    case infiniteDepth, invalidSyncToken, calendarsOnly, oneLevel, invalidLimit, calendarsOrPrincipals
    case tooManyObjects(limit: Int)
    case nothingAsked, noSearch, incompleteSearch, namelessProperty
    case unknownReport(String), unknownCollation(String), unknownFilter(String)
    case tooManyTests(limit: Int)
    case noFilter, oneComponent, outerComponent, timeOfCalendar, tooDeep, notDefinedAlone
    case nameless(String)
    case noTimeRange, rangeOfFreeBusy, openRange(String), emptyRange(String), backwardRange(String)
    case noUTCTime(name: String, value: String)
    /// The answer was cut off.
    case truncated
    case addressBooksOnly
}

extension Wording {
    /// One or two sentences: what is wrong, and what to do about it.
    public static func sentence(for fault: CalDAVFault, language: Language) -> String {
        switch (fault, language) {
        case (.request(let fault), _): sentence(for: fault, language: language)
        case (.calendar(let fault, let line), _): sentence(for: fault, line: line, language: language)
        case (.document(let fault), .fr): FrenchCalDAVWords.sentence(fault)
        case (.document(let fault), .en): EnglishCalDAVWords.sentence(fault)
        case (.report(let fault), .fr): FrenchCalDAVWords.sentence(fault)
        case (.report(let fault), .en): EnglishCalDAVWords.sentence(fault)
        case (_, .fr): FrenchCalDAVWords.sentence(fault)
        case (_, .en): EnglishCalDAVWords.sentence(fault)
        }
    }
}
