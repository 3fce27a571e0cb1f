import Testing

extension EndToEndTests {
    @Suite struct RefusalTests {
        @Test func `bad input at every door gets a clear error and stores nothing`() async throws {
            try await ClientProgram(name: "bad_input").run()
        }

        /// RFC 4791 §5.3.2.1, §7.8; RFC 4918 §9.1, §17; RFC 6585 §5; RFC 9110 §15.5.14.
        @Test func `one over each limit of the CalDAV door gets its precondition and stores nothing`() async throws {
            try await ClientProgram(name: "bad_dav").run()
        }

        @Test func `a repeated request changes nothing and gets the same answer`() async throws {
            try await ClientProgram(name: "repeated").run()
        }
    }
}
