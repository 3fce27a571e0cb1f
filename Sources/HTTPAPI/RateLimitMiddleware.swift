import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// Refuses what one person asks for beyond their share, and says with every answer how much of it is left
/// (draft-ietf-httpapi-ratelimit-headers). Stands behind the login: who may not come in is slowed down there.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = CreneauRequestContext

    let rate: RequestRate
    /// Requests in a minute; 0: any number.
    let limit: @Sendable () -> Int
    let now: @Sendable () -> Instant

    func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        let limit = limit()
        guard limit > 0, context.door != .commandLine, let person = context.principal?.person.id else {
            return try await next(request, context)
        }
        let allowance = rate.take(person, limit: limit, now: now().seconds)
        var response: Response
        if allowance.isAllowed {
            response = try await next(request, context)
        } else {
            var problem = Problem(
                .tooManyRequests, .tooManyRequests, .tooManyRequests(seconds: allowance.seconds))
            problem.headers[.retryAfter] = String(allowance.seconds)
            response = problem.response(request.readerLanguage(context.principal))
        }
        response.headers[.rateLimitPolicy] = "\"person\";q=\(allowance.limit);w=\(RequestRate.window)"
        response.headers[.rateLimit] = "\"person\";r=\(allowance.remaining);t=\(allowance.seconds)"
        return response
    }
}

extension HTTPField.Name {
    static let rateLimit = known("RateLimit")
    static let rateLimitPolicy = known("RateLimit-Policy")
}
