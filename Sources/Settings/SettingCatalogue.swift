/// Every option of the program, in the order of the page.
public enum SettingCatalogue {
    public static let all: [any AnySetting] =
        ServerSettings.all + RequestSettings.all + TLSSettings.all + ProxySettings.all + OIDCSettings.all
        + LDAPSettings.all
        + LogSettings.all + MetricsSettings.all
        + DoctorSettings.all + WebhookSettings.all
}
