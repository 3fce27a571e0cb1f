import Foundation
import Testing

extension EndToEndTests {
    @Suite struct EventStreamTests {
        /// HTML Living Standard §9.2.
        @Test func `displays follow what happens, come back without loss, and are let go when the server stops`()
            async throws
        {
            try await withTemporaryDirectory { directory in
                let server = try await CreneauServer.start(in: directory.appendingPathComponent("data"))
                let follower = ClientProgram(name: "follow_events")
                let result = try await follower.run(in: directory, environment: server.environment)
                #expect(result.status == 0, "\(result.output)")
                await server.stop(SIGTERM)
            }
        }
    }
}
