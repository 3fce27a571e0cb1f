import HTTPTypes
import Hummingbird

/// OPTIONS (RFC 4791 §5.1, RFC 6638 §2). The same classes everywhere: Thunderbird asks at the home, Apple at the principal.
enum OptionsMethod {
    /// Thunderbird takes only a server whose first class is `1`.
    static let classes = """
        1, 3, access-control, extended-mkcol, calendar-access, addressbook, calendar-auto-schedule, \
        calendar-availability, calendar-proxy, calendarserver-principal-search
        """

    static func answer(_ request: DAVRequest) async throws -> Response {
        Response(status: .ok, headers: [.dav: classes, .allow: DAVMethod.allow(request.resource)])
    }
}
