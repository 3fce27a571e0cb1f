public import Hummingbird
import NIOCore

extension Request {
    /// The whole body, at most `limit` octets.
    ///
    /// - Throws: ``ServingError/bodyTooLarge(limit:)`` as soon as one octet more has come; the rest is not read.
    public func collectBody(upTo limit: Int = RequestLimits().body) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw ServingError.bodyTooLarge(limit: limit)
        }
        var octets: [UInt8] = []
        for try await buffer in body {
            guard octets.count + buffer.readableBytes <= limit else { throw ServingError.bodyTooLarge(limit: limit) }
            octets.append(contentsOf: buffer.readableBytesView)
        }
        return octets
    }
}
