import CalendarTime
import HTTPTypes
import Hummingbird
import ICalendar
import Scheduling
import WebDAVXML
import Wording

/// A VFREEBUSY request in the outbox and its `schedule-response` (RFC 6638 §5, RFC 5546 §3.3). What is
/// wrong with the message is `valid-scheduling-message` (§5.2.1), with its organizer `valid-organizer` (§5.2.2).
enum FreeBusyRequest {
    private struct Question {
        let component: CalendarComponent
        let organizer: CalendarProperty
        let attendees: [CalendarProperty]
        let window: TimeRange
    }

    static func answer(_ request: DAVRequest) async throws -> Response {
        let node = try await request.tree.node(request.resource, as: request.principal)
        // Found by those alone who may act for its owner.
        guard case .outbox = request.resource, let entry = node.entry else { throw DAVError.notFound }
        let question = try await read(request)
        guard addresses(of: entry, match: question.organizer) else {
            throw DAVError.condition(.caldav("valid-organizer"), .notOutboxOwner)
        }
        var writer = XMLWriter()
        writer.start(.caldav("schedule-response"))
        for attendee in question.attendees {
            guard writer.octets.count < DAVLimits.answer else {
                throw DAVError.insufficientStorage(
                    XMLElement(.dav("number-of-matches-within-limits")), .report(.truncated))
            }
            try await answer(attendee, question, of: entry.id, request: request, writer: &writer)
        }
        writer.end()
        return Response(
            status: .ok, headers: [.contentType: "application/xml; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: writer.octets)))
    }

    private static func read(_ request: DAVRequest) async throws -> Question {
        try PutMethod.requireCalendarData(request.headers)
        let object: CalendarObject
        do {
            object = try CalendarObject(parsing: request.body)
        } catch {
            throw DAVError.condition(.caldav("valid-calendar-data"), CalDAVFault(error))
        }
        guard object.method == "REQUEST", object.main.count == 1, let component = object.main.first,
            component.name == "VFREEBUSY"
        else {
            throw DAVError.condition(.caldav("valid-scheduling-message"), .oneFreeBusyRequest)
        }
        let window = try await window(of: component, in: object, request)
        guard let organizer = component.first("ORGANIZER") else {
            throw DAVError.condition(.caldav("valid-organizer"), .noOrganizer)
        }
        var seen: Set<String> = []
        let attendees = component.all("ATTENDEE").filter { seen.insert($0.value.lowercased()).inserted }
        guard !attendees.isEmpty else {
            throw DAVError.condition(.caldav("valid-scheduling-message"), .noAttendee)
        }
        guard attendees.count <= DAVLimits.attendees else {
            throw DAVError.condition(.caldav("valid-scheduling-message"), .tooManyAsked(limit: DAVLimits.attendees))
        }
        return Question(
            component: component, organizer: organizer, attendees: attendees, window: window)
    }

    /// DTSTART and DTEND should be in UTC (RFC 5545 §3.6.4); clients also send local times, which are read in the site's zone.
    private static func window(
        of component: CalendarComponent, in object: CalendarObject, _ request: DAVRequest
    ) async throws -> TimeRange {
        let zones = request.tree.environment.zones
        let site = try await request.tree.siteZone()
        guard let start = try? component.eventTime("DTSTART", in: object, zones: zones)?.instant(in: site),
            let end = try? component.eventTime("DTEND", in: object, zones: zones)?.instant(in: site),
            start < end, end - start <= DAVLimits.freeBusyWindow
        else { throw DAVError.condition(.caldav("valid-calendar-data"), .freeBusyWindow) }
        return TimeRange(start: start, end: end)
    }

    private static func addresses(of entry: DirectoryEntry, match property: CalendarProperty) -> Bool {
        CalendarAddress(property).matches(Set(entry.addresses)) || PrincipalReference.id(property.value) == entry.id
            || property.value.lowercased() == ResourceURN.text(entry.id)
    }

    private static func answer(
        _ attendee: CalendarProperty, _ question: Question, of owner: PrincipalID, request: DAVRequest,
        writer: inout XMLWriter
    ) async throws {
        let address = try await PrincipalReference.address(of: attendee, request: request)
        let mask = question.component.first("X-CALENDARSERVER-MASK-UID")?.text
        var answer = AddressBusyAnswer.nobody
        if let address {
            answer = try await request.tree.calendars.busyTime(
                of: address, in: question.window, moving: mask.map { ($0, owner) }, as: request.principal)
        }
        writer.element(.caldav("response")) { writer in
            writer.element(.caldav("recipient")) { $0.element(.dav("href"), text: attendee.value) }
            // RFC 5546 §3.6.
            let busy: AddressBusyTime
            switch answer {
            case .nobody: return writer.element(.caldav("request-status"), text: "3.7;Invalid calendar user")
            case .outside: return writer.element(.caldav("request-status"), text: "5.3;No scheduling support for user")
            case .busy(let time): busy = time
            }
            writer.element(.caldav("request-status"), text: "2.0;Success")
            let reply = FreeBusyObject(
                window: question.window, busy: busy, now: request.tree.environment.now(), uid: question.component.uid,
                organizer: question.organizer, attendee: attendee, method: "REPLY")
            writer.element(.caldav("calendar-data"), text: reply.text)
        }
    }
}
