import BookingCore
import Hummingbird
import Scheduling
import WebDAVXML

/// `calendarserver-principal-search`, with which Apple's Calendar finds people and rooms as one types.
///
/// Every token must be found: contained in the name, or at the start of a mail address, whatever the case and the accents.
/// Tokens of fewer than three characters find nothing.
enum CalendarServerPrincipalSearch {
    private enum Context: String {
        case attendee, user, group, resource, location
    }

    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let texts = root.all(.calendarServer("search-token")).map(\.trimmedText).filter { !$0.isEmpty }
        let context = root[attribute: "context"].flatMap(Context.init)
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        let limit = (root.first(.calendarServer("limit")) ?? root.first(.dav("limit")))?
            .children.first.flatMap { Int($0.trimmedText) }
        let reader = PropertyReader(me: request.principal)
        var found: [DirectoryEntry] = []
        if !texts.isEmpty, texts.count <= 20, texts.allSatisfy({ $0.count >= 3 }) {
            let tokens = texts.map { SearchKey($0) }
            found = try await request.tree.directory.principals(as: request.principal).filter { entry in
                isIn(context, entry) && tokens.allSatisfy { matches(entry, $0) }
            }
        }
        let nodes = try await request.tree.nodes(of: found, as: request.principal)
        return PrincipalAnswers.write(
            nodes, wanted, reader: reader, request: request, limit: limit.map { max($0, 1) })
    }

    private static func matches(_ entry: DirectoryEntry, _ token: SearchKey) -> Bool {
        entry.searchName.contains(token) || entry.searchAddresses.contains { $0.hasPrefix(token) }
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
