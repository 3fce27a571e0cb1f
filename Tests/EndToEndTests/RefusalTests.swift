import Testing

extension EndToEndTests {
    @Suite struct RefusalTests {
        @Test func `bad input at every door gets a clear error and stores nothing`() async throws {
            try await ClientProgram(name: "bad_input").run()
        }

        @Test func `a repeated request changes nothing and gets the same answer`() async throws {
            try await ClientProgram(name: "repeated").run()
        }
    }
}
