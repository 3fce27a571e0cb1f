import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `principal-property-search` (RFC 3744 §9.4), with Apple's `test` and `match-type`.
enum PrincipalPropertySearch {
    /// One `property-search`, compared without case and accents.
    struct Clause: Sendable {
        let names: [XMLName]
        let text: String
        let key: SearchKey
        let type: String

        init(names: [XMLName], text: String, type: String) {
            self.names = names
            self.text = text
            self.type = type
            key = SearchKey(text)
        }

        func matches(_ entry: DirectoryEntry) -> Bool {
            names.allSatisfy { name in
                if name == .dav("displayname") { return matches(entry.searchName) }
                if name == .calendarServer("email-address-set") {
                    return entry.searchAddresses.contains { matches($0) }
                }
                return Self.texts(name, of: entry, looking: text).contains { matches(SearchKey($0)) }
            }
        }

        /// Whether addresses are looked at.
        var isOfAddresses: Bool {
            names.contains(.caldav("calendar-user-address-set"))
                || names.contains(.calendarServer("email-address-set"))
        }

        /// Whether an address of the principal is exactly the text.
        func names(_ entry: DirectoryEntry) -> Bool {
            guard isOfAddresses else { return false }
            let wanted = text.lowercased()
            return (PrincipalProperties.addresses(of: entry) + entry.addresses).contains { $0.lowercased() == wanted }
        }

        private static func texts(_ name: XMLName, of entry: DirectoryEntry, looking text: String) -> [String] {
            switch name {
            case .caldav("calendar-user-address-set"):
                let hrefs = entry.addresses.map { "mailto:" + $0 } + [DAVResource.principal(entry.id).href]
                // A URN is a digest, of which nobody knows a part.
                let isURN = text.lowercased().hasPrefix("urn:uuid:")
                return isURN ? hrefs + [ResourceURN.text(entry.id)] : hrefs
            case .caldav("calendar-user-type"): return [PrincipalProperties.userType(of: entry)]
            // What principal-search-property-set does not list is found by nobody (RFC 3744 §9.4).
            default: return []
            }
        }

        private func matches(_ value: SearchKey) -> Bool {
            switch type {
            case "equals": value == key
            case "starts-with": value.hasPrefix(key)
            case "ends-with": value.hasSuffix(key)
            default: value.contains(key)
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
        guard clauses.count <= 20 else { throw DAVError.malformed(.report(.noSearch)) }
        let wanted = try properties(of: root)
        let anyOf = root[attribute: "test"]?.lowercased() == "anyof"
        let reader = PropertyReader(me: request.principal)
        if clauses.count == 1, !anyOf, let entry = try await holder(of: clauses[0], request, root) {
            let nodes = try await request.tree.nodes(of: [entry], as: request.principal)
            return PrincipalAnswers.write(nodes, wanted, reader: reader, request: request, limit: nil)
        }
        var found = try await scope(request, root).filter { entry in
            // Without a search it is a list of all who have calendars.
            if clauses.isEmpty { return entry.id.hasHome }
            return anyOf
                ? clauses.contains { $0.matches(entry) }
                : clauses.allSatisfy { $0.matches(entry) }
        }
        // Evolution asks for an address and takes the answer only when it is one principal; contained in a longer address it
        // must not find two.
        let exact = found.filter { entry in clauses.contains { $0.names(entry) } }
        if !anyOf, !exact.isEmpty { found = exact }
        let nodes = try await request.tree.nodes(of: found, as: request.principal)
        return PrincipalAnswers.write(nodes, wanted, reader: reader, request: request, limit: nil)
    }

    /// What is asked for. Python's `caldav` writes the names beside an empty `prop` and not into it.
    private static func properties(of root: XMLElement) throws(DAVError) -> PropertyRequest {
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        guard case .prop(let elements) = wanted, elements.isEmpty else { return wanted }
        let own: Set<XMLName> = [
            .dav("property-search"), .dav("prop"), .dav("apply-to-principal-collection-set"),
        ]
        let beside = XMLElement(.dav("prop"), children: root.children.filter { !own.contains($0.name) })
        return try PropertyRequest(in: XMLElement(root.name, children: [beside])) ?? wanted
    }

    /// Whose whole address the text is, as Evolution and KOrganizer ask: found without looking at everybody.
    private static func holder(
        of clause: Clause, _ request: DAVRequest, _ root: XMLElement
    ) async throws -> DirectoryEntry? {
        guard clause.isOfAddresses else { return nil }
        let directory = request.tree.directory
        let text = clause.text.lowercased()
        let address = text.hasPrefix("mailto:") ? String(text.dropFirst(7)) : text
        let entry =
            try await text.hasPrefix("urn:uuid:")
            ? directory.principal(urn: text, as: request.principal)
            : directory.principal(address: address, as: request.principal)
        guard let entry, clause.matches(entry), isIn(scopeKind(request, root), entry) else { return nil }
        return entry
    }

    private static func isIn(_ kind: DAVResource.Kind?, _ entry: DirectoryEntry) -> Bool {
        kind == nil || DAVResource.Kind(entry.id) == kind
    }

    private static func scopeKind(_ request: DAVRequest, _ root: XMLElement) -> DAVResource.Kind? {
        guard case .principalFolder(let kind) = request.resource,
            root.first(.dav("apply-to-principal-collection-set")) == nil
        else { return nil }
        return kind
    }

    /// The principals below the request's resource; all of them where the client asks at the collection set.
    private static func scope(_ request: DAVRequest, _ root: XMLElement) async throws -> [DirectoryEntry] {
        let kind = scopeKind(request, root)
        return try await request.tree.directory.principals(as: request.principal).filter { isIn(kind, $0) }
    }
}

/// Writes principals that a search found.
enum PrincipalAnswers {
    private static let most = 1_000

    static func write(
        _ nodes: [DAVNode], _ wanted: PropertyRequest, reader: PropertyReader, request: DAVRequest, limit: Int?
    ) -> Response {
        var writer = request.multistatus()
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
