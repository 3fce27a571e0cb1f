/// One option of the program: its name, what may be written there, and what holds where nothing is written.
///
/// Everything that is said about options (errors, the page of them, the names of the environment's variables) is made
/// from these values.
public struct Setting<Value: Sendable>: Sendable {
    /// With its section: `log.level`.
    public let name: String
    public let form: SettingForm<Value>
    public let fallback: Value
    /// What it does, in Markdown, for the page.
    public let summary: String
    /// Whether a running server takes a change over (SIGHUP).
    public let isReloadable: Bool

    public init(
        _ name: String, _ form: SettingForm<Value>, default fallback: Value, reload: Bool = false, _ summary: String
    ) {
        self.name = name
        self.form = form
        self.fallback = fallback
        self.summary = summary
        isReloadable = reload
    }
}

/// What is known of an option whatever its type.
public protocol AnySetting: Sendable {
    var name: String { get }
    var summary: String { get }
    var isReloadable: Bool { get }
    /// What may be written, as in "write …".
    var expectation: String { get }
    /// The default as it would be written; nil: none.
    var fallbackText: String? { get }
    /// Whether the value must not be shown.
    var isSecret: Bool { get }

    /// Whether `text` can stand there.
    func accepts(_ text: SettingText) -> Bool
}

extension Setting: AnySetting {
    public var expectation: String { form.expectation }
    public var isSecret: Bool { form.isSecret }

    public var fallbackText: String? { form.write(fallback) }

    public func accepts(_ text: SettingText) -> Bool { form.read(text) != nil }
}

extension AnySetting {
    /// The variable that overrides the file: `log.level` is `CRENEAU_LOG_LEVEL`, `data` is `CRENEAU_DATA`.
    public var variable: String {
        var text = "CRENEAU_"
        var previous: Character?
        for character in name {
            if character == "." {
                text.append("_")
            } else {
                if character.isUppercase, previous?.isLowercase == true { text.append("_") }
                text.append(contentsOf: character.uppercased())
            }
            previous = character
        }
        return text
    }
}

/// What stands in the file or in a variable.
public enum SettingText: Hashable, Sendable {
    case scalar(String)
    case list([String])

    /// The items of a list; in a variable they are separated by commas.
    var items: [String] {
        switch self {
        case .list(let items): items
        case .scalar(let text):
            text.split(separator: ",").map { item in
                String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }.filter { !$0.isEmpty }
        }
    }

    var scalar: String? {
        guard case .scalar(let text) = self else { return nil }
        return text
    }
}
