import BookingCore
import CalendarTime
import HTTPServing
import Hummingbird
import NIOCore
import Scheduling
import Wording

/// Writes events until the reader goes, the server stops or the stream is old.
struct EventStream: Sendable {
    struct Pace: Sendable {
        /// Without an event something is written this often, so that no proxy takes the connection for dead.
        var heartbeat = Duration.seconds(15)
        /// A stream ends after this, and the reader comes back.
        var longest = Duration.seconds(900)
        /// What is written is written for a credential that was good no longer ago than this.
        var trust = Duration.seconds(5)
        /// Milliseconds after which a reader comes back.
        var retry = 3_000
    }

    let events: EventService
    let language: Language
    let pace: Pace
    /// Held as long as the stream is open.
    let place: StreamPlaces.Place
    /// Who reads, looked up anew; throws where they may not any more.
    let reader: @Sendable () async throws -> Principal

    func write(_ subscription: EventSubscription, to writer: inout any ResponseBodyWriter) async throws {
        let clock = ContinuousClock()
        let end = clock.now + pace.longest
        var subscription = subscription
        // The id at once: a reader that is cut off before the first event misses none.
        try await writer.write(
            ByteBuffer(
                string: "retry: \(pace.retry)\n" + Self.event("ready", id: subscription.cursor, data: "{}")))
        var lastWrite = clock.now
        var lastLook = clock.now
        while !Task.isCancelled, !GracefulStop.isUnderWay, clock.now < end {
            if clock.now - lastLook >= pace.trust {
                guard let principal = try? await reader(), (try? subscription.look(as: principal)) != nil else {
                    return
                }
                lastLook = clock.now
            }
            let seen = events.signal.count
            let page = try await events.next(&subscription)
            let text = text(of: page)
            if !text.isEmpty {
                try await writer.write(ByteBuffer(string: text))
                lastWrite = clock.now
            } else if clock.now - lastWrite >= pace.heartbeat {
                try await writer.write(ByteBuffer(string: ":\n\n"))
                lastWrite = clock.now
            }
            guard page.isLast else { continue }
            let next = min(lastWrite + pace.heartbeat, end)
            let signal = events.signal
            await GracefulStop.cancelling { await signal.wait(beyond: seen, atMost: next - clock.now) }
        }
    }

    private func text(of page: EventPage) -> String {
        if page.isReset { return Self.event("reset", id: page.cursor, data: "{}") }
        return page.news.map { news in
            Self.event("booking", id: news.cursor, data: String(decoding: json(news).encoded(), as: UTF8.self))
        }.joined()
    }

    private func json(_ news: BookingNews) -> JSON {
        [
            "type": .string(news.event.type), "resource": .string(news.event.resource.rawValue),
            "changeNumber": .integer(news.event.number), "at": .string(news.event.at.rfc3339),
            "id": .string(news.event.booking.description), "booking": news.view.map { $0.json(language) } ?? .null,
        ]
    }

    /// JSON without line breaks needs one line.
    private static func event(_ name: String, id: EventCursor, data: String) -> String {
        "event: \(name)\nid: \(id)\ndata: \(data)\n\n"
    }
}
