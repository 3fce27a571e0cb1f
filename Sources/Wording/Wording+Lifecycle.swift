/// What happened to a booking without a change of its event.
public enum LifecycleNote: Hashable, Sendable {
    case approved
    /// A manager's words.
    case managerComment(String)
    /// Nobody checked in; the instance's time in words.
    case noShow(range: String)
    /// A slot that was waited for is free.
    case slotFreed
    /// The rest of the instance is free; when, in words.
    case endedEarly(at: String)
    /// Dates that the booking window has reached; in words.
    case laterDatesRefused(dates: String)
    /// Somebody else has the time now by a manager's word.
    case displaced
    /// Names of people.
    case transferred(from: String, to: String)
    /// Somebody else's event has the UID on the resource.
    case identifierInUse
}

extension Wording {
    /// One sentence for what happened.
    ///
    /// - Parameter resource: its name in that language.
    public static func sentence(for note: LifecycleNote, resource: String, language: Language) -> String {
        switch language {
        case .fr: FrenchLifecycleWords.sentence(note, resource)
        case .en: EnglishLifecycleWords.sentence(note, resource)
        }
    }
}
