import Crypto
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// What a request that replaces something demands of what is there (RFC 9110 §13.1, RFC 6585 §3).
///
/// What exists is replaced as a whole, and what somebody else changed meanwhile would be lost without a word: so the client
/// says which state it read. Only the program's own command line, whose reader sits at the server, need not.
struct WriteCondition: Sendable {
    private let conditions: RequestConditions
    private let isRequired: Bool

    init(_ request: Request, _ context: CreneauRequestContext) throws(RequestError) {
        conditions = try request.readConditions()
        isRequired = context.door != .commandLine
    }

    /// - Parameters:
    ///   - current: of what is there; nil: nothing.
    ///   - isHidden: it cannot be read, so that its tag need not be known.
    func check(_ current: EntityTag?, isHidden: Bool = false) throws {
        if current != nil, isRequired, !isHidden, conditions.ifMatch == nil, conditions.ifNoneMatch == nil {
            throw RequestError.preconditionRequired
        }
        if conditions.evaluate(current: current, isRead: false) == .failed { throw SchedulingError.preconditionFailed }
    }
}

extension Request {
    /// - Throws: where a condition cannot be read: it would be taken for none.
    func readConditions() throws(RequestError) -> RequestConditions {
        let conditions = conditions
        if headers[.ifMatch] != nil, conditions.ifMatch == nil { throw .invalidHeader(name: "If-Match") }
        if headers[.ifNoneMatch] != nil, conditions.ifNoneMatch == nil { throw .invalidHeader(name: "If-None-Match") }
        return conditions
    }
}

extension EntityTag {
    /// Of a stored thing: a digest of all that is stored of it, whoever reads it in whichever language.
    init(of document: JSON) {
        let digest = SHA256.hash(data: document.encoded()).prefix(12)
        self.init(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
