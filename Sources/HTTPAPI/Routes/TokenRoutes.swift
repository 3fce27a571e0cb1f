import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// `/tokens`: app passwords and tokens, for oneself, or for anybody by an administrator.
struct TokenRoutes: Sendable {
    let issuer: any CredentialIssuer

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("tokens", use: list)
        group.post("tokens", use: create)
        group.delete("tokens/:id", use: revoke)
    }

    private func create(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try request.refuseIdempotencyKey()
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        var fields = try JSONFields(body: try await request.jsonBody())
        let kind = try fields.take("kind")?.oneOf(Kind.self) ?? .token
        let person = try fields.take("person")?.text() ?? principal.person.id
        let label = try fields.take("label")?.text() ?? ""
        var scopes: Set<Scope> = []
        for item in try fields.take("scopes")?.list() ?? [] { scopes.insert(try item.oneOf(Scope.self)) }
        var expiresAt: Instant?
        if let field = fields.take("expiresAt") {
            let text = try field.text()
            guard let instant = Instant(rfc3339: text) else { throw field.error(.malformed(text)) }
            expiresAt = instant
        }
        try fields.finish()
        let issued = try await issuer.issue(
            kind == .token ? .token : .appPassword, label: label, scopes: scopes, expiresAt: expiresAt, for: person,
            as: principal, door: context.door)
        return .json(issued.json, status: .created, headers: [.cacheControl: "no-store"])
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let parameters = try request.parameters("person")
        let principal = try context.authenticatedPrincipal()
        let found = try await issuer.issued(to: parameters["person"] ?? principal.person.id, as: principal)
        return .json(["tokens": .array(found.map(\.json))])
    }

    private enum Kind: String {
        case token, appPassword
    }

    private func revoke(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        try await issuer.revoke(
            try context.parameters.require("id"), as: try context.authenticatedPrincipal(), door: context.door)
        return Response(status: .noContent)
    }
}

extension Credential {
    /// All but the secret, which nobody knows any more.
    fileprivate var json: JSON {
        [
            "id": .string(id), "kind": .string(kind.rawValue), "person": .string(personID), "label": .string(label),
            "scopes": JSON(scopes.map(\.rawValue).sorted()), "createdAt": .string(createdAt.rfc3339),
            "expiresAt": JSON(expiresAt?.rfc3339), "revokedAt": JSON(revokedAt?.rfc3339),
            "lastUsedAt": JSON(lastUsedAt?.rfc3339),
        ]
    }
}

extension IssuedCredential {
    fileprivate var json: JSON {
        [
            "id": .string(credential.id), "kind": .string(credential.kind.rawValue),
            "person": .string(credential.personID), "label": .string(credential.label),
            "scopes": JSON(credential.scopes.map(\.rawValue).sorted()), "secret": .string(secret),
            "createdAt": .string(credential.createdAt.rfc3339), "expiresAt": JSON(credential.expiresAt?.rfc3339),
        ]
    }
}
