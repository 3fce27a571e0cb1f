import HTTPTypes
public import Hummingbird

/// How large a request may be, and how slow (QUALITY, Limits).
public struct RequestLimits: Hashable, Sendable {
    /// Octets.
    public var body = 10 * 1024 * 1024
    /// Header fields.
    public var headerFields = 100
    /// Octets of all header fields together.
    public var headerBytes = 32 * 1024
    /// Seconds for a request's head to arrive once it has begun.
    public var headSeconds = 10
    /// Octets per second below which a body is given up, measured over ten seconds.
    public var bodyRate = 1_000
    /// Seconds that a connection is kept without a request.
    public var idleSeconds = 75

    public init() {}
}

/// Refuses a request by its head: a body that says it is too long, or one that is compressed.
///
/// A compressed body could be a thousand times as long as it looks; no client needs it here.
public struct RequestLimitMiddleware: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    let limits: RequestLimits

    public init(_ limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw ServingError.compressedBody
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.body {
            throw ServingError.bodyTooLarge(limit: limits.body)
        }
        return try await next(request, context)
    }
}
