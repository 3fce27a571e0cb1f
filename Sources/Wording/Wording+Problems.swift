public import BookingCore
public import CalendarTime

/// What went wrong with a request, as far as a sentence needs to know it.
public enum RequestFault: Hashable, Sendable {
    case refused
    case unauthenticated, forbidden, notFound, preconditionFailed, alreadyExists
    case insecureTransport
    case tooManyFailures(seconds: Int)
    /// Line counted from 1.
    case malformedJSON(line: Int)
    case wrongContentType(expected: String)
    case compressedBody, incompleteBody
    case unknownField(name: String)
    case invalidField(name: String, FieldFault)
    case unknownParameter(name: String)
    case invalidHeader(name: String)
    case unknownResource(String), unknownPerson(String)
    case addressInUse(String)
    case invalidEvent
    case idempotencyMismatch
    case wrongState(BookingState)
    /// The name of the resource whose booking it goes with.
    case goesWith(LocalizedText)
    /// One sentence or more: what is in the way.
    case cannotApprove(LocalizedText)
    /// By the clock of the zone.
    case outsideCheckIn(from: Instant, to: Instant, zone: ZoneRules)
    case tooLarge(limit: Int)
    case tooManyInstances(limit: Int)
    case overloaded, notWritable
    /// The request's identity in the log.
    case internalError(request: String)
    /// What is allowed instead, `GET, PUT`.
    case methodNotAllowed(allowed: String)
    case preconditionRequired, requestInFlight
    case tooManyRequests(seconds: Int)
    case tokenExpired
    /// A change asked for with a session's cookie that this site's own pages did not ask for.
    case foreignRequest
    case signInExpired, signInRefused, signInUnreachable
    /// A header field that the operation does not heed.
    case headerNotUsed(name: String)
    /// An object has two members of one name.
    case repeatedMember(name: String, line: Int)
    /// The text as a whole is of another type: JSON's words.
    case wrongDocument(expected: String, found: String)
    /// Where the person is known does not answer: the directory server, the sign-in service.
    case directoryUnreachable, signInServiceUnreachable
}

/// What is wrong with a field.
public enum FieldFault: Hashable, Sendable {
    case missing, empty, endBeforeStart, mixedTimeForms, outOfRange, notAllowed, duplicate
    case tooLong(limit: Int)
    case unknownZone(String)
    case malformed(String)
    case noLength, noDate
    case unknownID(String)
    /// JSON's words: "string", "array".
    case wrongType(expected: String, found: String)
    case controlCharacter, noSuchInstance, repeatedParameter, taken
    case wrongPassword, unsuitablePassword
}

extension Wording {
    /// One or two sentences: what is wrong, and what to do about it.
    public static func sentence(for fault: RequestFault, language: Language) -> String {
        switch language {
        case .fr: frenchSentence(fault)
        case .en: englishSentence(fault)
        }
    }
}
