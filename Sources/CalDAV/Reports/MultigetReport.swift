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
        let found = try await members(hrefs, node, request)
        var report = MemberReport(request: request, wanted: wanted, data: data, zone: zone)
        var seen: Set<String> = []
        for href in hrefs where seen.insert(href).inserted {
            guard let resource = Href.resource(href), let member = found[resource] else {
                report.addMissing(href)
                continue
            }
            guard report.add(member) else { break }
        }
        return report.finish()
    }

    /// The objects that the hrefs name and that are there, in this collection or another one.
    private static func members(
        _ hrefs: [String], _ node: DAVNode, _ request: DAVRequest
    ) async throws -> [DAVResource: DAVNode] {
        var names: [CollectionID: [String]] = [:]
        for href in hrefs {
            if case .object(let collection, let name)? = Href.resource(href) {
                names[collection, default: []].append(name)
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
            let objects = try await request.tree.calendars.objects(in: collection, names: names, as: request.principal)
            for object in objects {
                let member = DAVTree.member(object, of: parent)
                found[member.resource] = member
            }
        }
        return found
    }
}
