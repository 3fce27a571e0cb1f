import Foundation
import Testing

extension EndToEndTests {
    @Suite struct SampleInvitationTests {
        /// RFC 5545 §3.6.1.
        @Test func `every sample invitation gets the decision that stands beside it`() async throws {
            try await ClientProgram(name: "samples", arguments: [Checkout.invitations.path]).run()
        }
    }
}
