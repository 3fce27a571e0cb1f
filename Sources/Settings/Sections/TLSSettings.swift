/// The certificate that the server shows.
public enum TLSSettings {
    public static let certificate = Setting(
        "tls.certificate", SettingForm<String>.path.optional, default: nil,
        """
        The server's certificate, then its chain, as PEM. With it and `tls.key` the server speaks TLS 1.2 and 1.3, HTTP/1.1 and \
        HTTP/2. A changed file is read within 30 seconds, or at once on SIGHUP; one that cannot be used leaves the one before.
        """)

    public static let key = Setting(
        "tls.key", SettingForm<String>.path.optional, default: nil,
        "The certificate's private key as PEM, not encrypted, readable by the service only.")

    public static let all: [any AnySetting] = [certificate, key]
}
