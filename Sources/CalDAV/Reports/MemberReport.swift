import CalendarTime
import Hummingbird
import ICalendar
import Scheduling
import WebDAVXML
import Wording

/// Collects the members that a report answers with, up to the limits of one answer.
struct MemberReport: Sendable {
    private let request: DAVRequest
    private let wanted: PropertyRequest
    private let data: CalendarDataRequest?
    private let zone: ZoneRules
    private let reader: PropertyReader
    fileprivate var writer: MultistatusWriter
    private var count = 0

    init(request: DAVRequest, wanted: PropertyRequest, data: CalendarDataRequest?, zone: ZoneRules) {
        self.request = request
        self.wanted = wanted
        self.data = data
        self.zone = zone
        reader = PropertyReader(me: request.principal)
        writer = request.multistatus()
    }

    /// Whether the members' texts are part of the answer, or of what it is made from.
    var needsText: Bool { data != nil || wanted.needsText }

    /// Adds a member.
    ///
    /// - Returns: false where the answer is full; it says so then.
    mutating func add(_ node: DAVNode, parsed: CalendarObject? = nil) -> Bool {
        guard count < DAVLimits.members, writer.count < DAVLimits.answer else {
            writer.truncated(request.resource.href)
            return false
        }
        var text: String?
        if let data, let object = node.object {
            text = data.text(
                of: object.text, parsed: parsed, zones: request.tree.environment.zones, defaultZone: zone)
            guard text != nil else {
                writer.truncated(request.resource.href)
                return false
            }
        }
        count += 1
        writer.response(
            node.resource.href, PropertyAnswer(wanted, of: node, reader: reader, calendarData: text))
        return true
    }

    /// Adds a member of which only the columns were read.
    mutating func add(_ outline: ObjectOutline, of parent: DAVNode) -> Bool {
        add(DAVTree.member(StoredObject(withoutText: outline), of: parent))
    }

    mutating func addMissing(_ href: String) {
        writer.response(href, status: .notFound)
    }

    mutating func truncate() {
        writer.truncated(request.resource.href)
    }

    mutating func syncToken(_ token: SyncToken) {
        writer.syncToken(token)
    }
}

/// Where the members of an answer come from, some at a time.
protocol MemberSource: Sendable {
    /// Adds the next members; false: there are no more. No snapshot of the store is open between two calls, however slowly
    /// the client reads.
    mutating func addNext(to report: inout MemberReport) async throws -> Bool
}

extension MemberReport {
    /// Octets from which on an answer is sent while it is written. Below, one write says how long it is.
    private static let streamed = 64 * 1024

    /// The answer with everything that `source` has. What fails before the first octets were sent is an error answer; later the
    /// connection ends before the document does.
    func answer(_ members: some MemberSource) async throws -> Response {
        var (report, source) = (self, members)
        while report.writer.count < Self.streamed {
            guard try await source.addNext(to: &report) else { return report.writer.finish() }
        }
        let state = (report: report, source: source)
        return report.writer.response(
            ResponseBody { body in
                var (report, source) = state
                repeat {
                    try await body.write(report.writer.take())
                } while try await source.addNext(to: &report)
                try await body.write(report.writer.end())
                try await body.finish(nil)
            })
    }
}

extension PropertyRequest {
    /// Properties of a member that its columns hold.
    private static let ofColumns: Set<XMLName> = [
        .dav("getetag"), .dav("getcontenttype"), .dav("getlastmodified"), .dav("creationdate"), .dav("resourcetype"),
        .dav("displayname"), .dav("owner"), .dav("current-user-principal"), .dav("current-user-privilege-set"),
        .dav("supported-report-set"), .caldav("schedule-tag"),
    ]

    /// Whether a member's text is needed for its properties.
    fileprivate var needsText: Bool {
        guard case .prop(let elements) = self else { return true }
        return !elements.allSatisfy { Self.ofColumns.contains($0.name) }
    }
}

extension DAVTree {
    /// The members of a collection, those of a calendar without their texts where the properties that are asked for need none.
    func children(
        of node: DAVNode, for wanted: PropertyRequest, as principal: Principal
    ) async throws -> [DAVNode] {
        guard case .collection(let id) = node.resource, !wanted.needsText else {
            return try await children(of: node, as: principal)
        }
        let listing = try await calendars.outlines(in: id, matching: ObjectQuery(), as: principal)
        guard !listing.isVeiled else { return try await children(of: node, as: principal) }
        return listing.outlines.map { Self.member(StoredObject(withoutText: $0), of: node) }
    }
}

extension StoredObject {
    /// For properties that need no text.
    fileprivate init(withoutText outline: ObjectOutline) {
        self.init(
            collection: outline.collection, name: outline.name, uid: outline.uid, text: "",
            component: outline.component, etag: outline.etag, scheduleTag: outline.scheduleTag,
            firstStart: outline.firstStart, lastEnd: outline.lastEnd, instance: outline.instance,
            changeNumber: outline.changeNumber, modifiedAt: outline.modifiedAt)
    }
}
