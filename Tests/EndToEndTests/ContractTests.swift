import Testing

extension EndToEndTests {
    @Suite struct ContractTests {
        /// OpenAPI 3.1, RFC 9457, RFC 9110 §15.5.6.
        @Test func `every operation of the API answers as its description says, and refuses what it does not name`()
            async throws
        {
            try await ClientProgram(name: "api_contract").run()
        }

        @Test func `the examples of the API print what their page shows`() async throws {
            try await ClientProgram(name: "rest_samples").run()
        }
    }
}
