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
    /// A manager refused single dates; in words.
    case datesRefused(dates: String, count: Int)
    /// A manager took back what was accepted.
    case takenBack
    /// To a manager: a request that the rules do not let the server decide.
    case awaitsAnswer
    /// To who was the organizer: the event goes on in somebody else's name.
    case handedOver(to: String)
    /// Of the rooms of a group.
    case noneFree
    /// Names of people.
    case transferred(from: String, to: String)
    /// Somebody else's event has the UID on the resource.
    case identifierInUse
    /// Another resource of the same request, by its name, was refused, and all were asked for or none.
    case togetherRefused(with: String)
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
