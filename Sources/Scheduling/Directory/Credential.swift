public import CalendarTime

/// A secret by which somebody is known, as stored: never the secret itself.
public struct Credential: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// Argon2id over the account's password, in PHC string form.
        case password
        /// SHA-256 of a random secret, used with Basic.
        case appPassword
        /// SHA-256 of a random secret, used as bearer token.
        case token
        /// No secret: the person is known elsewhere, by the name that the verifier is, and proves it there.
        case directory
    }

    /// The lookup id: for a password the person's id, else random and part of what the person was shown.
    public var id: String
    public var kind: Kind
    public var personID: String
    /// PHC string or hexadecimal SHA-256.
    public var verifier: String
    /// What the owner called it: "Thunderbird at home".
    public var label: String
    /// Empty: all that the person may do.
    public var scopes: Set<Scope>
    public var createdAt: Instant
    public var expiresAt: Instant?
    public var revokedAt: Instant?
    /// When it was last used, to the hour; nil: never, or nobody looked. Not written by saving the credential.
    public var lastUsedAt: Instant?

    public init(
        id: String, kind: Kind, personID: String, verifier: String, label: String, scopes: Set<Scope> = [],
        createdAt: Instant, expiresAt: Instant? = nil, revokedAt: Instant? = nil
    ) {
        self.id = id
        self.kind = kind
        self.personID = personID
        self.verifier = verifier
        self.label = label
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

extension Credential {
    /// False: the id is the person's.
    public var hasRandomID: Bool { kind == .appPassword || kind == .token }
}

/// What a token may be used for.
public enum Scope: String, Hashable, Sendable, CaseIterable {
    case readBookings = "bookings:read"
    case writeBookings = "bookings:write"
    case administerResources = "resources:admin"
    case readFreeBusy = "freebusy:read"
    case readAudit = "audit:read"
    case display
}

/// Who asks: an authenticated person with what their credential allows.
public struct Principal: Hashable, Sendable {
    public var person: Person
    /// Groups the person is in.
    public var groups: Set<String>
    /// Nil: no restriction beyond the person's own rights.
    public var scopes: Set<Scope>?

    public init(person: Person, groups: Set<String> = [], scopes: Set<Scope>? = nil) {
        self.person = person
        self.groups = groups
        self.scopes = scopes
    }

    public var id: PrincipalID { .person(person.id) }

    public func allows(_ scope: Scope) -> Bool {
        guard let scopes else { return true }
        return scopes.contains(scope)
    }

    /// Whether the credential lets bookings be seen: who may change them must see them.
    public var mayRead: Bool { allows(.readBookings) || allows(.writeBookings) }

    /// Whether the credential is a display's: what it shows is seen by everybody who walks by, whoever it was made for.
    public var isPasserby: Bool { scopes?.contains(.display) == true && !mayRead }

    /// Whether the credential lets it be seen when somebody or something is taken.
    public var mayReadFreeBusy: Bool { allows(.readFreeBusy) || mayRead }
}

/// Checks what a client presented. Failures are all alike to the caller (QUALITY I14).
public protocol CredentialVerifier: Sendable {
    /// Basic: an account password or an app password. Nil: not known or wrong.
    func principal(user: String, password: String) async throws -> Principal?

    /// Bearer: a token. Nil: not known, expired or revoked.
    func principal(token: String) async throws -> Principal?
}

/// Makes and revokes app passwords and tokens.
public protocol CredentialIssuer: Sendable {
    /// Makes a random secret for `personID`, stored only as a digest, with an audit record.
    ///
    /// - Throws: ``SchedulingError/forbidden`` where `principal` may not act for that person.
    func issue(
        _ kind: Credential.Kind, label: String, scopes: Set<Scope>, expiresAt: Instant?, for personID: String,
        as principal: Principal, door: Door
    ) async throws -> IssuedCredential

    /// The app passwords and tokens of a person, revoked ones included, newest first, without their verifiers.
    ///
    /// Who is restricted to scopes sees only what allows no more than that.
    ///
    /// - Throws: ``SchedulingError/forbidden`` where `principal` may not act for that person.
    func issued(to personID: String, as principal: Principal) async throws -> [Credential]

    func revoke(_ credentialID: String, as principal: Principal, door: Door) async throws

    /// Gives somebody an account password, with an audit record; what the old one opened ends at once.
    ///
    /// - Parameter current: the old one, where it is one's own.
    func setPassword(
        _ password: String, current: String?, of personID: String, as principal: Principal, door: Door
    ) async throws
}

/// A new credential with the text that its owner sees this once.
public struct IssuedCredential: Sendable {
    public var credential: Credential
    public var secret: String

    public init(credential: Credential, secret: String) {
        self.credential = credential
        self.secret = secret
    }
}
