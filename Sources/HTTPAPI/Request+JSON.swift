import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The largest JSON body, in bytes.
    static let largestJSON = 1_024 * 1_024

    /// The body of a request that must be JSON.
    func jsonBody(
        _ types: [String] = ["application/json"], upTo limit: Int = largestJSON
    ) async throws -> [UInt8] {
        let type = headers[.contentType]?.split(separator: ";").first.map { String($0).lowercased() }
        guard let type, types.contains(type.trimmingSpaces) else {
            throw RequestError.wrongContentType(headers[.contentType])
        }
        return try await collectBody(upTo: limit)
    }

    /// The parameters of the query, each known by name.
    func parameters(_ known: String...) throws(RequestError) -> QueryParameters { try parameters(known) }

    func parameters(_ known: [String]) throws(RequestError) -> QueryParameters {
        try QueryParameters(uri.queryParameters.map { (String($0.key), String($0.value)) }, known: known)
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

extension Response {
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "private, no-cache" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: value.encoded())))
    }
}
