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
        let zone = try await request.tree.defaultZone(
            request: root.first(.caldav("timezone"))?.text,
            identifier: root.first(.caldav("timezone-id"))?.trimmedText, node: node)
        let places = try await places(of: node, filter, request)
        let source = QuerySource(request: request, filter: filter, zone: zone, places: places[...])
        return try await MemberReport(request: request, wanted: wanted, data: data, zone: zone).answer(source)
    }

    /// A collection with those of its members that may meet the filter.
    struct Place: Sendable {
        let node: DAVNode
        let isVeiled: Bool
        var rest: ArraySlice<ObjectOutline>
    }

    private static func place(
        _ id: CollectionID, _ node: DAVNode, _ filter: CalendarFilter, _ request: DAVRequest
    ) async throws -> Place {
        let listing = try await request.tree.calendars.outlines(in: id, matching: filter.query, as: request.principal)
        return Place(node: node, isVeiled: listing.isVeiled, rest: listing.outlines[...])
    }

    /// Depth 0 on a calendar asks about the calendar, which is no calendar object, and on a home Depth 1 about its calendars:
    /// nothing matches. A home with Depth infinity answers for every calendar in it (RFC 4791 §7.8).
    private static func places(
        of node: DAVNode, _ filter: CalendarFilter, _ request: DAVRequest
    ) async throws -> [Place] {
        switch node.resource {
        case .object:
            guard let object = node.object else { return [] }
            // Its text is asked for again with the others': what is read is what is there then.
            return [Place(node: node, isVeiled: true, rest: [ObjectOutline(object)])]
        case .collection(let id):
            guard try request.depth(missing: .one) != .zero else { return [] }
            return [try await place(id, node, filter, request)]
        case .home:
            guard try request.depth(missing: .one) == .infinity else { return [] }
            var places: [Place] = []
            for child in try await request.tree.children(of: node, as: request.principal) where !child.isInbox {
                guard case .collection(let id) = child.resource else { continue }
                places.append(try await place(id, child, filter, request))
            }
            return places
        default:
            throw DAVError.condition(.dav("supported-report"), .report(.calendarsOnly))
        }
    }
}

/// The members that meet a filter. Texts are read, and parsed, only where the answer or the filter needs them.
private struct QuerySource: MemberSource {
    /// Objects whose texts are in memory at once.
    private static let batch = 128

    let request: DAVRequest
    let filter: CalendarFilter
    let zone: ZoneRules
    var places: ArraySlice<CalendarQueryReport.Place>

    mutating func addNext(to report: inout MemberReport) async throws -> Bool {
        guard var place = places.popFirst() else { return false }
        let batch = place.rest.prefix(Self.batch).filter { filter.decides($0) != false }
        place.rest = place.rest.dropFirst(Self.batch)
        let texts = try await texts(of: batch, place, report)
        for (index, outline) in batch.enumerated() {
            // A long calendar with long series keeps no thread for itself.
            if index % 16 == 15 { await Task.yield() }
            guard add(outline, of: place, texts, to: &report) else { return false }
        }
        if !place.rest.isEmpty { places.insert(place, at: places.startIndex) }
        return !places.isEmpty
    }

    /// The objects that have to be read, by name.
    private func texts(
        of batch: [ObjectOutline], _ place: CalendarQueryReport.Place, _ report: MemberReport
    ) async throws -> [String: StoredObject] {
        guard let id = batch.first?.collection else { return [:] }
        let needed = batch.filter { place.isVeiled || report.needsText || filter.decides($0) == nil }.map(\.name)
        guard !needed.isEmpty else { return [:] }
        let objects = try await request.tree.calendars.objects(in: id, names: needed, as: request.principal)
        return Dictionary(objects.map { ($0.name, $0) }) { first, _ in first }
    }

    /// - Returns: false where the answer is full.
    private func add(
        _ outline: ObjectOutline, of place: CalendarQueryReport.Place, _ texts: [String: StoredObject],
        to report: inout MemberReport
    ) -> Bool {
        let isDecided = filter.decides(outline) == true
        guard let object = texts[outline.name] else {
            let isGone = place.isVeiled || report.needsText || !isDecided
            return isGone ? true : report.add(outline, of: place.node)
        }
        let member = DAVTree.member(object, of: place.node)
        // What was decided by columns still holds where the object is the same as then.
        if isDecided, object.changeNumber == outline.changeNumber { return report.add(member) }
        guard let parsed = try? CalendarObject(stored: Array(object.text.utf8)) else { return true }
        let evaluation = FilterEvaluation(parsed, zones: request.tree.environment.zones, defaultZone: zone)
        return evaluation.matches(filter) ? report.add(member, parsed: parsed) : true
    }
}
