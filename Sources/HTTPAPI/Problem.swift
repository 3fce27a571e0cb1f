import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import ICalendar
import Scheduling
import Wording

/// An answer that says what went wrong (RFC 9457). The only place that knows the status codes of this door.
struct Problem: Error {
    let status: HTTPResponse.Status
    let code: ProblemCode
    let fault: RequestFault
    var headers: HTTPFields = [:]
    /// More members, after the standard ones.
    var members: [JSON.Member] = []

    init(_ status: HTTPResponse.Status, _ code: ProblemCode, _ fault: RequestFault) {
        self.status = status
        self.code = code
        self.fault = fault
    }

    /// A fault of ours: no more is told than under which number it is recorded.
    init(internalErrorOf requestID: String) {
        self.init(.internalServerError, .internalError, .internalError(request: requestID))
        members.append(.init(name: "request", value: .string(requestID)))
    }

    /// The problem behind an error; nil where it is a fault of ours.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as RequestError: self.init(error)
        case let error as ServingError: self.init(error)
        case let error as SchedulingError: self.init(error)
        case let error as StoreError: self.init(error)
        case let error as IdentitySourceUnreachable:
            self.init(ServingError.identitySourceUnreachable(error.source))
        case let conflict as DirectoryConflict:
            self.init(.conflict, .addressInUse, .addressInUse(conflict.address))
            members.append(.init(name: "field", value: "address"))
        case is CalendarObjectError, is CalendarParseError, is ITIPError:
            self.init(.unprocessableContent, .invalidEvent, .invalidEvent)
        default: return nil
        }
    }

    init(_ error: RequestError) {
        switch error {
        case .notJSON(let syntax):
            if case .duplicateMember(let name) = syntax.problem {
                let name = String(name.prefix(100))
                self.init(.badRequest, .malformedJSON, .repeatedMember(name: name, line: syntax.line))
                members.append(.init(name: "field", value: .string(name)))
            } else {
                self.init(.badRequest, .malformedJSON, .malformedJSON(line: syntax.line))
            }
            members.append(.init(name: "line", value: JSON(syntax.line)))
        case .wrongContentType:
            self.init(.unsupportedMediaType, .unsupportedMediaType, .wrongContentType(expected: "application/json"))
        case .unknownField(let name): self.init(field: name, .unknownField, .unknownField(name: name))
        case .wrongType("", let expected, let found):
            self.init(.unprocessableContent, .invalidField, .wrongDocument(expected: expected, found: found))
        case .wrongType(let name, let expected, let found):
            self.init(
                field: name, .invalidField,
                .invalidField(name: name, .wrongType(expected: expected, found: found)))
        case .invalidField(let name, let problem):
            self.init(field: name, .invalidField, .invalidField(name: name, FieldFault(problem)))
        case .unknownParameter(let name):
            self.init(.badRequest, .unknownParameter, .unknownParameter(name: name))
            members.append(.init(name: "field", value: .string(name)))
        case .repeatedParameter(let name):
            self.init(field: name, .invalidField, .invalidField(name: name, .repeatedParameter))
        case .invalidHeader(let name): self.init(.badRequest, .invalidHeader, .invalidHeader(name: name))
        case .headerNotUsed(let name): self.init(.badRequest, .invalidHeader, .headerNotUsed(name: name))
        case .noSuchPath: self.init(.notFound, .notFound, .notFound)
        case .methodNotAllowed(let allowed):
            self.init(.methodNotAllowed, .methodNotAllowed, .methodNotAllowed(allowed: allowed))
            headers[.allow] = allowed
        case .preconditionRequired:
            self.init(.preconditionRequired, .preconditionRequired, .preconditionRequired)
        case .requestInFlight:
            self.init(.conflict, .requestInFlight, .requestInFlight)
            headers[.retryAfter] = "1"
        }
    }

    private init(field: String, _ code: ProblemCode, _ fault: RequestFault) {
        self.init(.unprocessableContent, code, fault)
        members.append(.init(name: "field", value: .string(field)))
    }

    private init(_ error: ServingError) {
        self.init(error.status, ProblemCode(error), error.fault)
        headers = error.headers
    }

    private init(_ error: SchedulingError) {
        switch error {
        case .notFound: self.init(.notFound, .notFound, .notFound)
        case .forbidden, .readOnlyCollection, .readOnly: self.init(.forbidden, .forbidden, .forbidden)
        case .preconditionFailed: self.init(.preconditionFailed, .preconditionFailed, .preconditionFailed)
        case .alreadyExists, .uidConflict, .schedulingUIDConflict:
            self.init(.conflict, .alreadyExists, .alreadyExists)
        case .idempotencyMismatch: self.init(.unprocessableContent, .idempotencyMismatch, .idempotencyMismatch)
        case .wrongState(let state):
            self.init(.conflict, .wrongState, .wrongState(state))
            members.append(.init(name: "state", value: .string(state.rawValue)))
        case .goesWith(let main, let resource):
            self.init(.conflict, .goesWith, .goesWith(resource))
            members.append(.init(name: "companionOf", value: .string(main.description)))
        case .cannotApprove(let why): self.init(.conflict, .cannotApprove, .cannotApprove(why))
        case .managersAnswer: self.init(.forbidden, .forbidden, .forbidden)
        case .outsideCheckIn(let from, let to, let zone):
            self.init(.conflict, .outsideCheckIn, .outsideCheckIn(from: from, to: to, zone: zone))
            let times = TimeText(zone: zone)
            members.append(.init(name: "from", value: .string(times.text(from))))
            members.append(.init(name: "to", value: .string(times.text(to))))
        case .unknownResource(let id):
            self.init(field: "resource", .unknownResource, .unknownResource(id))
        case .unknownPerson(let id): self.init(field: "person", .unknownPerson, .unknownPerson(id))
        case .invalidField(let name, let problem):
            // As requests write it.
            let name = name == "zone" ? "timeZone" : name
            self.init(field: name, .invalidField, .invalidField(name: name, FieldFault(problem)))
        case .tooLarge(let limit): self.init(.contentTooLarge, .tooLarge, .tooLarge(limit: limit))
        case .tooManyInstances(let limit):
            self.init(field: "recurrence", .tooManyInstances, .tooManyInstances(limit: limit))
        case .storeUnavailable(let error): self.init(error)
        case .invalidCalendarData, .invalidCalendarObject, .unsupportedComponent, .differentOrganizers,
            .organizerChanged, .attendeeChangeNotAllowed, .schedulingRefused:
            self.init(.unprocessableContent, .invalidEvent, .invalidEvent)
        case .parentMissing: self.init(.notFound, .notFound, .notFound)
        case .invalidSyncToken: self.init(.gone, .tokenExpired, .tokenExpired)
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .notWritable:
            self.init(.init(code: 507, reasonPhrase: "Insufficient Storage"), .notWritable, .notWritable)
        case .overloaded, .closed, .tooManyLockRounds, .cannotOpen, .damaged:
            self.init(.serviceUnavailable, .overloaded, .overloaded)
            headers[.retryAfter] = "2"
        }
    }

    func response(_ language: Language) -> Response { written(language).response }

    func written(_ language: Language) -> WrittenResponse {
        var document: [JSON.Member] = [
            .init(name: "type", value: .string("urn:creneau:problem:" + code.rawValue)),
            .init(name: "title", value: .string(status.reasonPhrase)),
            .init(name: "status", value: JSON(status.code)),
            .init(name: "detail", value: .string(Wording.sentence(for: fault, language: language))),
        ]
        document += members
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.contentLanguage] = language.rawValue
        headers[.cacheControl] = "no-store"
        return WrittenResponse(status: status, headers: headers, body: JSON.object(document).encoded())
    }
}

