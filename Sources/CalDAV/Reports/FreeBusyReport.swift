import CalendarTime
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `free-busy-query` on a calendar (RFC 4791 §7.10), and on a principal or home, as Evolution asks.
enum FreeBusyReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        guard let element = root.first(.caldav("time-range")) else {
            throw CalendarFilter.invalid(.noTimeRange)
        }
        let window = try FilterRange(element).range
        guard window.start > .distantPast, window.end < .distantFuture,
            window.duration <= DAVLimits.freeBusyWindow
        else { throw CalendarFilter.invalid(.rangeOfFreeBusy) }
        let calendars = request.tree.calendars
        let busy: AddressBusyTime?
        switch request.resource {
        case .collection(let id):
            busy = try await calendars.busyTime(inCalendar: id, window: window, as: request.principal)
        case .principal(let id) where !id.hasHome:
            // A group has no time of its own; one that may not be seen is not there.
            _ = try await request.tree.node(request.resource, as: request.principal)
            throw DAVError.condition(.dav("supported-report"), .report(.calendarsOrPrincipals))
        case .principal(let id), .home(let id):
            busy = try await calendars.busyTime(of: id, in: window, as: request.principal)
        default:
            throw DAVError.condition(.dav("supported-report"), .report(.calendarsOrPrincipals))
        }
        guard let busy else { throw DAVError.notFound }
        let object = FreeBusyObject(window: window, busy: busy, now: request.tree.environment.now())
        return Response(
            status: .ok, headers: [.contentType: "text/calendar; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: object.text)))
    }
}
