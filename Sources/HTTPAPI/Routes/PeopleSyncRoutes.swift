import HTTPServing
import Hummingbird
import Scheduling

/// `/people/sync`: brings the people and groups of the directory server here, for administrators.
struct PeopleSyncRoutes: Sendable {
    /// Nil: there is no directory server.
    let synchronizer: DirectorySynchronizer?

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.post("people/sync", use: synchronize)
    }

    private func synchronize(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        var fields = try JSONFields(body: try await request.jsonBody())
        let isDryRun = try fields.take("dryRun")?.boolean() ?? false
        let acceptsMany = try fields.take("acceptManyVanished")?.boolean() ?? false
        try fields.finish()
        guard principal.person.isAdministrator else { throw SchedulingError.forbidden }
        guard let synchronizer else { throw SchedulingError.notFound }
        let report = try await synchronizer.synchronize(
            isDryRun: isDryRun, acceptsManyVanished: acceptsMany, as: principal, door: context.door)
        func list(_ names: [String]) -> JSON { .array(names.sorted().map { .string($0) }) }
        return .json([
            "dryRun": .bool(report.isDryRun), "refused": .bool(report.isRefused), "created": list(report.created),
            "changed": list(report.changed), "disabled": list(report.disabled), "groups": list(report.groups),
            "conflicts": list(report.conflicts), "unusable": list(report.unusable),
        ])
    }
}
