import BookingCore
import CalendarTime

extension Wording {
    static func englishSentence(_ fault: RequestFault) -> String {
        switch fault {
        case .refused: "The booking is refused; nothing was stored."
        case .unauthenticated: "Log in with a valid password or token."
        case .forbidden: "You may not do this."
        case .notFound: "There is nothing at this address, or you may not see it."
        case .preconditionFailed: "This was changed in the meantime; read it again before you change it."
        case .alreadyExists: "Something with this identifier exists already."
        case .insecureTransport: "A password can only be sent over an encrypted connection."
        case .tooManyFailures(let seconds): "Too many failed logins; try again in \(seconds) s."
        case .malformedJSON(let line): "The text is not valid JSON (line \(line))."
        case .wrongContentType(let expected): "The content must be of type \(expected)."
        case .compressedBody: "Compressed content is not accepted."
        case .incompleteBody: "The content arrived incomplete."
        case .unknownField(let name): "There is no field “\(name)”; check its name."
        case .invalidField(let name, let fault): "Field “\(name)”: \(englishFault(fault))."
        case .unknownParameter(let name): "There is no parameter “\(name)”; check its name."
        case .invalidHeader(let name): "The header field “\(name)” cannot be read."
        case .unknownResource(let id): "There is no resource “\(id)”."
        case .unknownPerson(let id): "There is no person “\(id)”."
        case .addressInUse(let address): "The address “\(address)” belongs to somebody or something else."
        case .invalidEvent: "The event cannot be computed; check its dates and its recurrence."
        case .idempotencyMismatch: "This Idempotency-Key was used for another request."
        case .wrongState(let state): "This cannot be done: \(englishState(state))."
        case .cannotApprove(let why): "The request cannot be approved. \(why[.en])"
        case .outsideCheckIn(let from, let to, let zone):
            "One may check in during this time: \(range(TimeRange(start: from, end: to), language: .en, zone: zone))."
        case .tooLarge(let limit): "The content is longer than \(limit) bytes."
        case .tooManyInstances(let limit): "The series has more than \(limit) instances."
        case .overloaded: "The service is overloaded; try again in a moment."
        case .notWritable: "The service cannot store anything at the moment."
        case .goesWith(let name):
            "This is booked along with “\(name.en)”; change or cancel that booking."
        case .internalError(let request): "Something went wrong inside; it is recorded under \(request)."
        case .methodNotAllowed(let allowed): "There is no such method at this address. Possible methods: \(allowed)."
        case .preconditionRequired:
            "What exists is only replaced with If-Match: send the ETag that you read, or * to replace whatever is there."
        case .requestInFlight: "The first request with this Idempotency-Key is still running. Try again in a moment."
        case .tooManyRequests(let seconds): "Too many requests. Try again in \(seconds) s."
        case .tokenExpired: "This token is too old. Read the whole list again and keep its new token."
        case .foreignRequest: "This request does not come from a page of this site; reload the page and try again."
        case .signInExpired: "This sign-in took too long or began elsewhere; please begin again."
        case .signInRefused: "You have no account here, or your identity could not be proven."
        case .signInUnreachable: "The sign-in service does not answer; try again in a moment."
        case .headerNotUsed(let name): "The header field “\(name)” has no effect here; send the request without it."
        case .repeatedMember(let name, let line): "The field “\(name)” is there twice in one object (line \(line))."
        case .wrongDocument(let expected, let found):
            "The content must be \(englishType(expected)), not \(englishType(found))."
        case .directoryUnreachable:
            """
            The directory server (LDAP) does not answer; try again in a moment. App passwords and tokens go on working.
            """
        case .signInServiceUnreachable:
            """
            The sign-in service does not answer; try again in a moment. App passwords and this server’s tokens go on working.
            """
        }
    }

    private static func englishState(_ state: BookingState) -> String {
        switch state {
        case .tentative: "the request still waits for an answer"
        case .confirmed: "the booking is confirmed already"
        case .checkedIn: "somebody has checked in already"
        case .ended: "the booking is over"
        case .declined: "the request was declined"
        case .cancelled: "the booking is cancelled"
        case .released: "the booking was released"
        case .waitlisted: "the request is on the waitlist"
        }
    }

    private static func englishFault(_ fault: FieldFault) -> String {
        switch fault {
        case .missing: "it is missing"
        case .empty: "it is empty"
        case .endBeforeStart: "the end is before the start"
        case .mixedTimeForms: "dates and times do not mix"
        case .outOfRange: "the value is out of range"
        case .notAllowed: "it is not allowed here"
        case .duplicate: "a value is there twice"
        case .tooLong(let limit): "it is over the limit of \(limit)"
        case .unknownZone(let name): "the time zone “\(name)” is not known"
        case .malformed(let text): "“\(text)” is not a valid value"
        case .noLength: "the end must be after the start"
        case .noDate: "no date is left"
        case .unknownID(let id): "nobody and nothing has the id “\(id)”"
        case .wrongType(let expected, let found): "it must be \(englishType(expected)), not \(englishType(found))"
        case .noSuchInstance: "the booking has no such date, or not any more"
        case .taken: "something else has it already"
        case .repeatedParameter: "it can be given once only"
        case .wrongPassword: "it is not the password"
        case .unsuitablePassword: "a password has 8 to 1,024 octets, and does not look like an app password"
        case .controlCharacter: "it has a control character, or a line break where none belongs"
        }
    }

    /// JSON's word for a type.
    private static func englishType(_ name: String) -> String {
        switch name {
        case "boolean": "true or false"
        case "integer": "a whole number"
        case "number": "a number"
        case "string": "a text"
        case "array": "a list"
        case "object": "an object"
        default: name
        }
    }
}
