import Testing

extension EndToEndTests {
    @Suite struct WebhookTests {
        /// Standard Webhooks 1.0.
        @Test func `a receiver gets signed calls, fails, recovers and asks for them again`() async throws {
            try await ClientProgram(name: "webhooks").run()
        }
    }
}
