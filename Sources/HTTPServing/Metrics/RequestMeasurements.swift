import HTTPTypes
public import Hummingbird
import Logging
public import Scheduling
import Synchronization

/// Counts and times requests by route.
///
/// The route is the pattern that was matched, never the path: paths hold names and feeds' secrets.
public final class RequestMeasurements: Sendable {
    struct Kind: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private struct State {
        var counts: [Kind: UInt64] = [:]
        var durations: [String: DurationHistogram] = [:]
        var underWay: Int64 = 0
    }

    private let state = Mutex(State())

    public init() {}

    func began() { state.withLock { $0.underWay += 1 } }

    func ended(method: String, route: String, status: Int, duration: Duration) {
        state.withLock { state in
            state.underWay -= 1
            state.counts[Kind(method: method, route: route, status: status), default: 0] &+= 1
            state.durations[route, default: DurationHistogram()].record(duration)
        }
    }

    public func write(to text: inout MetricsText) {
        let state = state.withLock { $0 }
        text.family("creneau_requests_total", "counter", "Requests that were answered, by route and status.")
        let counts = state.counts.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (kind, count) in counts {
            text.value(
                "creneau_requests_total",
                [("method", kind.method), ("route", kind.route), ("status", String(kind.status))],
                Int64(clamping: count))
        }
        text.family("creneau_request_duration_seconds", "histogram", "From a request's head to its answer's head.")
        for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
            text.histogram("creneau_request_duration_seconds", [("route", route)], histogram)
        }
        text.gauge("creneau_requests_under_way", "Requests that are being worked on.", state.underWay)
        writeFeeds(counts, to: &text)
    }

    private func writeFeeds(_ counts: [(key: Kind, value: UInt64)], to text: inout MetricsText) {
        text.family("creneau_feed_requests_total", "counter", "Feeds read: whole, unchanged (304), or refused.")
        let feeds = counts.filter { $0.key.route.hasPrefix("/feeds/") }
        for (answer, statuses) in [("whole", 200...299), ("unchanged", 304...304), ("refused", 400...599)] {
            let count = feeds.filter { statuses.contains($0.key.status) }.reduce(UInt64(0)) { $0 &+ $1.value }
            text.value("creneau_feed_requests_total", [("answer", answer)], Int64(clamping: count))
        }
    }
}

/// Gives a request its identity, measures it and logs it: outside of everything else.
///
/// An `X-Request-Id` of the client or of a proxy is kept where it is a plain word, so that one identity is found in every
/// log on the way; else the request gets a new one. The answer has it as well.
public struct RequestObservation: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    let measurements: RequestMeasurements

    public init(measurements: RequestMeasurements) {
        self.measurements = measurements
    }

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let identity = request.headers[.requestIdentity], Self.isWord(identity) {
            context.logger[metadataKey: "hb.request.id"] = .string(identity)
        }
        let clock = ContinuousClock()
        let start = clock.now
        measurements.began()
        do {
            var response = try await next(request, context)
            response.headers[.requestIdentity] = context.id
            note(request, context, status: response.status.code, duration: clock.now - start)
            return response
        } catch {
            note(request, context, status: 499, duration: clock.now - start)
            throw error
        }
    }

    private func note(_ request: Request, _ context: CreneauRequestContext, status: Int, duration: Duration) {
        let method = Self.knownMethods.contains(request.method.rawValue) ? request.method.rawValue : "other"
        let route = context.endpointPath ?? "none"
        measurements.ended(method: method, route: route, status: status, duration: duration)
        let (seconds, attoseconds) = duration.components
        let milliseconds = Double(seconds) * 1_000 + Double(attoseconds / 1_000_000_000_000) / 1_000
        context.logger.info(
            "answered",
            metadata: [
                "method": .string(method), "route": .string(route), "status": .stringConvertible(status),
                "ms": .stringConvertible(milliseconds),
            ])
    }

    /// A client that makes up methods makes no labels.
    private static let knownMethods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR",
        "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL",
    ]

    /// At most 64 letters, digits and `-_.:+/=`.
    private static func isWord(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "-_.:+/=".utf8.contains(byte)
            }
    }
}

extension HTTPField.Name {
    static let requestIdentity = knownName("X-Request-Id")
}
