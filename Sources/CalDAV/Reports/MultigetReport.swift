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
        var report = MemberReport(request: request, wanted: wanted, data: data, zone: zone)
        var seen: Set<String> = []
        var rest = hrefs.filter { seen.insert($0).inserted }[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(batch))
            rest = rest.dropFirst(batch)
            let found = try await members(part, node, request)
            for href in part {
                guard let resource = Href.resource(href), let member = found[resource] else {
                    report.addMissing(href)
                    continue
                }
                guard report.add(member) else { return report.finish() }
            }
        }
        return report.finish()
    }

    /// Objects that are in memory at once: the answer may be full long before the last one.
    private static let batch = 200

    /// The objects that the hrefs name and that are there, in this collection or another one.
    private static func members(
        _ hrefs: [String], _ node: DAVNode, _ request: DAVRequest
    ) async throws -> [DAVResource: DAVNode] {
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
