public import Scheduling

/// Which of the provider's claims name the person and what they may do.
public struct ClaimMapping: Sendable {
    /// Claims whose value is a person's id or one of their addresses; the first that is there counts.
    public var person: [String]
    /// A claim with names of groups or roles, also as a path: `realm_access.roles`.
    public var groups: String
    /// Values of ``groups`` that make an administrator.
    public var administrators: Set<String>
    /// What a bearer token allows whose `scope` names none of ours.
    public var defaultScopes: Set<Scope>

    public init(
        person: [String] = ["preferred_username", "email"], groups: String = "groups", administrators: Set<String> = [],
        defaultScopes: Set<Scope> = [.readBookings, .writeBookings, .readFreeBusy]
    ) {
        self.person = person
        self.groups = groups
        self.administrators = administrators
        self.defaultScopes = defaultScopes
    }

    /// The name by which the person is looked up. An address that the provider has not verified names nobody.
    func personName(_ claims: TokenClaims) -> String? {
        for claim in person {
            guard let name = claims.text(claim), !name.isEmpty, name.utf8.count <= 320 else { continue }
            if claim == "email", claims.flag("email_verified") == false { continue }
            return name.lowercased()
        }
        return nil
    }

    /// The stored person with what the claims add: groups that exist here, and the administrator's role.
    func principal(_ claims: TokenClaims, in directory: any BookingSnapshot) throws -> Principal? {
        guard let name = personName(claims), let id = try directory.personID(of: name),
            var principal = try directory.activePrincipal(id)
        else { return nil }
        let told = Set(claims.texts(groups).prefix(1_000))
        if !told.isEmpty {
            principal.groups.formUnion(try directory.groups().map(\.id).filter(told.contains))
            if !administrators.isDisjoint(with: told) { principal.person.isAdministrator = true }
        }
        return principal
    }

    /// What a bearer token may be used for.
    func scopes(_ claims: TokenClaims) -> Set<Scope> {
        // Text with spaces (RFC 9068 §2.2.3.1) or a list, under either name, as providers write it.
        let named = ["scope", "scp"].flatMap { name in
            claims.texts(name).flatMap { $0.split(separator: " ") }.map(String.init)
        }
        let own = Set(named.compactMap(Scope.init(rawValue:)))
        return own.isEmpty ? defaultScopes : own
    }
}
