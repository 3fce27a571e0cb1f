public import Hummingbird
import Logging
import Wording

/// Turns every error into an answer, as the outermost middleware.
///
/// An error that knows its answer gives it. Any other is a fault of ours: it is logged with the request's identity, and the
/// client is told that identity and nothing else (QUALITY I13).
public struct ErrorBoundary: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    public init() {}

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError {
            return try error.response(from: request, context: context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logUnexpected(error, in: request)
            return .sentence(
                .internalError(request: context.requestID), status: .internalServerError,
                language: request.readerLanguage(context.principal))
        }
    }
}

extension CreneauRequestContext {
    /// Records a fault of ours with the request's identity, for a door that answers it in a format of its own.
    public func logUnexpected(_ error: any Error, in request: Request) {
        logger.error("unexpected error", metadata: ["error": "\(error)", "method": "\(request.method.rawValue)"])
    }
}
