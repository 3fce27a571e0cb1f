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
            let problem = Problem(error) ?? unexpected(error, request, context)
            return problem.response(request.readerLanguage(context.principal))
        }
    }

    /// A fault of ours is logged; the client is told its number and nothing else (QUALITY I13).
    private func unexpected(_ error: any Error, _ request: Request, _ context: CreneauRequestContext) -> Problem {
        // What the router itself cannot read in a path.
        if let error = error as? HTTPError, (400..<500).contains(error.status.code) {
            return Problem(RequestError.noSuchPath)
        }
        context.logUnexpected(error, in: request)
        return Problem(internalErrorOf: context.requestID)
    }
}
