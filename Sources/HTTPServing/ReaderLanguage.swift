public import Hummingbird
public import Scheduling
public import Wording

/// The language that somebody is answered in (BEHAVIOUR, "Languages").
public enum ReaderLanguage {
    /// The reader's setting; else what the client accepts; else French.
    ///
    /// - Parameter accepted: the Accept-Language field.
    public static func language(setting: LanguageCode?, accepted: String?) -> Language {
        setting.flatMap { Language(tag: $0) } ?? AcceptedLanguage.language(accepted) ?? .fr
    }
}

extension Request {
    /// The language that `principal` is answered in; nil: nobody is known.
    public func readerLanguage(_ principal: Principal?) -> Language {
        ReaderLanguage.language(setting: principal?.person.language, accepted: headers[.acceptLanguage])
    }
}
