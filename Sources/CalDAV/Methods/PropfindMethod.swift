import Hummingbird
import WebDAVXML
import Wording

/// PROPFIND (RFC 4918 §9.1).
enum PropfindMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        let depth = try request.depth(missing: .infinity)
        guard depth != .infinity else {
            throw DAVError.condition(.dav("propfind-finite-depth"), .report(.infiniteDepth))
        }
        let wanted = try propertyRequest(request)
        let node = try await request.tree.node(request.resource, as: request.principal)
        let reader = PropertyReader(me: request.principal)
        var writer = MultistatusWriter(language: request.language)
        writer.response(node.resource.href, PropertyAnswer(wanted, of: node, reader: reader))
        if depth == .one {
            for (index, child) in try await request.tree.children(of: node, as: request.principal).enumerated() {
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

    /// No body stands for `allprop`.
    private static func propertyRequest(_ request: DAVRequest) throws(DAVError) -> PropertyRequest {
        guard let root = try request.xml() else { return .allprop(include: []) }
        guard root.name == .dav("propfind"), let wanted = try PropertyRequest(in: root) else {
            throw .malformed(.document(.wrongRoot(expected: "propfind")))
        }
        return wanted
    }
}
