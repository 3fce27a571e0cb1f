import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// PROPFIND (RFC 4918 §9.1; preferences: RFC 8144 §2.1, §4).
enum PropfindMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        let depth = try request.depth(missing: .infinity)
        guard depth != .infinity else {
            throw DAVError.condition(.dav("propfind-finite-depth"), .report(.infiniteDepth))
        }
        let wanted = try propertyRequest(request)
        var node = try await request.tree.node(request.resource, as: request.principal)
        if case .object(let id, let name) = node.resource {
            node.deadProperties = try await request.tree.calendars.deadProperties(
                of: name, in: id, as: request.principal)
        }
        let reader = PropertyReader(me: request.principal)
        let preferences = request.preferences
        let leavesRootOut = preferences.leavesRootOut && depth == .one
        var writer = MultistatusWriter(
            language: request.language, isMinimal: preferences.isMinimal,
            preferenceApplied: preferences.applied(leavingRootOut: leavesRootOut))
        if !leavesRootOut {
            writer.response(node.resource.href, PropertyAnswer(wanted, of: node, reader: reader))
        }
        if depth == .one {
            let dead = try await deadProperties(ofMembersOf: node, request)
            let children = try await request.tree.children(of: node, for: wanted, as: request.principal)
            for (index, found) in children.enumerated() {
                var child = found
                if case .object(_, let name) = child.resource { child.deadProperties = dead[name] ?? [] }
                guard index < DAVLimits.members, writer.count < DAVLimits.answer else {
                    writer.truncated(node.resource.href)
                    break
                }
                writer.response(child.resource.href, PropertyAnswer(wanted, of: child, reader: reader))
            }
        }
        var response = writer.finish()
        response.headers[.dav] = OptionsMethod.classes
        return response
    }

    private static func deadProperties(
        ofMembersOf node: DAVNode, _ request: DAVRequest
    ) async throws -> [String: [CalendarCollection.DeadProperty]] {
        guard case .collection(let id) = node.resource else { return [:] }
        return try await request.tree.calendars.deadProperties(in: id, as: request.principal)
    }

    /// No body stands for `allprop`.
    private static func propertyRequest(_ request: DAVRequest) throws(DAVError) -> PropertyRequest {
        guard let root = try request.xml() else { return .allprop(include: []) }
        guard root.name == .dav("propfind"), let wanted = try PropertyRequest(in: root) else {
            throw .malformed(.document(.wrongRoot(expected: "propfind")))
        }
        return wanted
    }
}
