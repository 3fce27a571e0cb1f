import CalendarTime
import HTTPTypes
import Hummingbird
import ICalendar
import Scheduling
import WebDAVXML
import Wording

/// A VFREEBUSY request in the outbox and its `schedule-response` (RFC 6638 §5, RFC 5546 §3.3).
enum FreeBusyRequest {
    private struct Question {
        let component: CalendarComponent
        let organizer: CalendarProperty
        let attendees: [CalendarProperty]
        let window: TimeRange
    }

    static func answer(_ request: DAVRequest) async throws -> Response {
        let node = try await request.tree.node(request.resource, as: request.principal)
        guard case .outbox(let owner) = request.resource, let entry = node.entry else { throw DAVError.notFound }
        let question = try read(request)
        guard addresses(of: entry, match: question.organizer), owner == request.principal.id else {
            throw DAVError.condition(.caldav("organizer-allowed"), .notOutboxOwner)
        }
        var writer = XMLWriter()
        writer.start(.caldav("schedule-response"))
        for attendee in question.attendees {
            guard writer.octets.count < DAVLimits.answer else {
                throw DAVError.insufficientStorage(
                    XMLElement(.dav("number-of-matches-within-limits")), .report(.truncated))
            }
            try await answer(attendee, question, request: request, writer: &writer)
        }
        writer.end()
        return Response(
            status: .ok, headers: [.contentType: "application/xml; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: writer.octets)))
    }

    private static func read(_ request: DAVRequest) throws(DAVError) -> Question {
        try PutMethod.requireCalendarData(request.headers)
        let object: CalendarObject
        do {
            object = try CalendarObject(parsing: request.body)
        } catch {
            throw .condition(.caldav("valid-calendar-data"), CalDAVFault(error))
        }
        guard object.method == "REQUEST", object.main.count == 1, let component = object.main.first,
            component.name == "VFREEBUSY"
        else {
            throw .condition(.caldav("valid-calendar-data"), .oneFreeBusyRequest)
        }
        guard let start = component.instant("DTSTART"), let end = component.instant("DTEND"), start < end,
            end - start <= DAVLimits.freeBusyWindow
        else {
            throw .condition(
                .caldav("valid-calendar-data"), .freeBusyWindow)
        }
        guard let organizer = component.first("ORGANIZER") else {
            throw .condition(.caldav("organizer-allowed"), .noOrganizer)
        }
        var seen: Set<String> = []
        let attendees = component.all("ATTENDEE").filter { seen.insert($0.value.lowercased()).inserted }
        guard !attendees.isEmpty else {
            throw .condition(.caldav("recipient-specified"), .noAttendee)
        }
        guard attendees.count <= DAVLimits.attendees else {
            throw .condition(.caldav("attendee-allowed"), .tooManyAsked(limit: DAVLimits.attendees))
        }
        return Question(
            component: component, organizer: organizer, attendees: attendees,
            window: TimeRange(start: start, end: end))
    }

    private static func addresses(of entry: DirectoryEntry, match property: CalendarProperty) -> Bool {
        CalendarAddress(property).matches(Set(entry.addresses)) || PrincipalReference.id(property.value) == entry.id
            || property.value.lowercased() == ResourceURN.text(entry.id)
    }

    private static func answer(
        _ attendee: CalendarProperty, _ question: Question, request: DAVRequest, writer: inout XMLWriter
    ) async throws {
        let address = try await PrincipalReference.address(of: attendee, request: request)
        let mask = question.component.first("X-CALENDARSERVER-MASK-UID")?.text
        var busy: AddressBusyTime?
        if let address {
            busy = try await request.tree.calendars.busyTime(
                of: address, in: question.window, ignoringUID: mask, as: request.principal)
        }
        writer.element(.caldav("response")) { writer in
            writer.element(.caldav("recipient")) { $0.element(.dav("href"), text: attendee.value) }
            guard let busy else {
                writer.element(.caldav("request-status"), text: "3.7;Invalid calendar user")
                return
            }
            writer.element(.caldav("request-status"), text: "2.0;Success")
            let reply = FreeBusyObject(
                window: question.window, busy: busy, now: request.tree.environment.now(), uid: question.component.uid,
                organizer: question.organizer, attendee: attendee, method: "REPLY")
            writer.element(.caldav("calendar-data"), text: reply.text)
        }
    }
}
