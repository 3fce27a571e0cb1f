import HTTPServing

/// The last part of a problem's `type`: stable for programs, and each explained in the API's description.
enum ProblemCode: String, CaseIterable, Sendable {
    case addressInUse = "address-in-use"
    case alreadyExists = "already-exists"
    case bodyTooLarge = "body-too-large"
    case bookingRefused = "booking-refused"
    case cannotApprove = "cannot-approve"
    case compressedBody = "compressed-body"
    case forbidden
    case foreignRequest = "foreign-request"
    case goesWith = "goes-with"
    case idempotencyMismatch = "idempotency-mismatch"
    case identitySourceUnreachable = "identity-source-unreachable"
    case incompleteBody = "incomplete-body"
    case insecureTransport = "insecure-transport"
    case internalError = "internal-error"
    case invalidEvent = "invalid-event"
    case invalidField = "invalid-field"
    case invalidHeader = "invalid-header"
    case malformedAuthorization = "malformed-authorization"
    case malformedJSON = "malformed-json"
    case methodNotAllowed = "method-not-allowed"
    case notFound = "not-found"
    case notWritable = "not-writable"
    case outsideCheckIn = "outside-check-in"
    case overloaded
    case preconditionFailed = "precondition-failed"
    case preconditionRequired = "precondition-required"
    case requestInFlight = "request-in-flight"
    case tokenExpired = "token-expired"
    case tooLarge = "too-large"
    case tooManyFailures = "too-many-failures"
    case tooManyInstances = "too-many-instances"
    case tooManyRequests = "too-many-requests"
    case unauthenticated
    case unknownField = "unknown-field"
    case unknownParameter = "unknown-parameter"
    case unknownPerson = "unknown-person"
    case unknownResource = "unknown-resource"
    case unsupportedMediaType = "unsupported-media-type"
    case wrongState = "wrong-state"

    /// What HTTP itself refuses.
    init(_ error: ServingError) {
        self =
            switch error {
            case .unauthenticated: .unauthenticated
            case .malformedAuthorization: .malformedAuthorization
            case .insecureTransport: .insecureTransport
            case .foreignRequest: .foreignRequest
            case .tooManyFailures: .tooManyFailures
            case .bodyTooLarge: .bodyTooLarge
            case .compressedBody: .compressedBody
            case .incompleteBody: .incompleteBody
            case .identitySourceUnreachable: .identitySourceUnreachable
            }
    }
}
