public import HTTPTypes
public import Hummingbird

/// Lets pages of named other sites call a door from the browser (Fetch standard, "CORS protocol"). Without any name nothing
/// is said, and browsers refuse. Cookies are never allowed along: a page brings a token.
public struct CrossOrigin: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    /// `https://planning.ville.example`, as browsers send it.
    private let origins: @Sendable () -> [String]

    private static let allowedFields =
        "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID"
    private static let exposedFields = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id"

    public init(origins: @escaping @Sendable () -> [String]) {
        self.origins = origins
    }

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        let allowed = origins()
        guard !allowed.isEmpty else { return try await next(request, context) }
        guard let origin = request.headers[.origin], allowed.contains(origin) else {
            var response = try await next(request, context)
            response.headers.append(.init(name: .vary, value: "Origin"))
            return response
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Response(status: .noContent) : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers.append(.init(name: .vary, value: "Origin"))
        if isPreflight {
            response.headers[.accessControlAllowMethods] = "GET, HEAD, POST, PUT, PATCH, DELETE"
            response.headers[.accessControlAllowHeaders] = Self.allowedFields
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response.headers[.accessControlExposeHeaders] = Self.exposedFields
        }
        return response
    }
}
