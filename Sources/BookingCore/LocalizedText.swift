/// A text that people read, in the languages that are served. French stands for a missing English text, and the
/// reverse.
public struct LocalizedText: Hashable, Codable, Sendable {
    public var fr: String
    public var en: String

    public init(fr: String, en: String) {
        self.fr = fr
        self.en = en
    }

    /// The same text for every language.
    public init(_ text: String) { self.init(fr: text, en: text) }
}
