/// Who may look at how the server is doing.
public enum MetricsSettings {
    public static let readers = Setting(
        "metrics.readers",
        .list(of: "networks like 10.0.0.0/8 or fd00::/8, or the word `loopback`") {
            $0 == "loopback" || NetworkText.isNetwork($0)
        }, default: ["loopback"], reload: true,
        "Who may read `/metrics` and `/readyz` without a credential; `/healthz` answers everybody.")

    public static let all: [any AnySetting] = [readers]
}
