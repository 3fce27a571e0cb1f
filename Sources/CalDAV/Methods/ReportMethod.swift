import Hummingbird
import WebDAVXML
import Wording

/// REPORT (RFC 3253 §3.6): one file each in `Reports/`.
enum ReportMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        guard let root = try request.xml() else { throw DAVError.unreadableXML(.empty) }
        switch root.name {
        case .caldav("calendar-query"): return try await CalendarQueryReport.answer(request, root)
        case .caldav("calendar-multiget"): return try await MultigetReport.answer(request, root)
        case .caldav("free-busy-query"): return try await FreeBusyReport.answer(request, root)
        case .dav("sync-collection"): return try await SyncReport.answer(request, root)
        case .dav("principal-property-search"): return try await PrincipalPropertySearch.answer(request, root)
        case .dav("principal-search-property-set"): return PrincipalSearchPropertySet.answer()
        case .dav("acl-principal-prop-set"): return try await ACLPrincipalPropSet.answer(request, root)
        case .dav("principal-match"): return try await PrincipalMatchReport.answer(request, root)
        case .dav("expand-property"): return try await ExpandPropertyReport.answer(request, root)
        case .calendarServer("calendarserver-principal-search"):
            return try await CalendarServerPrincipalSearch.answer(request, root)
        default:
            throw DAVError.condition(.dav("supported-report"), .report(.unknownReport(root.name.name)))
        }
    }
}
