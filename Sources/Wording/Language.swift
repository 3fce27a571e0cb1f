/// A language that people are answered in.
public enum Language: String, Hashable, Codable, Sendable, CaseIterable {
    case fr, en

    /// The language of a BCP 47 tag such as `fr-FR`; nil where it is not served.
    public init?(tag: some StringProtocol) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self.init(rawValue: primary)
    }
}
