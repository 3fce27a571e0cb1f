import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `principal-property-search` (RFC 3744 §9.4), with Apple's `test` and `match-type`.
enum PrincipalPropertySearch {
    struct Clause: Sendable {
        let names: [XMLName]
        let text: String
        let type: String

        func matches(_ node: DAVNode, reader: PropertyReader) -> Bool {
            names.allSatisfy { name in
                guard let value = reader.value(name, of: node) else { return false }
                let texts = value.children.isEmpty ? [value.text] : value.children.map(\.text)
                return texts.contains { Self.matches($0, text, type: type) }
            }
        }

        /// Whether an address of the principal is exactly the text.
        func names(_ node: DAVNode) -> Bool {
            guard
                names.contains(.caldav("calendar-user-address-set"))
                    || names.contains(.calendarServer("email-address-set"))
            else { return false }
            let wanted = text.lowercased()
            return node.entry.map { PrincipalProperties.addresses(of: $0) + $0.addresses }?
                .contains { $0.lowercased() == wanted } ?? false
        }

        private static func matches(_ value: String, _ text: String, type: String) -> Bool {
            let value = value.lowercased()
            let text = text.lowercased()
            return switch type {
            case "equals": value == text
            case "starts-with": value.hasPrefix(text)
            case "ends-with": value.hasSuffix(text)
            default: Collation.octet.contains(value, text)
            }
        }
    }

    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let clauses = try root.all(.dav("property-search")).map { element throws(DAVError) in
            guard let prop = element.first(.dav("prop")), let match = element.first(.dav("match")) else {
                throw .malformed(.report(.incompleteSearch))
            }
            return Clause(
                names: prop.children.map(\.name), text: match.trimmedText,
                type: match[attribute: "match-type"]?.lowercased() ?? "contains")
        }
        guard clauses.reduce(0, { $0 + $1.names.count }) <= DAVLimits.searchedProperties else {
            throw DAVError.malformed(.report(.tooManyTests(limit: DAVLimits.searchedProperties)))
        }
        guard !clauses.isEmpty, clauses.count <= 20 else { throw DAVError.malformed(.report(.noSearch)) }
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        let anyOf = root[attribute: "test"]?.lowercased() == "anyof"
        let reader = PropertyReader(me: request.principal)
        var found = try await scope(request, root).filter { node in
            anyOf
                ? clauses.contains { $0.matches(node, reader: reader) }
                : clauses.allSatisfy { $0.matches(node, reader: reader) }
        }
        // Evolution asks for an address and takes the answer only when it is one principal; contained in a longer address it
        // must not find two.
        let exact = found.filter { node in clauses.contains { $0.names(node) } }
        if !anyOf, !exact.isEmpty { found = exact }
        return PrincipalAnswers.write(found, wanted, reader: reader, request: request, limit: nil)
    }

    /// The principals below the request's resource; all of them where the client asks at the collection set.
    private static func scope(_ request: DAVRequest, _ root: XMLElement) async throws -> [DAVNode] {
        let all = try await request.tree.principals(as: request.principal)
        guard case .principalFolder(let kind) = request.resource,
            root.first(.dav("apply-to-principal-collection-set")) == nil
        else { return all }
        return all.filter { $0.kind == kind }
    }
}

/// Writes principals that a search found.
enum PrincipalAnswers {
    private static let most = 1_000

    static func write(
        _ nodes: [DAVNode], _ wanted: PropertyRequest, reader: PropertyReader, request: DAVRequest, limit: Int?
    ) -> Response {
        var writer = MultistatusWriter(language: request.language)
        let limit = min(limit ?? most, most)
        var isFull = nodes.count > limit
        for node in nodes.prefix(limit) {
            guard writer.count < DAVLimits.answer else {
                isFull = true
                break
            }
            writer.response(node.resource.href, PropertyAnswer(wanted, of: node, reader: reader))
        }
        if isFull { writer.truncated(request.resource.href) }
        return writer.finish()
    }
}
