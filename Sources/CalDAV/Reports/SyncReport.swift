import CalendarTime
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `sync-collection` (RFC 6578 §3.2), for calendars and the inbox.
enum SyncReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        guard case .collection(let id) = request.resource else {
            throw DAVError.condition(.dav("supported-report"), .report(.calendarsOnly))
        }
        let level = root.first(.dav("sync-level"))?.trimmedText ?? "1"
        guard level == "1" else {
            throw DAVError.condition(.dav("sync-traversal-supported"), .report(.oneLevel))
        }
        let wanted = try PropertyRequest(in: root) ?? .prop([])
        let data = try wanted.calendarData.map { element throws(DAVError) in try CalendarDataRequest(element) }
        let since = try token(root)
        let node = try await request.tree.node(request.resource, as: request.principal)
        let zone = try await request.tree.defaultZone(request: nil, node: node)
        let (changes, token) = try await request.tree.calendars.changes(
            in: id, since: since, limit: try limit(root), as: request.principal)
        var report = MemberReport(request: request, wanted: wanted, data: data, zone: zone)
        var reached = since ?? SyncToken(epoch: token.epoch, changeNumber: 0)
        var isFull = false
        for object in changes.changed {
            guard report.add(DAVTree.member(object, of: node)) else {
                isFull = true
                break
            }
            reached = SyncToken(epoch: token.epoch, changeNumber: object.changeNumber)
        }
        // All of them also where the answer is cut: told twice is harmless, told never is not.
        if since != nil {
            for name in changes.removed { report.addMissing(DAVResource.object(id, name: name).href) }
        }
        if changes.isTruncated, !isFull { report.truncate() }
        report.syncToken(isFull ? reached : token)
        return report.finish()
    }

    /// An empty or missing token asks for everything.
    private static func token(_ root: XMLElement) throws(DAVError) -> SyncToken? {
        guard let text = root.first(.dav("sync-token"))?.trimmedText, !text.isEmpty else { return nil }
        guard let token = SyncTokenURI.token(text) else { throw DAVError(SchedulingError.invalidSyncToken) }
        return token
    }

    private static func limit(_ root: XMLElement) throws(DAVError) -> Int {
        guard let text = root.first(.dav("limit"))?.first(.dav("nresults"))?.trimmedText else {
            return DAVLimits.members
        }
        guard let limit = Int(text), limit > 0 else {
            throw .condition(.dav("number-of-matches-within-limits"), .report(.invalidLimit))
        }
        return min(limit, DAVLimits.members)
    }
}
