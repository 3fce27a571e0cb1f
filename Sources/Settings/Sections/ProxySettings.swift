/// Which proxies are believed.
public enum ProxySettings {
    /// The fields in which the proxies name the client.
    public enum Fields: String, CaseIterable, Sendable {
        case legacy = "x-forwarded"
        case standard = "forwarded"
    }

    public static let trusted = Setting(
        "proxies.trusted", .list(of: "networks like 10.0.0.0/8 or fd00::/8", where: NetworkText.isNetwork), default: [],
        """
        The proxies that are believed when they say for whom they ask, under which scheme and host: for throttling, for links, \
        and for whether a password came over TLS. By default nobody is.
        """)

    public static let fields = Setting(
        "proxies.fields", SettingForm<Fields>.choice, default: .legacy,
        """
        The fields that these proxies write: `x-forwarded` (X-Forwarded-For, -Proto, -Host) or `forwarded` (RFC 7239). They \
        have to replace or extend what a client sent under these names; the other kind is never read.
        """)

    public static let all: [any AnySetting] = [trusted, fields]
}
