import Hummingbird

/// The methods of this door, one file each in `Methods/`.
enum DAVMethod: String, CaseIterable, Sendable {
    case options = "OPTIONS"
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case delete = "DELETE"
    case propfind = "PROPFIND"
    case proppatch = "PROPPATCH"
    case mkcalendar = "MKCALENDAR"
    case mkcol = "MKCOL"
    case copy = "COPY"
    case move = "MOVE"
    case post = "POST"
    case report = "REPORT"

    func answer(_ request: DAVRequest) async throws -> Response {
        if request.resource.isInAddressBooks { return try await AddressBookMethod.answer(self, request) }
        if !checksStates { try await request.requireStates() }
        return switch self {
        case .options: try await OptionsMethod.answer(request)
        case .get, .head: try await GetMethod.answer(request)
        case .put: try await PutMethod.answer(request)
        case .delete: try await DeleteMethod.answer(request)
        case .propfind: try await PropfindMethod.answer(request)
        case .proppatch: try await ProppatchMethod.answer(request)
        case .mkcalendar: try await MakeCalendarMethod.answer(request, extended: false)
        case .mkcol: try await MakeCalendarMethod.answer(request, extended: true)
        case .copy: try await TransferMethod.answer(request, moves: false)
        case .move: try await TransferMethod.answer(request, moves: true)
        case .post: try await PostMethod.answer(request)
        case .report: try await ReportMethod.answer(request)
        }
    }

    /// Whether the method looks at the field `If` in the transaction in which it writes.
    private var checksStates: Bool {
        switch self {
        case .put, .delete, .proppatch, .mkcalendar, .mkcol, .copy, .move, .post: true
        case .options, .get, .head, .propfind, .report: false
        }
    }

    /// The value of Allow.
    static func allow(_ resource: DAVResource) -> String {
        methods(for: resource).map(\.rawValue).joined(separator: ", ")
    }

    private static func methods(for resource: DAVResource) -> [DAVMethod] {
        let reading: [DAVMethod] = [.options, .get, .head, .propfind, .proppatch, .report]
        return switch resource {
        case .root, .principals, .principalFolder, .principal, .proxyGroup, .calendars, .homeFolder: reading
        case .home: reading + [.mkcalendar, .mkcol]
        case .collection: reading + [.mkcalendar, .mkcol, .delete, .post, .put]
        case .outbox: reading + [.post]
        case .object: reading + [.put, .delete, .copy, .move]
        case .addressBookHome, .addressBook, .card: [.options, .get, .head, .propfind, .report]
        }
    }
}
