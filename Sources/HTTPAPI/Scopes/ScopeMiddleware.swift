import HTTPServing
import Hummingbird
import Scheduling

/// Refuses what no scope of the credential is for. Stands behind the login; a credential without scopes, and a session, may do
/// all that their person may.
struct ScopeMiddleware: RouterMiddleware {
    typealias Context = CreneauRequestContext

    func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        // A path or a method that there is not is refused as such.
        if let scopes = context.principal?.scopes, let path = context.endpointPath,
            let allowed = OperationScopes.table[OperationScopes.name(request.method, path)],
            scopes.isDisjoint(with: allowed)
        {
            throw SchedulingError.forbidden
        }
        return try await next(request, context)
    }
}
