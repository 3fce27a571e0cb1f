import Scheduling

/// What is wrong with a request before any service sees it.
enum RequestError: Error, Hashable, Sendable {
    case notJSON(JSONSyntaxError)
    /// The Content-Type is another one.
    case wrongContentType(String?)
    case unknownField(name: String)
    case wrongType(name: String, expected: String, found: String)
    case invalidField(name: String, FieldProblem)
    case unknownParameter(name: String)
    /// A parameter that has one value is there twice.
    case repeatedParameter(name: String)
    /// A header field that cannot be read.
    case invalidHeader(name: String)
    /// A header field that is of no use here, and whose sender would rely on it.
    case headerNotUsed(name: String)
    /// No such path.
    case noSuchPath
    /// The path has others: `GET, PUT`.
    case methodNotAllowed(allowed: String)
    /// What is there is not replaced without If-Match.
    case preconditionRequired
    /// The first request with the same Idempotency-Key has no answer yet.
    case requestInFlight
}
