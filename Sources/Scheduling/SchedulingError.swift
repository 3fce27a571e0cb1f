public import BookingCore
public import CalendarTime
public import ICalendar

/// Why a request could not be decided or served. A refusal by the rules is no error: it is a ``BookingDecision``.
///
/// Doors turn these into their own answers; missing and forbidden look the same there (QUALITY I14).
public enum SchedulingError: Error, Sendable {
    // The thing itself.
    case notFound
    case forbidden
    case preconditionFailed
    case alreadyExists
    /// The collection that should hold the new member is not there.
    case parentMissing
    /// The sync token is unknown, from another collection, or older than what is remembered.
    case invalidSyncToken
    /// The collection is the server's own: scheduling needs it (RFC 6638 §9.2).
    case readOnlyCollection
    /// Members of this collection are written by the server only, or this change of one is not the principal's to make.
    case readOnly
    /// An Idempotency-Key was used before with another request.
    case idempotencyMismatch
    /// The booking is in a state in which this cannot be done: decided already, cancelled, over.
    case wrongState(BookingState)
    /// The booking stands and falls with another one, that of the named resource: only that one can be changed.
    case goesWith(BookingID, LocalizedText)
    /// What a manager would accept cannot be had any more, and why.
    case cannotApprove(why: LocalizedText)
    /// A manager answers a request with yes or no, and single dates with no.
    case managersAnswer
    /// One may check in from `from` until `to`, by the clock of `zone`.
    case outsideCheckIn(from: Instant, to: Instant, zone: ZoneRules)

    // Calendar data.
    case invalidCalendarData(CalendarParseError)
    case invalidCalendarObject(CalendarObjectError)
    case unsupportedComponent(String)
    /// Another member of the collection has the UID (RFC 4791 §5.3.2.1).
    case uidConflict(holder: CollectionID, name: String)
    /// Another of the owner's collections has the scheduling object (RFC 6638 §3.2.4.1).
    case schedulingUIDConflict(holder: CollectionID, name: String)
    /// RFC 6638 §3.2.4.2.
    case differentOrganizers
    /// The organizer of a scheduling object was replaced, or somebody else's name was written there.
    case organizerChanged
    /// RFC 6638 §3.2.2.1; the text names what was changed.
    case attendeeChangeNotAllowed(String)
    case schedulingRefused(ITIPError)
    case tooLarge(limit: Int)
    case tooManyInstances(limit: Int)

    // Requests in JSON and on the command line.
    case unknownResource(String)
    case unknownPerson(String)
    case invalidField(name: String, problem: FieldProblem)

    case storeUnavailable(StoreError)
}

/// What is wrong with one field of a request.
public enum FieldProblem: Hashable, Sendable {
    case missing
    case empty
    case tooLong(limit: Int)
    case endBeforeStart
    /// The end is the start, perhaps only because the clock is put forward in between.
    case noLength
    /// Every date is left out, or there is none.
    case noDate
    case mixedTimeForms
    case unknownZone(String)
    case outOfRange
    case notAllowed
    case duplicate
    case malformed(String)
    /// It is not the password that somebody has.
    case wrongPassword
    /// Too short or too long for a password, or it looks like an app password.
    case unsuitablePassword
    /// Nobody and nothing has this id.
    case unknownID(String)
    /// A character that no text may hold, or no text of one line.
    case controlCharacter
    /// The booking has no such date, or it is cancelled already.
    case noSuchInstance
    /// Something else has the identifier.
    case taken
}
