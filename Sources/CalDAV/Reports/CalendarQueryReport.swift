import CalendarTime
import Hummingbird
import ICalendar
import Scheduling
import WebDAVXML
import Wording

/// `calendar-query` (RFC 4791 §7.8).
enum CalendarQueryReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let wanted = try PropertyRequest(in: root) ?? .allprop(include: [])
        let data = try wanted.calendarData.map { element throws(DAVError) in try CalendarDataRequest(element) }
        guard let filterElement = root.first(.caldav("filter")) else {
            throw CalendarFilter.invalid(.noFilter)
        }
        let filter = try CalendarFilter(filterElement)
        let node = try await request.tree.node(request.resource, as: request.principal)
        let members = try await candidates(of: node, filter, request)
        let zone = try await request.tree.defaultZone(request: root.first(.caldav("timezone"))?.text, node: node)
        var report = MemberReport(request: request, wanted: wanted, data: data, zone: zone)
        for (index, member) in members.enumerated() {
            // A long calendar with long series keeps no thread for itself.
            if index % 16 == 15 { await Task.yield() }
            guard let object = member.object, let parsed = try? CalendarObject(stored: Array(object.text.utf8)) else {
                continue
            }
            let evaluation = FilterEvaluation(parsed, zones: request.tree.environment.zones, defaultZone: zone)
            guard evaluation.matches(filter) else { continue }
            guard report.add(member, parsed: parsed) else { break }
        }
        return report.finish()
    }

    /// Depth 0 on a calendar asks about the calendar, which is no calendar object: nothing matches.
    private static func candidates(
        of node: DAVNode, _ filter: CalendarFilter, _ request: DAVRequest
    ) async throws -> [DAVNode] {
        switch node.resource {
        case .object: return [node]
        case .collection(let id):
            guard try request.depth(missing: .one) != .zero else { return [] }
            let objects = try await request.tree.calendars.objects(
                in: id, component: filter.component, window: filter.window, as: request.principal)
            return objects.map { DAVTree.member($0, of: node) }
        default:
            throw DAVError.condition(.dav("supported-report"), .report(.calendarsOnly))
        }
    }
}

/// Collects the members that a report answers with, up to the limits of one answer.
struct MemberReport {
    private let request: DAVRequest
    private let wanted: PropertyRequest
    private let data: CalendarDataRequest?
    private let zone: ZoneRules
    private let reader: PropertyReader
    private var writer: MultistatusWriter
    private var count = 0

    init(request: DAVRequest, wanted: PropertyRequest, data: CalendarDataRequest?, zone: ZoneRules) {
        self.request = request
        self.wanted = wanted
        self.data = data
        self.zone = zone
        reader = PropertyReader(me: request.principal)
        writer = MultistatusWriter(language: request.language)
    }

    /// Adds a member.
    ///
    /// - Returns: false where the answer is full; it says so then.
    mutating func add(_ node: DAVNode, parsed: CalendarObject? = nil) -> Bool {
        guard count < DAVLimits.members, writer.count < DAVLimits.answer else {
            writer.truncated(request.resource.href)
            return false
        }
        var text: String?
        if let data, let object = node.object {
            text = data.text(
                of: object.text, parsed: parsed, zones: request.tree.environment.zones, defaultZone: zone)
            guard text != nil else {
                writer.truncated(request.resource.href)
                return false
            }
        }
        count += 1
        writer.response(
            node.resource.href, PropertyAnswer(wanted, of: node, reader: reader, calendarData: text))
        return true
    }

    mutating func addMissing(_ href: String) {
        writer.response(href, status: .notFound)
    }

    mutating func truncate() {
        writer.truncated(request.resource.href)
    }

    mutating func syncToken(_ token: SyncToken) {
        writer.syncToken(token)
    }

    consuming func finish() -> Response { writer.finish() }
}
