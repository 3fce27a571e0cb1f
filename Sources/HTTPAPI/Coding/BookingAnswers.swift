import BookingCore
import Crypto
import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// How a request for a booking is answered.
struct BookingAnswers: Sendable {
    let language: Language
    let times: TimeText
    /// Of a booking that holds its time.
    let made: HTTPResponse.Status
    let isDryRun: Bool

    func written(_ answer: BookingAnswer) -> WrittenResponse {
        switch answer {
        case .refused(let refusal): Problem.refused(refusal, language: language, times: times).written(language)
        case .booked(let views): written(views, made)
        case .pending(let views), .waitlisted(let views): written(views, .accepted)
        }
    }

    private func written(_ views: [BookingView], _ status: HTTPResponse.Status) -> WrittenResponse {
        let list = JSON.array(views.map { $0.json(language) })
        if isDryRun { return .json(["dryRun": true, "bookings": list], status: .ok) }
        guard let first = views.first else { return .json(["bookings": []], status: status) }
        var headers: HTTPFields = [:]
        if status != .ok { headers[.location] = "/api/v1/bookings/\(first.booking.id)" }
        guard views.count == 1 else { return .json(["bookings": list], status: status, headers: headers) }
        headers[.eTag] = EntityTag(first.etag).description
        return .json(first.json(language), status: status, headers: headers)
    }
}

extension IdempotencyToken {
    /// The key and a digest of what was asked (QUALITY I4); nil where the request has no key.
    init?(_ request: Request, body: [UInt8]) throws(RequestError) {
        guard let key = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw RequestError.invalidHeader(name: "Idempotency-Key")
        }
        var hash = SHA256()
        let target = request.method.rawValue + " " + request.uri.path + "?" + (request.uri.query ?? "") + "\n"
        hash.update(data: Array(target.utf8))
        hash.update(data: body)
        let digest = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        self.init(key: key, requestDigest: digest)
    }
}

extension Request {
    /// What answers with a secret, or makes one more of something, keeps no answer: it is said before anybody relies on it.
    func refuseIdempotencyKey() throws(RequestError) {
        if headers[.idempotencyKey] != nil { throw .headerNotUsed(name: "Idempotency-Key") }
    }
}

extension HTTPField.Name {
    /// draft-ietf-httpapi-idempotency-key-header.
    static let idempotencyKey = known("Idempotency-Key")

    /// A name written in this code, which is therefore a token.
    static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name: \(text)") }
        return name
    }
}
