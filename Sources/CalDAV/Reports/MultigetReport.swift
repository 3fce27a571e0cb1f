import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `calendar-multiget` (RFC 4791 §7.9).
enum MultigetReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let wanted = try PropertyRequest(in: root) ?? .allprop(include: [])
        let data = try wanted.calendarData.map { element throws(DAVError) in try CalendarDataRequest(element) }
        let hrefs = root.all(.dav("href")).map(\.trimmedText)
        guard hrefs.count <= DAVLimits.hrefs else {
            throw DAVError.condition(
                .dav("number-of-matches-within-limits"), .report(.tooManyObjects(limit: DAVLimits.hrefs)))
        }
        let node = try await request.tree.node(request.resource, as: request.principal)
        let zone = try await request.tree.defaultZone(request: nil, node: node)
        var seen: Set<String> = []
        let source = MultigetSource(
            request: request, node: node, rest: hrefs.filter { seen.insert($0).inserted }[...])
        return try await MemberReport(request: request, wanted: wanted, data: data, zone: zone).answer(source)
    }
}

/// The objects that hrefs name, in their order.
private struct MultigetSource: MemberSource {
    let request: DAVRequest
    let node: DAVNode
    var rest: ArraySlice<String>

    mutating func addNext(to report: inout MemberReport) async throws -> Bool {
        let part = Array(rest.prefix(Self.batch))
        rest = rest.dropFirst(Self.batch)
        let found = try await members(part)
        for href in part {
            guard let resource = Href.resource(href), let member = found[resource] else {
                report.addMissing(href)
                continue
            }
            guard report.add(member) else { return false }
        }
        return !rest.isEmpty
    }

    /// Objects that are in memory at once: the answer may be full long before the last one.
    private static let batch = 200

    /// The objects that the hrefs name and that are there, in this collection or another one.
    private func members(_ hrefs: [String]) async throws -> [DAVResource: DAVNode] {
        // Each once, however often it is asked for.
        var names: [CollectionID: Set<String>] = [:]
        for href in hrefs {
            if case .object(let collection, let name)? = Href.resource(href) {
                names[collection, default: []].insert(name)
            }
        }
        var found: [DAVResource: DAVNode] = [:]
        for (collection, names) in names {
            let resource = DAVResource.collection(collection)
            let parent: DAVNode
            if resource == node.resource {
                parent = node
            } else {
                do {
                    parent = try await request.tree.node(resource, as: request.principal)
                } catch DAVError.notFound {
                    continue
                } catch SchedulingError.notFound {
                    continue
                }
            }
            let objects = try await request.tree.calendars.objects(
                in: collection, names: names.sorted(), as: request.principal)
            for object in objects {
                let member = DAVTree.member(object, of: parent)
                found[member.resource] = member
            }
        }
        return found
    }
}
