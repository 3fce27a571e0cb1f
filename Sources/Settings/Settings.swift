/// The values of all options: the defaults, the file above them, and the environment above the file.
public struct Settings: Sendable, Equatable {
    /// Where a value comes from.
    public enum Origin: Hashable, Sendable {
        case fallback
        case file(line: Int)
        case variable(String)
    }

    struct Entry: Hashable, Sendable {
        var text: SettingText
        var origin: Origin
    }

    /// Only texts that their options accept.
    var entries: [String: Entry] = [:]

    /// The defaults.
    public init() {}

    public subscript<Value>(setting: Setting<Value>) -> Value {
        entries[setting.name].flatMap { setting.form.read($0.text) } ?? setting.fallback
    }

    /// Whether somebody wrote something for the option.
    public func isSet(_ setting: any AnySetting) -> Bool { entries[setting.name] != nil }

    public func origin(of setting: any AnySetting) -> Origin { entries[setting.name]?.origin ?? .fallback }

    /// The value as it would be written, for people; secrets as three dots.
    public func shownText(of setting: any AnySetting) -> String {
        guard let text = entries[setting.name]?.text else { return setting.fallbackText ?? "" }
        if setting.isSecret { return "…" }
        switch text {
        case .scalar(let text): return text
        case .list(let items): return "[" + items.joined(separator: ", ") + "]"
        }
    }

    /// The options of `catalogue` that `other` has another value for.
    public func changes(to other: Settings, in catalogue: [any AnySetting]) -> [any AnySetting] {
        catalogue.filter { entries[$0.name]?.text != other.entries[$0.name]?.text }
    }

    /// Replaces what the command line says.
    ///
    /// - Throws: ``SettingFault`` where the option cannot have this value.
    public mutating func override(_ setting: some AnySetting, with text: String) throws(SettingFault) {
        guard setting.accepts(.scalar(text)) else {
            throw SettingFault(place: .commandLine, field: setting.name, problem: .expected(setting.expectation))
        }
        entries[setting.name] = Entry(text: .scalar(text), origin: .variable("command line"))
    }
}