extension Problem {
    /// The rules said no: 409 with every reason, its sentence, and the ranges that are taken.
    static func refused(_ refusal: BookingRefusal, language: Language, times: TimeText) -> Problem {
        var problem = Problem(.conflict, .bookingRefused, .refused)
        let resources = refusal.items.map { item -> JSON in
            func reason(_ reason: Reason, _ asked: [TimeRange]) -> JSON {
                reason.json(language, times, names: item.names, asked: asked)
            }
            return [
                "resource": .string(item.resource.id.rawValue),
                "verdict": .string(item.decision.verdict.rawValue),
                "reasons": .array(item.decision.reasons.map { reason($0, item.asked) }),
                "instances": .array(
                    item.decision.declinedInstances.map { instance in
                        [
                            "recurrenceId": .string(times.text(instance.recurrenceID)),
                            "start": .string(times.text(instance.range.start)),
                            "end": .string(times.text(instance.range.end)),
                            "reasons": .array(
                                instance.verdict.answer.reasons.map { reason($0, [instance.range]) }),
                        ]
                    }),
                "alternatives": .array(
                    item.alternatives.map { $0.json(language, times, names: item.names) }),
            ]
        }
        let reasons = refusal.items.flatMap { item in
            let reasons =
                item.decision.reasons.isEmpty
                ? item.decision.declinedInstances.first.map(\.verdict.answer.reasons) ?? [] : item.decision.reasons
            return reasons.map { $0.json(language, times, names: item.names, asked: item.asked) }
        }
        let alternatives = refusal.items.flatMap { item in
            item.alternatives.map { $0.json(language, times, names: item.names) }
        }
        problem.members = [
            .init(name: "reasons", value: .array(reasons)),
            .init(name: "alternatives", value: .array(alternatives)),
            .init(name: "resources", value: .array(resources)),
        ]
        return problem
    }
}

extension BookingRefusal.Item {
    /// The times that were refused.
    fileprivate var asked: [TimeRange] { decision.declinedInstances.map(\.range) }
}
