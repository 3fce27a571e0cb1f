import Foundation
import Testing

extension EndToEndTests {
    /// Many clients at once, over the wire. `CRENEAU_SEED` replays one run; `CRENEAU_SOAK` makes it large.
    @Suite struct ConcurrencyTests {
        private static let isSoak = ProcessInfo.processInfo.environment["CRENEAU_SOAK"] != nil

        /// RFC 6578 §3.2.
        @Test func `32 clients that follow by sync token while 8 write have what the server has`() async throws {
            try await ClientProgram(name: "followers", arguments: ["32", "8", Self.isSoak ? "250" : "12"]).run()
        }

        /// RFC 6638 §3.2.10.
        @Test func `organizer and attendees edit at once by Schedule-Tag and lose nothing`() async throws {
            try await ClientProgram(name: "schedule_tags", arguments: [Self.isSoak ? "100" : "6"]).run()
        }
    }
}
