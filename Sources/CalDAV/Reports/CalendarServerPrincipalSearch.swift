import BookingCore
import Hummingbird
import Scheduling
import WebDAVXML

/// `calendarserver-principal-search`, with which Apple's Calendar finds people and rooms as one types.
///
/// Every token must be found: contained in the name, or at the start of a mail address. Tokens of fewer than three characters
/// find nothing.
enum CalendarServerPrincipalSearch {
    private enum Context: String {
        case attendee, user, group, resource, location
    }

    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let tokens = root.all(.calendarServer("search-token")).map { $0.trimmedText.lowercased() }.filter {
            !$0.isEmpty
        }
        let context = root[attribute: "context"].flatMap(Context.init)
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        let limit = (root.first(.calendarServer("limit")) ?? root.first(.dav("limit")))?
            .children.first.flatMap { Int($0.trimmedText) }
        let reader = PropertyReader(me: request.principal)
        var found: [DAVNode] = []
        if !tokens.isEmpty, tokens.count <= 20, tokens.allSatisfy({ $0.count >= 3 }) {
            found = try await request.tree.principals(as: request.principal).filter { node in
                guard let entry = node.entry, isIn(context, entry) else { return false }
                return tokens.allSatisfy { matches(entry, $0) }
            }
        }
        return PrincipalAnswers.write(
            found, wanted, reader: reader, request: request, limit: limit.map { max($0, 1) })
    }

    private static func matches(_ entry: DirectoryEntry, _ token: String) -> Bool {
        Collation.octet.contains(entry.displayName.lowercased(), token)
            || entry.addresses.contains { $0.hasPrefix(token) }
    }

    private static func isIn(_ context: Context?, _ entry: DirectoryEntry) -> Bool {
        switch (context, entry.kind) {
        case (nil, _), (.attendee, .person), (.attendee, .group), (.user, .person), (.group, .group): true
        case (.location, .resource(let resource)): resource.kind == .room
        case (.resource, .resource(let resource)): resource.kind != .room
        default: false
        }
    }
}
