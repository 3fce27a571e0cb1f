/// An OpenID provider, for bearer tokens and for signing in to the pages.
public enum OIDCSettings {
    public static let issuer = Setting(
        "oidc.issuer", SettingForm<String>.text.optional, default: nil,
        "The provider's issuer, as `https://login.example/realms/town`; its addresses and keys are read from there.")

    public static let audiences = Setting(
        "oidc.audiences", .list(of: "audiences"), default: [],
        "Bearer tokens of the issuer are taken where their `aud` has one of these; by default none are.")

    public static let clientID = Setting(
        "oidc.clientID", SettingForm<String>.text.optional, default: nil,
        "The client's id at the provider: with it people sign in at `/sign-in`, by authorization code with PKCE.")

    public static let clientSecret = Setting(
        "oidc.clientSecret", SettingForm<String>.text.secret.optional, default: nil,
        "The client's secret, where the provider gave one.")

    public static let callback = Setting(
        "oidc.callback", SettingForm<String>.text.optional, default: nil,
        "The callback's full address as the provider has it; by default `/sign-in/callback` below the address in use.")

    public static let scopes = Setting(
        "oidc.scopes", .list(of: "scopes"), default: ["profile", "email"],
        "What is asked of the provider besides `openid`.")

    public static let algorithms = Setting(
        "oidc.algorithms", .list(of: "signature algorithms, as RS256 or ES256"),
        default: ["RS256", "PS256", "ES256", "ES384", "EdDSA"],
        "The signatures that are accepted. Shared secrets (HS256) and unsigned tokens never are.")

    public static let personClaims = Setting(
        "oidc.personClaims", .list(of: "claims"), default: ["preferred_username", "email"],
        "The claims that name the person by id or address; the first that is there counts.")

    public static let groupsClaim = Setting(
        "oidc.groupsClaim", .text, default: "groups",
        "The claim with names of groups or roles, also as a path: `realm_access.roles`. Groups of the same id count as membership."
    )

    public static let administrators = Setting(
        "oidc.administrators", .list(of: "groups or roles"), default: [],
        "Values of the groups' claim that make somebody an administrator.")

    public static let defaultScopes = Setting(
        "oidc.defaultScopes", .list(of: "scopes of Créneau, as bookings:read"),
        default: ["bookings:read", "bookings:write", "freebusy:read"],
        "What a bearer token may do whose `scope` names none of Créneau's scopes.")

    public static let all: [any AnySetting] = [
        issuer, audiences, clientID, clientSecret, callback, scopes, algorithms, personClaims, groupsClaim,
        administrators, defaultScopes,
    ]
}
