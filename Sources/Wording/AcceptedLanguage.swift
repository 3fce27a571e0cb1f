/// Accept-Language (RFC 9110 §12.5.4), as far as two languages need it.
public enum AcceptedLanguage {
    /// The served language with the highest weight, the earlier one of equal ones; nil where none is named.
    public static func language(_ field: String?) -> Language? {
        guard let field else { return nil }
        var best: (language: Language, weight: Double)?
        for item in field.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.drop { $0 == " " } }
            guard let tag = parts.first, let language = Language(rawValue: tag.prefix { $0.isLetter }.lowercased())
            else { continue }
            let weight =
                parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2).prefix { $0 != " " }) }
                ?? 1
            guard weight > 0, weight > best?.weight ?? 0 else { continue }
            best = (language, weight)
        }
        return best?.language
    }
}
