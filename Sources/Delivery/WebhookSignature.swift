import Crypto
import Foundation

/// The signature of a webhook's call (Standard Webhooks 1.0, "Signature scheme", symmetric).
enum WebhookSignature {
    /// The field `webhook-signature`: HMAC-SHA256 over `id.timestamp.body` with the subscription's key, in Base64, behind
    /// its version.
    ///
    /// - Parameter timestamp: seconds since 1970, when this attempt is made.
    static func field(id: String, timestamp: Int64, body: String, key: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).\(body)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return "v1," + Data(code).base64EncodedString()
    }
}
