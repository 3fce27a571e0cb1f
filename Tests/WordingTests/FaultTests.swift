import BookingCore
import CalendarTime
import Testing
import Wording

/// The sentences of the doors: requests, calendar data, CalDAV.
@Suite struct FaultTests {
    private static let requests: [RequestFault] = [
        .refused, .unauthenticated, .forbidden, .notFound, .preconditionFailed, .alreadyExists, .insecureTransport,
        .tooManyFailures(seconds: 7), .malformedJSON(line: 3), .wrongContentType(expected: "application/json"),
        .compressedBody, .incompleteBody, .unknownField(name: "x"), .unknownParameter(name: "x"),
        .invalidHeader(name: "Depth"), .unknownResource("x"), .unknownPerson("x"), .addressInUse("x@ville.example"),
        .invalidEvent, .idempotencyMismatch, .tooLarge(limit: 9), .tooManyInstances(limit: 9), .overloaded,
        .notWritable, .internalError(request: "4711"), .wrongState(.declined), .wrongState(.confirmed),
        .outsideCheckIn(from: .minDateTime, to: .minDateTime.adding(900), zone: .utc),
        .cannotApprove(LocalizedText(fr: "Ce créneau est déjà réservé.", en: "This time is already booked.")),
        .goesWith(LocalizedText("Salle")), .foreignRequest, .directoryUnreachable, .signInServiceUnreachable,
        .signInExpired, .signInRefused, .signInUnreachable,
    ]

    private static let fields: [FieldFault] = [
        .missing, .empty, .endBeforeStart, .mixedTimeForms, .outOfRange, .notAllowed, .duplicate, .tooLong(limit: 9),
        .unknownZone("Mars"), .malformed("x"), .noLength, .noDate, .unknownID("x"),
        .wrongType(expected: "string", found: "array"),
    ]

    private static let calendar: [CalendarFault] =
        [
            .lineTooLong(limit: 9), .nestedTooDeep(limit: 9), .notUTF8, .controlCharacter(code: 7), .notACalendar,
            .unbalanced(found: "VEVENT", open: "VALARM"), .unbalanced(found: "VEVENT", open: nil),
            .notClosed(component: "VEVENT"), .contentAfterEnd, .invalidValue(property: "PRIORITY", value: "x"),
            .noSuchTime(property: "DTSTART", value: "20260230"), .beforeMinimumDate(property: "DTSTART", value: "x"),
            .afterMaximumDate(property: "DTSTART", value: "x"), .missing(property: "UID", component: "VEVENT"),
            .repeated(property: "UID", component: "VEVENT"), .beforeStart(property: "DTEND"),
            .endBeforeStart(instance: nil),
            .endBeforeStart(instance: "20260101"), .endAndDuration, .mixedValueTypes(property: "DTEND"),
            .invalidRule(value: "FREQ=X", why: nil), .exceptionRule, .unknownZone("Mars"),
            .methodPresent("REQUEST"), .noComponent, .mixedComponents(["VEVENT", "VTODO"]),
            .mixedUIDs(["a", "b", "c", "d"]), .severalMasters(uid: "a"), .duplicateInstance("20260101"),
            .differentOrganizers, .unsupportedComponent("VTODO"),
        ] + CalendarFault.CountedPart.allCases.map { .tooMany($0, limit: 9) }
        + rules.map { .invalidRule(value: "FREQ=X", why: $0) }
        + [
            .continuesNothing, .noName, .noColon, .parameterWithoutName, .parameterWithoutValue("X"), .openQuote("X"),
            .textAfterQuote("X"),
        ].map(CalendarFault.malformedLine)

    private static let rules: [RecurrenceRuleError] = [
        .missingFrequency, .malformedPart("x"), .unknownPart("x"), .duplicatePart("COUNT"),
        .invalidValue(part: "FREQ", value: "FOO"), .countAndUntil, .unsupportedCalendarScale(part: "RSCALE"),
        .notAllowed(part: "BYWEEKNO", reason: .withThisFrequency),
        .notAllowed(part: "BYDAY", reason: .ordinalWithThisFrequency),
        .notAllowed(part: "BYDAY", reason: .ordinalWithWeekNumbers),
        .notAllowed(part: "BYSETPOS", reason: .withoutOtherParts),
    ]

