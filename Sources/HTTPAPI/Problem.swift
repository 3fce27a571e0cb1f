import BookingCore
import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import ICalendar
import NIOCore
import Scheduling
import Wording

/// An answer that says what went wrong (RFC 9457). The only place that knows the status codes of this door.
struct Problem: Error {
    let status: HTTPResponse.Status
    /// The last part of `type`, stable for programs.
    let code: String
    let fault: RequestFault
    var headers: HTTPFields = [:]
    /// More members, after the standard ones.
    var members: [JSON.Member] = []

    init(_ status: HTTPResponse.Status, _ code: String, _ fault: RequestFault) {
        self.status = status
        self.code = code
        self.fault = fault
    }

    /// The problem behind an error; nil where it is a fault of ours.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as RequestError: self.init(error)
        case let error as ServingError: self.init(error)
        case let error as SchedulingError: self.init(error)
        case let error as StoreError: self.init(error)
        case let conflict as DirectoryConflict:
            self.init(.conflict, "address-in-use", .addressInUse(conflict.address))
            members.append(.init(name: "field", value: "address"))
        case is CalendarObjectError, is CalendarParseError, is ITIPError:
            self.init(.unprocessableContent, "invalid-event", .invalidEvent)
        default: return nil
        }
    }

    init(_ error: RequestError) {
        switch error {
        case .notJSON(let syntax):
            self.init(.badRequest, "malformed-json", .malformedJSON(line: syntax.line))
            members.append(.init(name: "line", value: JSON(syntax.line)))
        case .wrongContentType:
            self.init(.unsupportedMediaType, "unsupported-media-type", .wrongContentType(expected: "application/json"))
        case .unknownField(let name): self.init(field: name, "unknown-field", .unknownField(name: name))
        case .wrongType(let name, let expected, let found):
            self.init(
                field: name, "invalid-field",
                .invalidField(name: name, .wrongType(expected: expected, found: found)))
        case .invalidField(let name, let problem):
            self.init(field: name, "invalid-field", .invalidField(name: name, FieldFault(problem)))
        case .unknownParameter(let name):
            self.init(.badRequest, "unknown-parameter", .unknownParameter(name: name))
            members.append(.init(name: "field", value: .string(name)))
        case .invalidHeader(let name): self.init(.badRequest, "invalid-header", .invalidHeader(name: name))
        case .noSuchPath: self.init(.notFound, "not-found", .notFound)
        }
    }

    private init(field: String, _ code: String, _ fault: RequestFault) {
        self.init(.unprocessableContent, code, fault)
        members.append(.init(name: "field", value: .string(field)))
    }

    private init(_ error: ServingError) {
        self.init(error.status, error.code.hyphenated, error.fault)
        headers = error.headers
    }

    private init(_ error: SchedulingError) {
        switch error {
        case .notFound: self.init(.notFound, "not-found", .notFound)
        case .forbidden, .readOnlyCollection, .readOnly: self.init(.forbidden, "forbidden", .forbidden)
        case .preconditionFailed: self.init(.preconditionFailed, "precondition-failed", .preconditionFailed)
        case .alreadyExists, .uidConflict, .schedulingUIDConflict:
            self.init(.conflict, "already-exists", .alreadyExists)
        case .idempotencyMismatch: self.init(.unprocessableContent, "idempotency-mismatch", .idempotencyMismatch)
        case .wrongState(let state):
            self.init(.conflict, "wrong-state", .wrongState(state))
            members.append(.init(name: "state", value: .string(state.rawValue)))
        case .goesWith(let main, let resource):
            self.init(.conflict, "goes-with", .goesWith(resource))
            members.append(.init(name: "companionOf", value: .string(main.description)))
        case .cannotApprove(let why): self.init(.conflict, "cannot-approve", .cannotApprove(why))
        case .managersAnswer: self.init(.forbidden, "forbidden", .forbidden)
        case .outsideCheckIn(let from, let to, let zone):
            self.init(.conflict, "outside-check-in", .outsideCheckIn(from: from, to: to, zone: zone))
            let times = TimeText(zone: zone)
            members.append(.init(name: "from", value: .string(times.text(from))))
            members.append(.init(name: "to", value: .string(times.text(to))))
        case .unknownResource(let id):
            self.init(field: "resource", "unknown-resource", .unknownResource(id))
        case .unknownPerson(let id): self.init(field: "person", "unknown-person", .unknownPerson(id))
        case .invalidField(let name, let problem):
            // As requests write it.
            let name = name == "zone" ? "timeZone" : name
            self.init(field: name, "invalid-field", .invalidField(name: name, FieldFault(problem)))
        case .tooLarge(let limit): self.init(.contentTooLarge, "too-large", .tooLarge(limit: limit))
        case .tooManyInstances(let limit):
            self.init(field: "recurrence", "too-many-instances", .tooManyInstances(limit: limit))
        case .storeUnavailable(let error): self.init(error)
        case .invalidCalendarData, .invalidCalendarObject, .unsupportedComponent, .differentOrganizers,
            .organizerChanged, .attendeeChangeNotAllowed, .schedulingRefused:
            self.init(.unprocessableContent, "invalid-event", .invalidEvent)
        case .parentMissing, .invalidSyncToken: self.init(.notFound, "not-found", .notFound)
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .notWritable:
            self.init(.init(code: 507, reasonPhrase: "Insufficient Storage"), "not-writable", .notWritable)
        case .overloaded, .closed, .tooManyLockRounds, .cannotOpen, .damaged:
            self.init(.serviceUnavailable, "overloaded", .overloaded)
            headers[.retryAfter] = "2"
        }
    }

    func response(_ language: Language) -> Response {
        var document: [JSON.Member] = [
            .init(name: "type", value: .string("urn:creneau:problem:" + code)),
            .init(name: "title", value: .string(status.reasonPhrase)),
            .init(name: "status", value: JSON(status.code)),
            .init(name: "detail", value: .string(Wording.sentence(for: fault, language: language))),
        ]
        document += members
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.contentLanguage] = language.rawValue
        headers[.cacheControl] = "no-store"
        return Response(
            status: status, headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: JSON.object(document).encoded())))
    }
}

extension Problem {
    /// The rules said no: 409 with every reason, its sentence, and the ranges that are taken.
    static func refused(_ refusal: BookingRefusal, language: Language, times: TimeText) -> Problem {
        var problem = Problem(.conflict, "booking-refused", .refused)
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

extension String {
    /// `tooManyFailures` → `too-many-failures`.
    fileprivate var hyphenated: String {
        reduce(into: "") { text, character in
            text += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
    }
}
