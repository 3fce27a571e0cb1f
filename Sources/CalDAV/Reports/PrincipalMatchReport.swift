import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `principal-match` (RFC 3744 §9.3): which members are the current user, or are owned by them.
enum PrincipalMatchReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        let reader = PropertyReader(me: request.principal)
        let mine = try await request.tree.node(.principal(request.principal.id), as: request.principal)
        let groups = mine.groups.map { PrincipalID.group($0.id) }
        var found: [DAVNode] = []
        if root.first(.dav("self")) != nil {
            found.append(mine)
            for group in groups {
                found.append(try await request.tree.node(.principal(group), as: request.principal))
            }
            for group in PrincipalProperties.proxyGroups(of: mine) {
                found.append(try await request.tree.node(group, as: request.principal))
            }
        } else if let property = root.first(.dav("principal-property"))?.children.first {
            let own = Set(([request.principal.id] + groups).map { DAVResource.principal($0).href })
            let node = try await request.tree.node(request.resource, as: request.principal)
            for child in try await request.tree.children(of: node, as: request.principal) {
                let hrefs = reader.value(property.name, of: child)?.all(.dav("href")).map(\.text) ?? []
                if !own.isDisjoint(with: hrefs) { found.append(child) }
            }
        } else {
            throw DAVError.malformed(.report(.nothingAsked))
        }
        return PrincipalAnswers.write(found, wanted, reader: reader, request: request, limit: nil)
    }
}
