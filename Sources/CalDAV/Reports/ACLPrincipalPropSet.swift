import Hummingbird
import Scheduling
import WebDAVXML

/// `acl-principal-prop-set` (RFC 3744 §9.2): properties of the principals that the resource's access control list names, as
/// far as the asker may see them.
enum ACLPrincipalPropSet {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        let node = try await request.tree.node(request.resource, as: request.principal)
        var found: [DAVNode] = []
        for entry in AccessEntry.all(of: node) {
            let resource: DAVResource?
            switch entry.who {
            case .owner: resource = CommonProperties.owner(of: node).map(DAVResource.principal)
            case .principal(let named): resource = named
            case .authenticated: resource = nil
            }
            guard let resource else { continue }
            if let principal = try? await request.tree.node(resource, as: request.principal) { found.append(principal) }
        }
        let reader = PropertyReader(me: request.principal)
        return PrincipalAnswers.write(found, wanted, reader: reader, request: request, limit: nil)
    }
}