    private static let documents: [DocumentFault] = [
        .missing, .notUTF8, .tooLong(limit: 9), .documentType(line: 1), .tooDeep(limit: 9, line: 1),
        .tooManyElements(limit: 9, line: 1), .tagTooLong(limit: 9, line: 1), .malformed(detail: "x.", line: 1),
        .wrongRoot(expected: "propfind"),
    ]

    private static let reports: [ReportFault] = [
        .infiniteDepth, .invalidSyncToken, .calendarsOnly, .oneLevel, .invalidLimit, .calendarsOrPrincipals,
        .tooManyObjects(limit: 9), .nothingAsked, .noSearch, .incompleteSearch, .namelessProperty, .unknownReport("x"),
        .unknownCollation("x"), .unknownFilter("x"), .noFilter, .oneComponent, .outerComponent, .timeOfCalendar,
        .tooManyTests(limit: 9), .tooDeep, .notDefinedAlone, .nameless("x"), .noTimeRange, .rangeOfFreeBusy,
        .openRange("x"), .emptyRange("x"),
        .backwardRange("x"), .noUTCTime(name: "start", value: "x"), .truncated, .addressBooksOnly,
    ]

    private static let own: [CalDAVFault] = [
        .methodNotAllowed, .otherServer, .parentMissing, .serverCalendar, .calendarsOnly, .notInHome, .eventsOnly,
        .depthOfDelete, .noDestination, .destinationOutsideCalendar, .otherContentType, .calendarDataVersion,
        .uidInUse, .uidInOtherCalendar, .organizerChanged, .uidChanged, .attendeeChange(property: "SUMMARY"),
        .managersAnswer,
        .unusableMessage(property: "METHOD"), .notOutboxOwner, .oneFreeBusyRequest, .freeBusyWindow, .noOrganizer,
        .noAttendee, .tooManyAsked(limit: 9), .noChange, .tooManyProperties, .componentsOnly,
        .propertiesOnCalendarsOnly, .serverProperty("getetag"), .propertyTooLong("x"),
        .invalidTimeZone(property: "x"), .unknownDelegate, .addressDataVersion, .readOnlyAddressBook,
        .unknownTimeZone("x"), .invalidAvailability, .notOwnCalendar, .calendarExists, .unusableName(limit: 9),
    ]

    private static var doors: [CalDAVFault] {
        var doors: [CalDAVFault] = requests.map { .request($0) }
        doors += fields.map { .request(.invalidField(name: "x", $0)) }
        doors += documents.map { .document($0) }
        doors += reports.map { .report($0) }
        for fault in calendar { doors += [.calendar(fault, line: nil), .calendar(fault, line: 12)] }
        return doors + own
    }

    private static func isWhole(_ sentence: String) -> Bool {
        !sentence.contains("  ") && !sentence.contains("Optional(") && !sentence.contains(" .")
            && sentence.first?.isLowercase == false && sentence.hasSuffix(".") && !sentence.hasSuffix("..")
    }

    @Test func `every fault has a sentence of its own in both languages`() {
        for fault in Self.doors {
            let french = Wording.sentence(for: fault, language: .fr)
            let english = Wording.sentence(for: fault, language: .en)
            #expect(Self.isWhole(french) && Self.isWhole(english), "\(french) \(english)")
            #expect(french != english)
        }
        for language in Language.allCases {
            let sentences = Self.doors.map { Wording.sentence(for: $0, language: language) }
            let twice = Dictionary(grouping: sentences, by: \.self).filter { $0.value.count > 1 }.keys
            #expect(twice.isEmpty, "\(twice)")
        }
    }

    @Test func `calendar data is answered with its line and its property`() {
        let fault = CalDAVFault.calendar(.noSuchTime(property: "DTSTART", value: "20260230T090000"), line: 12)
        #expect(
            Wording.sentence(for: fault, language: .fr)
                == "Les données du calendrier ne sont pas valides, ligne 12 : la propriété DTSTART donne une date ou une "
                + "heure qui n’existe pas, « 20260230T090000 ».")
        #expect(
            Wording.sentence(for: fault, language: .en)
                == "The calendar data is not valid, line 12: property DTSTART names a date or time that does not exist, "
                + "“20260230T090000”.")
    }

    @Test func `long values and lines in them are cut`() {
        let fault = CalendarFault.unknownZone(String(repeating: "M\r\n", count: 10_000))
        for language in Language.allCases {
            let sentence = Wording.sentence(for: fault, language: language)
            #expect(sentence.count < 300 && !sentence.contains(where: \.isNewline))
        }
    }
}
