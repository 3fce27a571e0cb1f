import Foundation
import Testing

@testable import Delivery

@Suite struct WebhookSignatureTests {
    /// The example of the Standard Webhooks reference implementations.
    @Test func `signs as the reference implementations do`() throws {
        let key = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let field = WebhookSignature.field(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: #"{"test": 2432232314}"#,
            key: Array(key))
        #expect(field == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }
}
