import Testing

extension EndToEndTests {
    @Suite struct ExclusivityTests {
        /// RFC 4791 §5.3.2.
        @Test func `64 clients ask for one slot at once and exactly one gets it, 200 times`() async throws {
            try await ClientProgram(name: "race", arguments: ["64", "200"]).run()
        }
    }
}
