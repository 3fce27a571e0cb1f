public import HTTPTypes
public import Hummingbird
public import Scheduling
public import Wording

/// What HTTP itself refuses, before any door decides anything.
///
/// Thrown through the middleware chain. A door that has a format of its own for errors catches it in a middleware of its
/// own; elsewhere it is answered with its status, its headers and its sentence as plain text.
public enum ServingError: Error, Hashable, Sendable {
    /// No credential, or one that is not known, is wrong, has expired or was revoked: all alike (QUALITY I14).
    case unauthenticated
    /// The Authorization field cannot be read.
    case malformedAuthorization
    /// A password over a connection that others can read.
    case insecureTransport
    /// A change asked for with a session's cookie, and not by this site's pages.
    case foreignRequest
    /// Too many failures for this account from this network; seconds until the next try is looked at.
    case tooManyFailures(retryAfter: Int)
    /// The body is longer than `limit` octets.
    case bodyTooLarge(limit: Int)
    /// A Content-Encoding other than `identity`.
    case compressedBody
    /// The client went away, or took too long, before the body was complete.
    case incompleteBody
    /// Where the person is known does not answer.
    case identitySourceUnreachable(IdentitySource)

    public var status: HTTPResponse.Status {
        switch self {
        case .unauthenticated: .unauthorized
        case .malformedAuthorization, .incompleteBody: .badRequest
        case .insecureTransport, .foreignRequest: .forbidden
        case .tooManyFailures: .tooManyRequests
        case .bodyTooLarge: .contentTooLarge
        case .compressedBody: .unsupportedMediaType
        case .identitySourceUnreachable: .serviceUnavailable
        }
    }

    /// The fields that belong to the answer whatever its body is.
    public var headers: HTTPFields {
        switch self {
        case .unauthenticated: [.wwwAuthenticate: "Basic realm=\"Creneau\", charset=\"UTF-8\""]
        case .tooManyFailures(let seconds): [.retryAfter: String(seconds)]
        case .bodyTooLarge: [.connection: "close"]
        case .compressedBody: [.acceptEncoding: "identity"]
        case .identitySourceUnreachable: [.retryAfter: "30"]
        case .malformedAuthorization, .insecureTransport, .foreignRequest, .incompleteBody: [:]
        }
    }

    /// What is wrong, for its sentence.
    public var fault: RequestFault {
        switch self {
        case .unauthenticated: .unauthenticated
        case .malformedAuthorization: .invalidHeader(name: "Authorization")
        case .insecureTransport: .insecureTransport
        case .foreignRequest: .foreignRequest
        case .tooManyFailures(let seconds): .tooManyFailures(seconds: seconds)
        case .bodyTooLarge(let limit): .tooLarge(limit: limit)
        case .compressedBody: .compressedBody
        case .incompleteBody: .incompleteBody
        case .identitySourceUnreachable(.directory): .directoryUnreachable
        case .identitySourceUnreachable(.signIn): .signInServiceUnreachable
        }
    }

    /// A stable word for logs and problem types.
    public var code: String {
        switch self {
        case .unauthenticated: "unauthenticated"
        case .malformedAuthorization: "malformedAuthorization"
        case .insecureTransport: "insecureTransport"
        case .foreignRequest: "foreignRequest"
        case .tooManyFailures: "tooManyFailures"
        case .bodyTooLarge: "bodyTooLarge"
        case .compressedBody: "compressedBody"
        case .incompleteBody: "incompleteBody"
        case .identitySourceUnreachable: "identitySourceUnreachable"
        }
    }
}

extension ServingError: HTTPResponseError {
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        let language = request.readerLanguage((context as? CreneauRequestContext)?.principal)
        return Response.sentence(fault, status: status, headers: headers, language: language)
    }
}

extension Response {
    /// A sentence as plain text.
    static func sentence(
        _ fault: RequestFault, status: HTTPResponse.Status, headers: HTTPFields = [:], language: Language
    ) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.contentLanguage] = language.rawValue
        let text = Wording.sentence(for: fault, language: language) + "\n"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
