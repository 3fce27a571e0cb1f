import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling
import Synchronization
import Testing
import Wording

@testable import HTTPAPI

@Suite struct EventStreamTests {
    private final class Text: Sendable {
        let octets = Mutex("")
    }

    /// What was written to a reader.
    private struct Written: ResponseBodyWriter {
        let text: Text

        mutating func write(_ buffer: ByteBuffer) async throws {
            text.octets.withLock { $0 += String(buffer: buffer) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private struct Ended: Error {}

    /// A stream that goes on would end this test by its time limit only.
    @Test(.timeLimit(.minutes(1)))
    func `a stream ends with the credential that opened it`() async throws {
        let town = try await APITown()
        let ada = Principal(person: Person(id: "ada", name: "Ada", addresses: ["ada@ville.example"]))
        var pace = EventStream.Pace()
        pace.trust = .zero
        let subscription = try await town.routes.events.subscribe(
            resources: nil, group: nil, lastEventID: nil, as: ada)
        let stream = EventStream(
            events: town.routes.events, language: .fr, pace: pace,
            place: try #require(StreamPlaces().take(for: "ada"))
        ) { throw Ended() }
        let text = Text()
        var writer: any ResponseBodyWriter = Written(text: text)
        try await stream.write(subscription, to: &writer)
        let written = text.octets.withLock { $0 }
        #expect(written.contains("event: ready"))
        #expect(!written.contains("event: booking"))
    }
}
