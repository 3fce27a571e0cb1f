import Testing

extension EndToEndTests {
    @Suite struct FeedReaderTests {
        /// RFC 5545, RFC 7986; RFC 9110 §13; RFC 9309.
        @Test func `icalendar, libical and khal read the same bookings in the feeds of rooms, groups and people`()
            async throws
        {
            try await ClientProgram(name: "feeds").run()
        }
    }
}
