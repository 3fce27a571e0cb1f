import Testing

extension EndToEndTests {
    @Suite struct ClientStoryTests {
        /// RFC 4791 §5.3, 6638 §3.2.
        @Test(arguments: ["caldav", "vdirsyncer", "evolution"])
        func `a client books one event, a series, units and a divisible hall, and every door agrees`(
            client: String
        ) async throws {
            try await ClientProgram(name: "story", arguments: [client]).run()
        }
    }
}
