/// Calls to other people's servers.
public enum WebhookSettings {
    public static let allowedHosts = Setting(
        "webhooks.allowedHosts",
        .list(
            of: "names or addresses of hosts",
            where: { !$0.isEmpty && $0.utf8.count <= 253 && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }),
        default: [], reload: true,
        """
        Hosts that webhooks may call although they have a private, link-local or loopback address, or answer without TLS. All         others must be on the internet at large and be called over HTTPS.
        """)

    public static let all: [any AnySetting] = [allowedHosts]
}
