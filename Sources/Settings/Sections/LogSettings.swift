/// What is written on standard error.
public enum LogSettings {
    public enum Level: String, CaseIterable, Sendable {
        case trace, debug, info, notice, warning, error, critical
    }

    public enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    public static let level = Setting(
        "log.level", SettingForm<Level>.choice, default: .notice, reload: true,
        "What is written: this level and those behind it. `info` has one line for each request.")

    public static let format = Setting(
        "log.format", SettingForm<Format>.choice, default: .text,
        "One line for people, or one JSON object on each line. Neither has passwords, tokens, titles or names.")

    public static let all: [any AnySetting] = [level, format]
}
