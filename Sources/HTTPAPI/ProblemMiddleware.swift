import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// Turns every error of this door into a problem document in the reader's language.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = CreneauRequestContext

    /// Paths that begin so; others are left to somebody else.
    var prefix = "/"

    func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix(prefix) else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as HTTPError where error.status == .notFound {
            return Problem(RequestError.noSuchPath).response(request.readerLanguage(context.principal))
        } catch {
            // A fault of ours: the error boundary logs it and tells the client no more than its number.
            guard let problem = Problem(error) else { throw error }
            return problem.response(request.readerLanguage(context.principal))
        }
    }
}
