import HTTPServing
import ICalendar
import Scheduling
import WebDAVXML
import Wording

extension DAVError {
    init(_ error: SchedulingError) {
        switch error {
        case .notFound, .unknownResource, .unknownPerson: self = .notFound
        case .forbidden, .readOnly: self = .condition(.dav("need-privileges"), .request(.forbidden))
        case .preconditionFailed: self = .preconditionFailed
        case .alreadyExists: self = .condition(.dav("resource-must-be-null"), .request(.alreadyExists))
        case .parentMissing: self = .conflict(nil, .parentMissing)
        case .invalidSyncToken: self = .condition(.dav("valid-sync-token"), .report(.invalidSyncToken))
        case .readOnlyCollection: self = .condition(.caldav("default-calendar-needed"), .serverCalendar)
        case .invalidCalendarData(let error): self = .condition(Self.condition(error), CalDAVFault(error))
        case .invalidCalendarObject(let error): self = .condition(Self.condition(error), CalDAVFault(error))
        case .unsupportedComponent(let name):
            let fault = CalDAVFault.calendar(.unsupportedComponent(name), line: nil)
            self = .condition(.caldav("supported-calendar-component"), fault)
        case .uidConflict(let holder, let name):
            self = Self.held(.caldav("no-uid-conflict"), holder, name, .uidInUse)
        case .schedulingUIDConflict(let holder, let name):
            let condition = XMLName.caldav("unique-scheduling-object-resource")
            self = Self.held(condition, holder, name, .uidInOtherCalendar)
        case .differentOrganizers:
            let condition = XMLName.caldav("same-organizer-in-all-components")
            self = .condition(condition, .calendar(.differentOrganizers, line: nil))
        case .organizerChanged:
            self = .condition(.caldav("allowed-organizer-scheduling-object-change"), .organizerChanged)
        case .attendeeChangeNotAllowed(let what):
            let condition = XMLName.caldav("allowed-attendee-scheduling-object-change")
            self = .condition(condition, .attendeeChange(property: what))
        case .schedulingRefused(let error):
            self = .condition(.caldav("allowed-organizer-scheduling-object-change"), CalDAVFault(error))
        case .tooLarge(let limit):
            self = .condition(.caldav("max-resource-size"), .request(.tooLarge(limit: limit)))
        case .tooManyInstances(let limit):
            self = .condition(.caldav("max-instances"), .request(.tooManyInstances(limit: limit)))
        case .invalidField(let name, let problem):
            self = .malformed(.request(.invalidField(name: name, FieldFault(problem))))
        case .idempotencyMismatch: self = .conflict(nil, .request(.idempotencyMismatch))
        case .wrongState(let state): self = .conflict(nil, .request(.wrongState(state)))
        case .goesWith(_, let resource): self = .conflict(nil, .request(.goesWith(resource)))
        case .cannotApprove(let why): self = .conflict(nil, .request(.cannotApprove(why)))
        case .managersAnswer:
            self = .condition(.caldav("allowed-attendee-scheduling-object-change"), .managersAnswer)
        case .outsideCheckIn: self = .conflict(nil, .request(.forbidden))
        case .storeUnavailable: self = .unavailable
        }
    }

    /// A condition that names the member which stands in the way.
    private static func held(
        _ name: XMLName, _ holder: CollectionID, _ member: String, _ fault: CalDAVFault
    ) -> DAVError {
        let href = DAVResource.object(holder, name: member).href
        return .condition(XMLElement(name, children: [XMLElement(.dav("href"), text: href)]), fault)
    }

    private static func condition(_ error: CalendarParseError) -> XMLName {
        switch error {
        case .tooLarge: .caldav("max-resource-size")
        case .tooManyAttendees: .caldav("max-attendees-per-instance")
        case .beforeMinimumDate: .caldav("min-date-time")
        case .afterMaximumDate: .caldav("max-date-time")
        default: .caldav("valid-calendar-data")
        }
    }

    private static func condition(_ error: CalendarObjectError) -> XMLName {
        switch error {
        case .methodPresent, .noComponent, .mixedComponents, .missingUID, .mixedUIDs, .severalMasters,
            .duplicateRecurrenceID:
            .caldav("valid-calendar-object-resource")
        case .differentOrganizers: .caldav("same-organizer-in-all-components")
        case .unsupportedComponent: .caldav("supported-calendar-component")
        default: .caldav("valid-calendar-data")
        }
    }
}
