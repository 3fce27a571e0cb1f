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
        let (changes, token, isVeiled) = try await request.tree.calendars.outlinedChanges(
            in: id, since: since, limit: try limit(root), as: request.principal)
        let source = SyncSource(
            request: request, node: node, collection: id, isVeiled: isVeiled, isInitial: since == nil, token: token,
            reached: since ?? SyncToken(epoch: token.epoch, changeNumber: 0), changes: changes,
            rest: changes.changed[...])
        return try await MemberReport(request: request, wanted: wanted, data: data, zone: zone).answer(source)
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

/// What changed, in the order of the changes, then what is gone, then the token to ask with next.
private struct SyncSource: MemberSource {
    /// Objects whose texts are in memory at once.
    private static let batch = 256

    let request: DAVRequest
    let node: DAVNode
    let collection: CollectionID
    let isVeiled: Bool
    let isInitial: Bool
    let token: SyncToken
    /// Up to which change the answer tells everything.
    var reached: SyncToken
    let changes: OutlinedChanges
    var rest: ArraySlice<ObjectOutline>

    mutating func addNext(to report: inout MemberReport) async throws -> Bool {
        let batch = rest.prefix(Self.batch)
        rest = rest.dropFirst(Self.batch)
        let isRead = isVeiled || report.needsText
        var texts: [String: StoredObject] = [:]
        if isRead, !batch.isEmpty {
            for object in try await request.tree.calendars.objects(
                in: collection, names: batch.map(\.name), as: request.principal)
            {
                texts[object.name] = object
            }
        }
        for outline in batch {
            // What was removed meanwhile is told the next time: that is a later change than the token's.
            let isGone = isRead && texts[outline.name] == nil
            let isAdded =
                texts[outline.name].map { report.add(DAVTree.member($0, of: node)) }
                ?? (isGone || report.add(outline, of: node))
            guard isAdded else {
                end(&report, isFull: true)
                return false
            }
            reached = SyncToken(epoch: token.epoch, changeNumber: outline.changeNumber)
        }
        if rest.isEmpty { end(&report, isFull: false) }
        return !rest.isEmpty
    }

    private func end(_ report: inout MemberReport, isFull: Bool) {
        // All of them also where the answer is cut: told twice is harmless, told never is not.
        if !isInitial {
            for name in changes.removed {
                report.addMissing(DAVResource.object(collection, name: name).href)
            }
        }
        if changes.isTruncated, !isFull { report.truncate() }
        report.syncToken(isFull ? reached : token)
    }
}
