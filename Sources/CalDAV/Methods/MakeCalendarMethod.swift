import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// MKCALENDAR (RFC 4791 §5.3.1) and extended MKCOL (RFC 5689 §3).
enum MakeCalendarMethod {
    static func answer(_ request: DAVRequest, extended: Bool) async throws -> Response {
        guard case .collection(let id) = request.resource else {
            throw DAVError.condition(
                .caldav("calendar-collection-location-ok"), .notInHome)
        }
        let root = try request.xml()
        let expected: XMLName = extended ? .dav("mkcol") : .caldav("mkcalendar")
        if let root, root.name != expected { throw DAVError.malformed(.document(.wrongRoot(expected: expected.name))) }
        let changes = try root.map(PropertyChange.all) ?? []
        if extended, !changes.contains(where: { $0.name == .dav("resourcetype") }) {
            throw DAVError.condition(.dav("valid-resourcetype"), .calendarsOnly)
        }
        var collection = CalendarCollection(
            id: id, displayName: id.name, createdAt: request.tree.environment.now())
        let zones = request.tree.environment.zones
        var failures: [(name: XMLName, error: DAVError)] = []
        for change in changes {
            do { try change.apply(to: &collection, isNew: true, zones: zones) } catch {
                failures.append((change.name, error))
            }
        }
        if !failures.isEmpty { return refusal(changes, failures, extended: extended) }
        do {
            try await request.tree.calendars.makeCalendar(
                collection, if: request.writePreconditions(), as: request.principal)
        } catch SchedulingError.alreadyExists where extended {
            throw DAVError.methodNotAllowed(allow: DAVMethod.allow(request.resource))
        } catch SchedulingError.alreadyExists {
            throw DAVError.condition(.dav("resource-must-be-null"), .calendarExists)
        }
        var headers: HTTPFields = [.cacheControl: "no-cache"]
        // Nothing is told about what went well in any case (RFC 8144 §2.3).
        if let applied = request.preferences.applied() { headers[.preferenceApplied] = applied }
        return Response(status: .created, headers: headers)
    }

    /// Which properties are to blame (RFC 5689 §3, RFC 4791 §5.3.1).
    private static func refusal(
        _ changes: [PropertyChange], _ failures: [(name: XMLName, error: DAVError)], extended: Bool
    ) -> Response {
        var writer = XMLWriter()
        let root: XMLName = extended ? .dav("mkcol-response") : .caldav("mkcalendar-response")
        let failed = Set(failures.map(\.name))
        writer.element(root) { writer in
            for (name, error) in failures {
                propstat(
                    &writer, [name], "HTTP/1.1 \(error.status.code) \(error.status.reasonPhrase)", error.element?.name)
            }
            let others = changes.map(\.name).filter { !failed.contains($0) }
            if !others.isEmpty { propstat(&writer, others, "HTTP/1.1 424 Failed Dependency", nil) }
        }
        return Response(
            status: .forbidden, headers: [.contentType: "application/xml; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: writer.octets)))
    }

    private static func propstat(_ writer: inout XMLWriter, _ names: [XMLName], _ status: String, _ error: XMLName?) {
        writer.element(.dav("propstat")) { writer in
            writer.element(.dav("prop")) { writer in
                for name in names { writer.element(name) }
            }
            writer.element(.dav("status"), text: status)
            if let error {
                writer.element(.dav("error")) { $0.element(error) }
            }
        }
    }
}
