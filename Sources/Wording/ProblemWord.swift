/// What a door has to say to a person, where no booking was decided.
public enum ProblemWord: Hashable, Sendable {
    /// Missing and forbidden look the same.
    case notFound
    case notPermitted
    case credentialsRequired
    case badCredentials
    case tooManyAttempts
    case tooLarge
    /// Followed by what is wrong with the calendar data, in the parser's words.
    case invalidCalendarData(detail: String)
    /// Followed by what is wrong with the request.
    case invalidRequest(detail: String)
    case unsupportedMediaType
    case methodNotAllowed
    case preconditionFailed
    case preconditionRequired
    /// The UID or the name is in use by something else.
    case alreadyInUse
    case overloaded
    case internalError
}
