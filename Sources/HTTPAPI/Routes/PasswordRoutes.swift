import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// `PUT /people/{id}/password`: one's own by the old one, anybody's by an administrator.
struct PasswordRoutes: Sendable {
    let environment: ServiceEnvironment
    let issuer: any CredentialIssuer
    /// Counts old passwords that were wrong: who holds somebody's token must not find their password by trying.
    let throttle = FailureThrottle()

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.put("people/:id/password", use: set)
    }

    private func set(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try context.parameters.require("id")
        var fields = try JSONFields(body: try await request.jsonBody())
        let password = try fields.require("password").text()
        let current = try fields.take("current")?.text()
        try fields.finish()
        let key = FailureThrottle.Key(account: principal.person.id, network: ClientNetwork(context.origin.client))
        if let delay = throttle.delay(for: key, now: environment.now()) {
            throw ServingError.tooManyFailures(retryAfter: delay)
        }
        do {
            try await issuer.setPassword(password, current: current, of: id, as: principal, door: context.door)
        } catch SchedulingError.invalidField(let name, .wrongPassword) {
            throttle.recordFailure(of: key, now: environment.now())
            throw SchedulingError.invalidField(name: name, problem: .wrongPassword)
        }
        return Response(status: .noContent)
    }
}
